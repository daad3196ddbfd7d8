"""A copy as lines of JSON in a file that is put aside when it has grown large."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from engine.errors import AdapterError
from engine.sinks import SinkCode, SinkRecord

_OWNER_ONLY = 0o600
_TAIL_BYTES = 64 * 1024


class FileSink:
    """Appends to a file, and has it on the disk before it says so.

    A full file is put aside as `<name>.<first index>.jsonl`, so that its parts sort in the order of
    the log. Nothing is ever removed: how long copies are kept is for whoever holds them.

    Args:
        name: What the sink is called.
        path: The file; its folder is made.
        largest_bytes: A file that has reached this is put aside.
    """

    def __init__(self, name: str, path: Path, *, largest_bytes: int) -> None:
        self.name = name
        self.batch = 500
        self._path = path
        self._largest = largest_bytes

    def put(self, records: Sequence[SinkRecord]) -> None:
        """Append records; see the port."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._put_aside()
            self._append(b"".join(record.line() + b"\n" for record in records))
        except OSError as failed:
            reason = os.strerror(failed.errno or 0)
            raise AdapterError(
                SinkCode.UNAVAILABLE, retryable=True, sink=self.name, error=reason
            ) from failed

    def close(self) -> None:
        """Nothing is held between two batches."""

    def _append(self, lines: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(self._path, flags, _OWNER_ONLY), "ab+") as file:
            _cut_half_line(file.fileno())
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())

    def _put_aside(self) -> None:
        if not self._path.exists() or self._path.stat().st_size < self._largest:
            return
        with self._path.open("rb") as file:
            first: int = json.loads(file.readline())["index"]
        aside = self._path.with_name(f"{self._path.stem}.{first:012}{self._path.suffix}")
        number = 1
        while aside.exists():
            # A copy that was sent again begins where another one began.
            number += 1
            again = f"{self._path.stem}.{first:012}.{number}{self._path.suffix}"
            aside = self._path.with_name(again)
        self._path.rename(aside)


def _cut_half_line(descriptor: int) -> None:
    """Remove what a process that was killed has left of a line; it is sent again."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, _TAIL_BYTES, max(size - _TAIL_BYTES, 0))
    whole = tail.rfind(b"\n") + 1
    if len(tail) > whole and (whole or size <= _TAIL_BYTES):
        os.ftruncate(descriptor, size - len(tail) + whole)
