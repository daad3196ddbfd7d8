"""The key of the register's index: from the settings, or a file that is made once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from engine.errors import AdapterError, EngineCode

FILE = "index.key"
_BYTES = 32
_OWNER_ONLY = 0o600


def index_key(given: str | None, folder: Path) -> bytes:
    """The key, made when there is none yet.

    Args:
        given: 64 hexadecimal digits, or None.
        folder: Where the file lies, readable by its owner only.

    Raises:
        AdapterError: What was given is no key, or the file cannot be read or made.
    """
    text = _kept(folder / FILE) if given is None else given
    try:
        key = bytes.fromhex(text.strip())
    except ValueError as broken:
        raise AdapterError(EngineCode.INDEX_KEY_DIFFERS, retryable=False) from broken
    if len(key) < _BYTES:
        raise AdapterError(EngineCode.INDEX_KEY_DIFFERS, retryable=False)
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
    own = file.with_name(f"{FILE}.{secrets.token_hex(8)}")
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
