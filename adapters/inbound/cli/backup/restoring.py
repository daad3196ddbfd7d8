"""Making an installation from a backup, and checking that it is the one that was backed up."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from adapters.bootstrap import House
from adapters.inbound.cli.backup.manifest import (
    BackupCode,
    BackupError,
    Manifest,
    check_files,
    read_manifest,
)
from adapters.inbound.cli.backup.taking import KEYS, PAPERS, log_of
from adapters.outbound.db.copies import copy_in, file_name, is_empty
from adapters.outbound.db.database import Backend
from adapters.outbound.documents import FolderDocumentStore
from engine.errors import NotFoundError
from engine.usecases.verify_audit import AuditReport, verify_audit
from engine.usecases.verify_log import LogReport, verify_log

_OWNER_ONLY = 0o700


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back, and what its verification found."""

    manifest: Manifest
    report: AuditReport
    log: LogReport


def restore(house: House, folder: Path, into: Path) -> Restored:
    """Put a backup into an empty folder, and on PostgreSQL into an empty database.

    Args:
        house: The installation whose settings name the PostgreSQL database, and the S3 store when
            papers go into one; a SQLite file and a folder of papers are made in `into`, whatever
            the settings say.
        folder: The backup.
        into: The new data folder.

    Raises:
        BackupError: The backup is not what it was, the target is not empty, or what came out of
            it is not what went in.
        AdapterError: The database cannot be reached.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    target = _target(house, into, manifest)
    try:
        return _put_back(target, folder, into, manifest)
    finally:
        target.database.close()


def _put_back(target: House, folder: Path, into: Path, manifest: Manifest) -> Restored:
    if (into.exists() and any(into.iterdir())) or not is_empty(target.database):
        raise BackupError(BackupCode.NOT_EMPTY, folder=str(into))
    into.mkdir(_OWNER_ONLY, parents=True, exist_ok=True)
    copy_in(folder / file_name(target.database), target.database)
    _put_papers_back(folder, target)
    _copy_keys(folder, into)
    target.migrate()
    return _verified(target, manifest)


def _target(house: House, into: Path, manifest: Manifest) -> House:
    into = into.absolute()
    changed: dict[str, object] = {"data_dir": into}
    if manifest.backend == Backend.SQLITE.value:
        changed["database_url"] = f"sqlite:///{into / 'unioncase.sqlite'}"
    left_there = house.settings.documents_url in manifest.left_out
    if house.settings.documents_url.startswith("file:") and not left_there:
        changed["documents_url"] = (into / PAPERS).as_uri()
    target = House(house.settings.model_copy(update=changed), own_clock=house.clock)
    if target.database.backend.value != manifest.backend:
        raise BackupError(BackupCode.OTHER_DATABASE, backend=manifest.backend)
    return target


def _put_papers_back(folder: Path, target: House) -> None:
    """Into the store of the new installation; a paper that is there already stays as it is."""
    copies = FolderDocumentStore(folder / PAPERS)
    for sha256 in copies.hashes():
        target.documents.put(copies.get(sha256))


def _copy_keys(folder: Path, into: Path) -> None:
    for name in KEYS:
        if (folder / name).exists():
            shutil.copy2(folder / name, into / name)


def _verified(target: House, manifest: Manifest) -> Restored:
    ports = target.ports
    try:
        _, root = log_of(ports, manifest.log_size)
    except NotFoundError:
        root = ""
    if root != manifest.log_root:
        raise BackupError(BackupCode.ROOT_DIFFERS, size=manifest.log_size)
    report = verify_audit(ports)
    log = verify_log(ports, target.is_signed, target.known_keys, report.entries)
    return Restored(manifest=manifest, report=report, log=log)
