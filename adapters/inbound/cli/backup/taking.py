"""Taking an installation to a folder while people work in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

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
from engine.merkle import root_of
from engine.ports import Ports

KEYS = ("index.key", "secrets.key", "signing.key")
_OWNER_ONLY = 0o700


def take_backup(house: House, folder: Path) -> Manifest:
    """Copy database, papers and keys, and write down what was copied.

    The log only grows and papers are never changed, so that what is read before the database is
    in it, and what is copied after it is all that it speaks of.

    Raises:
        BackupError: The folder holds something.
        AdapterError: The database cannot be reached or copied.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(BackupCode.NOT_EMPTY, folder=str(folder))
    folder.mkdir(_OWNER_ONLY, parents=True, exist_ok=True)
    condition, (size, root) = condition_of(house.database), log_of(house.ports)
    copy_out(house.database, folder / file_name(house.database))
    left_out = [*_copy_papers(house, folder), *_copy_keys(house, folder)]
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


def papers_folder(house: House) -> Path | None:
    """Where papers lie on this machine; None when they are kept elsewhere."""
    parts = urlsplit(house.settings.documents_url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _copy_papers(house: House, folder: Path) -> Iterator[str]:
    papers = papers_folder(house)
    if papers is None:
        yield house.settings.documents_url
    elif papers.exists():
        # What is just coming in has another name until it is complete.
        half = shutil.ignore_patterns(".incoming-*")
        shutil.copytree(papers, folder / "documents", ignore=half)


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
