"""Keys that are made once: from the settings, or a file of the data folder."""

from __future__ import annotations

import os
import secrets
from enum import StrEnum
from pathlib import Path

from engine.access import AccessCode
from engine.errors import AdapterError, EngineCode

INDEX_FILE = "index.key"
SECRETS_FILE = "secrets.key"
_BYTES = 32
_OWNER_ONLY = 0o600


def index_key(given: str | None, folder: Path) -> bytes:
    """The key of the register's index; see `kept_key`."""
    return kept_key(given, folder / INDEX_FILE, EngineCode.INDEX_KEY_DIFFERS)


def secrets_key(given: str | None, folder: Path) -> bytes:
    """The key that the secrets of second factors are sealed with; see `kept_key`."""
    return kept_key(given, folder / SECRETS_FILE, AccessCode.SECRETS_KEY_DIFFERS)


def kept_key(given: str | None, file: Path, unfit: StrEnum) -> bytes:
    """A key, made when there is none yet.

    Args:
        given: 64 hexadecimal digits, or None.
        file: Where it lies, readable by its owner only.
        unfit: Code of the error when what is there is no key.

    Raises:
        AdapterError: What was given is no key, or the file cannot be read or made.
    """
    text = _kept(file) if given is None else given
    try:
        key = bytes.fromhex(text.strip())
    except ValueError as broken:
        raise AdapterError(unfit, retryable=False) from broken
    if len(key) < _BYTES:
        raise AdapterError(unfit, retryable=False)
    return key


def _kept(file: Path) -> str:
    try:
        _make(file)
        return file.read_text("ascii")
    except OSError as failed:
        problem = str(failed)
        raise AdapterError(EngineCode.STORE_UNAVAILABLE, retryable=True, driver=problem) from failed


def _make(file: Path) -> None:
    """Make the file whole or not at all, and leave one that is there as it is."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    own = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "w") as written:
        written.write(secrets.token_hex(_BYTES) + "\n")
    try:
        # A link fails where a file is, so that of two who make one the first wins.
        os.link(own, file)
    except FileExistsError:
        pass
    finally:
        own.unlink()
