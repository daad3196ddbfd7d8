"""Which document store an address means."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urlsplit

from adapters.outbound.documents.folder import FolderDocumentStore
from engine.errors import AdapterError, EngineCode
from engine.ports import DocumentStore


def document_store(url: str, *, endpoint_url: str | None = None) -> DocumentStore:
    """Return the store at an address.

    Args:
        url: `file:///folder` or `s3://bucket/prefix`.
        endpoint_url: Address of an S3-compatible store other than Amazon's.

    Raises:
        AdapterError: The address is of another kind, or S3 is wanted without its library.

    Example:
        >>> type(document_store("file:///srv/unioncase/documents")).__name__
        'FolderDocumentStore'
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderDocumentStore(Path(unquote(parts.path)))
    if parts.scheme == "s3":
        return _s3(parts.netloc, parts.path.strip("/"), endpoint_url)
    raise AdapterError(EngineCode.STORE_UNAVAILABLE, retryable=False, driver=url)


def _s3(bucket: str, prefix: str, endpoint_url: str | None) -> DocumentStore:
    try:
        # Its library is an extra, and takes a second to import.
        s3 = import_module("adapters.outbound.documents.s3")
    except ModuleNotFoundError as missing:
        raise AdapterError(
            EngineCode.STORE_UNAVAILABLE, retryable=False, driver=str(missing)
        ) from missing
    store: DocumentStore = s3.connect(bucket, prefix=prefix, endpoint_url=endpoint_url)
    return store
