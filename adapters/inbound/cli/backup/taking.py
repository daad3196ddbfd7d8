"""Taking an installation to a folder while people work in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from adapters.bootstrap import House
from adapters.inbound.cli.backup.manifest import (
    BackupCode,
    BackupError,
    Manifest,
    described,
    write_manifest,
)
from adapters.outbound.db.condition import condition_of
from adapters.outbound.db.copies import copy_out, file_name
from adapters.outbound.documents import FolderDocumentStore
from engine.merkle import root_of
from engine.papers import DocumentError
from engine.ports import Ports

PAPERS = "documents"
"""Folder of the papers in a backup, wherever the installation keeps them."""

KEYS = ("index.key", "secrets.key", "signing.key")
_OWNER_ONLY = 0o700


def take_backup(house: House, folder: Path, *, papers: bool = True) -> Manifest:
    """Copy database, papers and keys, and write down what was copied.

    The log only grows and papers are never changed, so that what is read before the database is
    in it, and what is copied after it is all that it speaks of.

    Args:
        house: The installation.
        folder: Where to.
        papers: Whether to copy the papers; without them the manifest names where they are.

    Raises:
        BackupError: The folder holds something.
        AdapterError: The database or the papers cannot be reached or copied.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(BackupCode.NOT_EMPTY, folder=str(folder))
    folder.mkdir(_OWNER_ONLY, parents=True, exist_ok=True)
    condition, (size, root) = condition_of(house.database), log_of(house.ports)
    copy_out(house.database, folder / file_name(house.database))
    kept_there = _copy_papers(house, folder) if papers else [house.settings.documents_url]
    left_out = [*kept_there, *_copy_keys(house, folder)]
    manifest = Manifest(
        made_at=house.clock.now(),
        backend=condition.backend.value,
        revision=condition.revision or "",
        log_size=size,
        log_root=root,
        files=tuple(described(folder)),
        left_out=tuple(left_out),
    )
    write_manifest(folder, manifest)
    return manifest


def log_of(ports: Ports, size: int | None = None) -> tuple[int, str]:
    """The log's size and root, now or at an earlier size."""
    at = ports.log.size() if size is None else size
    return at, root_of(at, ports.log.node).hex()


def _copy_papers(house: House, folder: Path) -> Iterator[str]:
    """Copy every paper, each held against its hash; yields those that are damaged."""
    copies = FolderDocumentStore(folder / PAPERS)
    for sha256 in house.documents.hashes():
        try:
            copies.put(house.documents.get(sha256))
        except DocumentError:
            # The others are worth keeping all the more.
            yield f"{PAPERS}/{sha256}"


def _copy_keys(house: House, folder: Path) -> Iterator[str]:
    given = {
        "index.key": house.settings.index_key,
        "secrets.key": house.settings.secrets_key,
        "signing.key": house.settings.signing_key,
    }
    for name in KEYS:
        file = house.settings.data_dir / name
        if given[name] is not None:
            yield name
        elif file.exists():
            shutil.copy2(file, folder / name)
