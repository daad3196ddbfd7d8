"""Papers in a folder of the local disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from engine.errors import AdapterError, EngineCode, NotFoundError
from engine.papers import DocumentError, accepted, verified
from engine.ports import StoredDocument

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FolderDocumentStore:
    """Implements `DocumentStore`.

    A paper is the file `ab/cd/abcd...`, named by its hash, two levels deep so that no folder grows
    too large. It appears under its name only when it is complete and on the disk.

    Args:
        folder: Made when the first paper comes; readable by its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> StoredDocument:
        """Keep the content; see the port."""
        stored = accepted(content)
        path = self._path(stored.sha256)
        with _translated():
            if not _holds(path, stored.sha256):
                _write(path, content)
        return stored

    def get(self, sha256: str) -> bytes:
        """Return the content; see the port."""
        # What is not a hash could lead out of the folder.
        if _SHA256.fullmatch(sha256) is None:
            raise NotFoundError(EngineCode.DOCUMENT_NOT_FOUND, document=sha256)
        with _translated():
            try:
                content = self._path(sha256).read_bytes()
            except FileNotFoundError as missing:
                raise NotFoundError(EngineCode.DOCUMENT_NOT_FOUND, document=sha256) from missing
        return verified(content, sha256)

    def hashes(self) -> Iterator[str]:
        """The hash of every paper that is kept."""
        # What is just coming in has another name until it is complete.
        yield from (p.name for p in self._folder.glob("*/*/*") if _SHA256.fullmatch(p.name))

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:4] / sha256


def _holds(path: Path, sha256: str) -> bool:
    """Whether the content is there and whole; a damaged one is written again."""
    try:
        verified(path.read_bytes(), sha256)
    except (FileNotFoundError, DocumentError):
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".incoming-", delete=False) as file:
        half = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            half.replace(path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as failed:
        raise AdapterError(
            EngineCode.STORE_UNAVAILABLE, retryable=True, driver=str(failed)
        ) from failed
