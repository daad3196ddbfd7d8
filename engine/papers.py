"""What content may be kept as a paper: its size, its kind judged by itself, no known threat."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from engine.ports import StoredDocument
from rules.errors import UnioncaseError

LARGEST_BYTES = 20 * 1024 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"OFD.xml", "application/ofd"),
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-" + b"FILE"
"""Split, so that no scanner takes this file for the test string it looks for."""


class DocumentCode(StrEnum):
    """Codes of content that is not kept, or cannot be trusted any more."""

    EMPTY = "document_empty"
    TOO_LARGE = "document_too_large"
    KIND_UNKNOWN = "document_kind_unknown"
    INFECTED = "document_infected"
    DAMAGED = "document_damaged"


class DocumentError(UnioncaseError):
    """Content that cannot be kept, or that changed since it was."""


def accepted(content: bytes) -> StoredDocument:
    """Return what the content is.

    Raises:
        DocumentError: Empty, too large, of no accepted kind, or infected-looking.

    Example:
        >>> accepted(b"%PDF-1.7 sample").media
        'application/pdf'
    """
    if not content:
        raise DocumentError(DocumentCode.EMPTY)
    if len(content) > LARGEST_BYTES:
        raise DocumentError(DocumentCode.TOO_LARGE, size=len(content), largest=LARGEST_BYTES)
    if _EICAR in content:
        raise DocumentError(DocumentCode.INFECTED)
    media = media_of(content)
    if media is None:
        raise DocumentError(DocumentCode.KIND_UNKNOWN)
    return StoredDocument(
        sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content), media=media
    )


def media_of(content: bytes) -> str | None:
    """The kind of content by its first bytes; None when it is none of the accepted ones."""
    for signature, media in _SIGNATURES:
        if content.startswith(signature):
            return media
    if content.startswith(b"PK\x03\x04"):
        return next((media for name, media in _ZIPPED if name in content), None)
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "image/heic"
    return None


def verified(content: bytes, sha256: str) -> bytes:
    """Return the content if it still is what its hash says.

    Raises:
        DocumentError: The content has changed since it was kept.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DocumentError(DocumentCode.DAMAGED, sha256=sha256)
    return content
