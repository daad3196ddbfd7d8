"""Check a sink's copy of the log by itself: what is missing in it, and what was changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from pydantic import JsonValue

from engine.canonical import CanonicalError, canonical_bytes


class CopyCode(StrEnum):
    """What is wrong with a copy."""

    UNREADABLE = "copy_unreadable"
    GAP = "copy_gap"
    CHANGED = "copy_changed"
    TWO_VERSIONS = "copy_two_versions"
    """The same place twice, with different entries; the same entry twice is as it should be."""
    DEFECT = "copy_defect"
    """The record says itself that the log was not whole at this place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDefect:
    """One thing that is wrong with a copy, and in which line, from 1."""

    code: CopyCode
    params: dict[str, JsonValue]


@dataclass(slots=True, kw_only=True)
class CopyReport:
    """What a copy holds and what is wrong with it; made line by line.

    Attributes:
        first: Lowest index in it; None when it holds nothing.
        last: Highest index before which nothing is missing unsaid.
    """

    first: int | None = None
    last: int | None = None
    defects: list[CopyDefect] = field(default_factory=list)
    _hashes: dict[int, str] = field(default_factory=dict)

    def add(self, line: int, record: dict[str, JsonValue]) -> None:
        """Take the next record into account."""
        index, named = cast("int", record["index"]), cast("str", record["hash"])
        self._note_gap(line, index)
        for code, params in self._wrong(index, named, record):
            self.note(code, line=line, **params)
        self._hashes[index] = named
        self.first = index if self.first is None else min(self.first, index)
        self.last = index if self.last is None else max(self.last, index)

    def _note_gap(self, line: int, index: int) -> None:
        if self.last is not None and index > self.last + 1:
            self.note(CopyCode.GAP, line=line, index=self.last + 1, until=index - 1)

    def _wrong(
        self, index: int, named: str, record: dict[str, JsonValue]
    ) -> Iterator[tuple[CopyCode, dict[str, JsonValue]]]:
        if self._hashes.get(index, named) != named:
            yield CopyCode.TWO_VERSIONS, {"index": index}
        if "defect" in record:
            yield CopyCode.DEFECT, {"index": index, "defect": record["defect"]}
        elif hashlib.sha256(canonical_bytes(record.get("header"))).hexdigest() != named:
            yield CopyCode.CHANGED, {"index": index}

    def note(self, code: CopyCode, **params: JsonValue) -> None:
        """Note a defect."""
        self.defects.append(CopyDefect(code=code, params=params))


def check_copy(lines: Iterable[bytes]) -> CopyReport:
    """Check records, one JSON object a line, in the order in which the sink wrote them.

    Example:
        >>> check_copy([b"not json"]).defects[0].code.value
        'copy_unreadable'
    """
    report = CopyReport()
    for number, line in enumerate(lines, 1):
        record = _record(line)
        if record is None:
            report.note(CopyCode.UNREADABLE, line=number)
        else:
            report.add(number, record)
    return report


def _record(line: bytes) -> dict[str, JsonValue] | None:
    try:
        found: JsonValue = json.loads(line)
        canonical_bytes(found)
    except (ValueError, CanonicalError):
        return None
    if not isinstance(found, dict) or type(found.get("index")) is not int:
        return None
    return found if isinstance(found.get("hash"), str) else None
