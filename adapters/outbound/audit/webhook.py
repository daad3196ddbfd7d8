"""A copy as signed requests, one a record, so that the receiver can tell each by its index."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence

import httpx2 as httpx

from engine.errors import AdapterError
from engine.sinks import SinkCode, SinkRecord

_TIMEOUT_SECONDS = 5.0


class WebhookSink:
    """Posts records; any answer but a 2xx means that it was not taken.

    Headers: `Idempotency-Key` is the index; `Unioncase-Timestamp` the time of sending in seconds
    since 1970; `Unioncase-Signature` is `v1=` and the HMAC-SHA-256, hexadecimal, over timestamp, a
    full stop and the body. A receiver refuses timestamps that are old, and so replays.

    Args:
        name: What the sink is called.
        address: Where to post.
        key: What to sign with.
    """

    def __init__(self, name: str, address: str, key: str) -> None:
        self.name = name
        # A receiver that always answers at the last moment keeps the sink for less than a minute.
        self.batch = 10
        self._address = address
        self._key = key.encode()
        self._client: httpx.Client | None = None

    def put(self, records: Sequence[SinkRecord]) -> None:
        """Post records; see the port."""
        for record in records:
            self._post(record)

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _post(self, record: SinkRecord) -> None:
        body, at = record.line(), str(int(time.time()))
        headers = {
            "content-type": "application/json",
            "idempotency-key": str(record.index),
            "unioncase-timestamp": at,
            "unioncase-signature": f"v1={signature(self._key, at, body)}",
        }
        try:
            answer = self._opened().post(self._address, content=body, headers=headers)
        except (httpx.HTTPError, OSError) as failed:
            self.close()
            error = type(failed).__name__
            raise AdapterError(
                SinkCode.UNAVAILABLE, retryable=True, sink=self.name, error=error
            ) from failed
        if not answer.is_success:
            raise AdapterError(
                SinkCode.REFUSED, retryable=True, sink=self.name, status=answer.status_code
            )

    def _opened(self) -> httpx.Client:
        if self._client is None:
            # Neither a proxy nor credentials from the environment, and no redirect to elsewhere.
            self._client = httpx.Client(
                timeout=_TIMEOUT_SECONDS, follow_redirects=False, trust_env=False
            )
        return self._client


def signature(key: bytes, at: str, body: bytes) -> str:
    """What the receiver computes again."""
    return hmac.new(key, at.encode() + b"." + body, hashlib.sha256).hexdigest()
