"""What a backup holds: every file with size and hash, and the log it was taken of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from rules.errors import UnioncaseError

FILE = "manifest.json"
FORMAT = "unioncase backup 1"
_CHUNK_BYTES = 1024 * 1024


class BackupCode(StrEnum):
    """Why a backup cannot be taken or put back."""

    NOT_EMPTY = "backup_not_empty"
    UNREADABLE = "backup_unreadable"
    FILE_MISSING = "backup_file_missing"
    FILE_CHANGED = "backup_file_changed"
    OTHER_DATABASE = "backup_other_database"
    ROOT_DIFFERS = "backup_root_differs"


class BackupError(UnioncaseError):
    """A backup that cannot be taken, or one that is not what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """One file of a backup; `path` is relative to the folder."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A backup's table of contents.

    Attributes:
        backend: Which kind of database it was taken of.
        revision: The database's newest migration.
        log_size: Entries of the log that are in it at least.
        log_root: The log's root at that size, hexadecimal.
        left_out: What belongs to the installation and is kept elsewhere.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    format: str = FORMAT
    made_at: datetime
    backend: str
    revision: str
    log_size: int
    log_root: str
    files: tuple[BackedUp, ...]
    left_out: tuple[str, ...] = ()


_ADAPTER = TypeAdapter(Manifest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it last: a folder without one is no backup."""
    plain = _ADAPTER.dump_python(manifest, mode="json")
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read a backup's manifest.

    Raises:
        BackupError: There is none, or it is none of ours.
    """
    try:
        manifest = _ADAPTER.validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError) as broken:
        raise BackupError(BackupCode.UNREADABLE, folder=str(folder)) from broken
    inside = all(_is_inside(file.path) for file in manifest.files)
    if manifest.format != FORMAT or not inside:
        raise BackupError(BackupCode.UNREADABLE, folder=str(folder))
    return manifest


def _is_inside(path: str) -> bool:
    return not Path(path).is_absolute() and ".." not in Path(path).parts


def described(folder: Path) -> Iterator[BackedUp]:
    """Every file below a folder, by its path."""
    for path in sorted(found for found in folder.rglob("*") if found.is_file()):
        name = path.relative_to(folder).as_posix()
        yield BackedUp(path=name, size_bytes=path.stat().st_size, sha256=sha256_of(path))


def check_files(folder: Path, manifest: Manifest) -> None:
    """Hold the files against the manifest.

    Raises:
        BackupError: One is missing or was changed.
    """
    for file in manifest.files:
        path = folder / file.path
        if not path.is_file():
            raise BackupError(BackupCode.FILE_MISSING, file=file.path)
        if path.stat().st_size != file.size_bytes or sha256_of(path) != file.sha256:
            raise BackupError(BackupCode.FILE_CHANGED, file=file.path)


def sha256_of(path: Path) -> str:
    """Hash of a file's content, hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            found.update(chunk)
    return found.hexdigest()
