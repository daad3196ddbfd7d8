"""One row of a ledger as what it says of a case, or everything about it that cannot be read."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import cast

from pydantic import JsonValue

from engine.canonical import canonical_bytes
from engine.errors import EngineCode
from engine.importing.codes import ImportCode
from engine.refusal import Reason, ReasonCode
from engine.sheet import SheetCode, column_letter

Code = ImportCode | SheetCode | ReasonCode | EngineCode


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Something about a row, with its place.

    Attributes:
        column: Counted from 0; None when it is about the whole row.
    """

    code: Code
    params: dict[str, JsonValue] = field(default_factory=dict)
    column: int | None = None

    @property
    def letter(self) -> str:
        """The letters over its column; empty when it is about the whole row."""
        return "" if self.column is None else column_letter(self.column)

    @classmethod
    def of(cls, found: Reason, column: int | None = None) -> RowProblem:
        """A reason of the engine as a problem of a row."""
        return cls(code=found.code, params=found.params, column=column)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRun:
    """When a clock began, and when it was stopped."""

    counted_from: date
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document on file."""

    kind: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStep:
    """An action of the past and who took it."""

    action: str
    person: str
    on: date
    together_with: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a row says of its case, in the house's own terms."""

    key: str
    office: str
    state: str
    opened: date
    entered: date
    person: str | None = None
    facts: dict[str, JsonValue] = field(default_factory=dict)
    clocks: dict[str, ClockRun] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    steps: tuple[PastStep, ...] = ()

    def digest(self) -> str:
        """SHA-256 of what it says, by which the same row is known again."""
        return hashlib.sha256(canonical_bytes(_plain(asdict(self)))).hexdigest()


def _plain(value: object) -> JsonValue:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else cast("JsonValue", value)
