"""Copies of the log of all entries in other hands: what goes out, and how far each copy is.

A sink gets every entry's header, hash and place, in the order of the log and at least once; never
a payload. What does not fit goes out too, named: whoever holds the copy learns of it with the
next record, and a damaged entry stops nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, cast

from pydantic import JsonValue

from engine.audit import GENESIS
from engine.canonical import CanonicalError, canonical_bytes, parse_canonical
from engine.delivery import Logged

RECORD_VERSION = 1

_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)


class SinkCode(StrEnum):
    """What is wrong with the log where a sink reads it, or with a sink."""

    MISSING = "sink_entry_missing"
    """The log has no entry at this place although it has later ones, or the entry is gone."""
    HASH_DIFFERS = "sink_hash_differs"
    """The entry is not the one whose hash stands in the log."""
    LOG_SHORTER = "sink_log_shorter"
    """The log ends before what the sink has already: an older state was restored."""
    LOG_DIFFERS = "sink_log_differs"
    """The last entry that the sink has is not the one in the log: it was restored and grew on."""
    NOT_FOUND = "sink_not_found"
    UNKNOWN = "sink_unknown"
    UNAVAILABLE = "sink_unavailable"
    REFUSED = "sink_refused"
    KEY_MISSING = "sink_key_missing"
    NAMED_TWICE = "sink_named_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkRecord:
    """One place of the log as it goes out.

    Attributes:
        index: Place in the log, from 0.
        hash: The entry's hash as it stands in the log; `GENESIS` where the log has none.
        header: Canonical JSON of the entry's header; None when there is none that fits.
        defect: What does not fit; None when all does.
    """

    index: int
    hash: str
    header: bytes | None
    defect: SinkCode | None = None

    def plain(self) -> dict[str, JsonValue]:
        """The record as JSON values."""
        plain: dict[str, JsonValue] = {
            "v": RECORD_VERSION,
            "index": self.index,
            "hash": self.hash,
        }
        if self.header is not None:
            plain["header"] = cast("JsonValue", parse_canonical(self.header))
        if self.defect is not None:
            plain["defect"] = self.defect.value
        return plain

    def line(self) -> bytes:
        """The record in canonical JSON: one line without its end."""
        return canonical_bytes(self.plain())


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkCursor:
    """How far a sink is.

    Attributes:
        next: Index of the first entry that it does not have yet.
        last_hash: Hash of the entry before that one; `GENESIS` at the beginning.
        failures: Attempts that failed one after the other.
        retry_at: When to try again; None when nothing failed.
        cause: Code of the last failure.
        defects: How many places did not fit so far.
        last_defect: Index of the newest of them.
    """

    sink: str
    next: int = 0
    last_hash: str = GENESIS
    failures: int = 0
    retry_at: datetime | None = None
    cause: str | None = None
    defects: int = 0
    last_defect: int | None = None


class AuditSink(Protocol):
    """Takes copies of the log's entries into other hands."""

    @property
    def name(self) -> str:
        """Names the sink wherever it is spoken of: its address without secrets."""

    @property
    def batch(self) -> int:
        """How many records it takes at once, in less than a minute however slow it is."""

    def put(self, records: Sequence[SinkRecord]) -> None:
        """Hand records over, in this order; some may have been handed over before.

        Raises:
            AdapterError: The sink did not take them all.
        """

    def close(self) -> None:
        """Let go of files and connections."""


class SinkCursors(Protocol):
    """How far every sink is, and which process feeds it at present."""

    def take(self, sink: str, holder: str, now: datetime, until: datetime) -> SinkCursor | None:
        """Become, or stay, the one that feeds a sink until a moment; None when another one is."""

    def save(self, cursor: SinkCursor, holder: str) -> bool:
        """Keep a cursor; False, and nothing is kept, when another one feeds the sink by now."""

    def release(self, sink: str, holder: str) -> None:
        """Let another one feed the sink at once."""

    def all(self) -> Sequence[SinkCursor]:
        """Every cursor there is, by the sink's name."""

    def rewind(self, sink: str, index: int, last_hash: str) -> bool:
        """Let a sink begin again at an index; False when there is no such sink."""


def records(start: int, end: int, found: Sequence[Logged]) -> Iterator[SinkRecord]:
    """What goes out for the places of the log from `start` on and before `end`."""
    there = {logged.leaf.index: logged for logged in found}
    for index in range(start, end):
        logged = there.get(index)
        if logged is None:
            yield SinkRecord(index=index, hash=GENESIS, header=None, defect=SinkCode.MISSING)
        else:
            yield _record(logged)


def _record(logged: Logged) -> SinkRecord:
    defect = defect_of(logged)
    header = logged.header if defect is None else None
    return SinkRecord(index=logged.leaf.index, hash=logged.leaf.hash, header=header, defect=defect)


def defect_of(logged: Logged) -> SinkCode | None:
    """What does not fit between a place of the log and the entry that it names."""
    if logged.header is None:
        return SinkCode.MISSING
    same = hashlib.sha256(logged.header).hexdigest() == logged.leaf.hash
    return None if same and _is_readable(logged.header) else SinkCode.HASH_DIFFERS


def _is_readable(header: bytes) -> bool:
    try:
        parse_canonical(header)
    except CanonicalError:
        return False
    return True


def sink_pause(failures: int) -> timedelta:
    """How long to leave a sink alone: twice as long each time, five minutes at most.

    Example:
        >>> [sink_pause(n).total_seconds() for n in (1, 2, 3, 20)]
        [1.0, 2.0, 4.0, 300.0]
    """
    doubled: int = 2 ** min(failures - 1, 20)
    return min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)
