"""Papers in memory."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import EngineCode, NotFoundError
from engine.papers import accepted, verified
from engine.ports import StoredDocument


class InMemoryDocumentStore:
    """Implements `DocumentStore`."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes) -> StoredDocument:
        """Keep the content."""
        stored = accepted(content)
        self._contents[stored.sha256] = content
        return stored

    def get(self, sha256: str) -> bytes:
        """Return the content."""
        if sha256 not in self._contents:
            raise NotFoundError(EngineCode.DOCUMENT_NOT_FOUND, document=sha256)
        return verified(self._contents[sha256], sha256)

    def hashes(self) -> Iterator[str]:
        """The hash of every paper that is kept."""
        yield from list(self._contents)

    def spoil(self, sha256: str) -> None:
        """Damage what is kept, as a failing disk would."""
        self._contents[sha256] = b"spoilt"
