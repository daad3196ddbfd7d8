"""Papers in an S3-compatible store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from engine.errors import AdapterError, EngineCode, NotFoundError
from engine.papers import accepted, verified
from engine.ports import StoredDocument

_CONFIG = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 4},
    # None would take those of the environment.
    proxies={},
)
_SHA256 = re.compile(r"[0-9a-f]{64}")


def connect(bucket: str, *, prefix: str = "", endpoint_url: str | None = None) -> S3DocumentStore:
    """Return a store with the credentials that boto3 finds; nothing is asked of it yet."""
    client = boto3.client("s3", endpoint_url=endpoint_url, config=_CONFIG)
    return S3DocumentStore(client, bucket, prefix=prefix)


class S3DocumentStore:
    """Implements `DocumentStore`; a paper is the object `prefix/abcd...`, named by its hash.

    Args:
        client: A boto3 client of S3.
        bucket: Must exist.
        prefix: Before every name; empty for none.
    """

    def __init__(self, client: Any, bucket: str, *, prefix: str = "") -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""

    def put(self, content: bytes) -> StoredDocument:
        """Keep the content; see the port."""
        stored = accepted(content)
        place = self._place(stored.sha256)
        with _translated(stored.sha256):
            self._client.put_object(**place, Body=content, ContentType=stored.media)
        return stored

    def get(self, sha256: str) -> bytes:
        """Return the content; see the port."""
        if _SHA256.fullmatch(sha256) is None:
            raise NotFoundError(EngineCode.DOCUMENT_NOT_FOUND, document=sha256)
        with _translated(sha256):
            content: bytes = self._client.get_object(**self._place(sha256))["Body"].read()
        return verified(content, sha256)

    def hashes(self) -> Iterator[str]:
        """The hash of every paper that is kept."""
        pages = self._client.get_paginator("list_objects_v2")
        with _translated(""):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                names = (
                    found["Key"].removeprefix(self._prefix) for found in page.get("Contents", ())
                )
                yield from (name for name in names if _SHA256.fullmatch(name))

    def _place(self, sha256: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": f"{self._prefix}{sha256}"}


@contextmanager
def _translated(sha256: str) -> Iterator[None]:
    try:
        yield
    except ClientError as refused:
        if refused.response["Error"]["Code"] == "NoSuchKey":
            raise NotFoundError(EngineCode.DOCUMENT_NOT_FOUND, document=sha256) from refused
        raise _unavailable(refused) from refused
    except BotoCoreError as failed:
        raise _unavailable(failed) from failed


def _unavailable(failed: Exception) -> AdapterError:
    return AdapterError(EngineCode.STORE_UNAVAILABLE, retryable=True, driver=str(failed))
