"""How a case stands to each criterion, and which rows of a table gave its answer.

Both are read from a record: an environment in which every rule was worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from rules.feel import Unknown, Value
from rules.policy.model import Citation

PARAMETER = "parameter:"
"""What the name of a figure that is not set stands behind in an unknown."""

Record: TypeAlias = tuple[Any, ...]  # the two first places hold what is no value


class Standing(StrEnum):
    """How a case stands to a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class CriterionVerdict(NamedTuple):
    """How a case stands to one criterion.

    A tuple, because a verdict holds dozens and a tuple is made four times as fast as a dataclass.

    Attributes:
        values: Value of every name that the criterion reads.
        missing: Facts that can still change it.
    """

    key: str
    standing: Standing
    citation: Citation | None
    values: Mapping[str, Value]
    missing: tuple[str, ...] = ()


class MatchedRows(NamedTuple):
    """The rows of a table that gave its answer, counted from 1; none for its default."""

    table: str
    rows: tuple[int, ...]
    citation: Citation | None
    answer: Value


ValuesReader: TypeAlias = Callable[[Record], dict[str, Value]]
TableReader: TypeAlias = Callable[[Record], MatchedRows]
CriteriaReader: TypeAlias = Callable[[Record], tuple[CriterionVerdict, ...]]


class Criterion(NamedTuple):
    """Where a record holds a criterion.

    Attributes:
        slot: Slot of its answer.
        citation: What it rests on.
        values: Reads the values of the names that it uses.
    """

    key: str
    slot: int
    citation: Citation | None
    values: ValuesReader


def criteria_reader(criteria: Sequence[Criterion]) -> CriteriaReader:
    """Return what reads how a case stands to each criterion."""
    # What the constructor of a named tuple does, at half its cost.
    make, met, not_met = tuple.__new__, Standing.MET, Standing.NOT_MET

    def read(record: Record) -> tuple[CriterionVerdict, ...]:
        made = []
        parts: tuple[object, ...]
        for key, slot, citation, values in criteria:
            answer = record[slot]
            if answer is True:
                parts = (key, met, citation, values(record), ())
            elif answer is False:
                parts = (key, not_met, citation, values(record), ())
            else:
                parts = (key, Standing.UNKNOWN, citation, values(record), missing(answer))
            made.append(make(CriterionVerdict, parts))
        return tuple(made)

    return read


def table_reader(key: str, slot: int, rows: int, citation: Citation | None) -> TableReader:
    """Return what reads the rows of a table from a record.

    Args:
        key: The table.
        slot: Slot of its answer.
        rows: Slot of its rows.
        citation: What it rests on.
    """

    def read(record: Record) -> MatchedRows:
        answer = record[slot]
        shown = public(answer) if type(answer) is Unknown else answer
        return tuple.__new__(MatchedRows, (key, record[rows], citation, shown))

    return read


def values_reader(slots: Mapping[str, int], *, all_set: bool) -> ValuesReader:
    """Return what reads the values of some names from a record.

    Args:
        slots: Slot of each name.
        all_set: Whether every figure is set, so that unknowns name facts only.
    """
    names = tuple(slots.items())
    if not all_set:
        return lambda record: {name: public(record[slot]) for name, slot in names}
    short = _SHORT.get(len(names), _many)
    return short(*names)


def _many(*names: _Named) -> ValuesReader:
    return lambda record: {name: record[slot] for name, slot in names}


def _one(first: _Named) -> ValuesReader:
    name, slot = first
    return lambda record: {name: record[slot]}


def _two(first: _Named, second: _Named) -> ValuesReader:
    (a, at_a), (b, at_b) = first, second
    return lambda record: {a: record[at_a], b: record[at_b]}


def _three(first: _Named, second: _Named, third: _Named) -> ValuesReader:
    (a, at_a), (b, at_b), (c, at_c) = first, second, third
    return lambda record: {a: record[at_a], b: record[at_b], c: record[at_c]}


_Named: TypeAlias = tuple[str, int]
_SHORT: Mapping[int, Callable[..., ValuesReader]] = {
    0: lambda: lambda record: {},
    1: _one,
    2: _two,
    3: _three,
}
"""Criteria seldom read more than three names, and a display is the fastest way to a mapping."""


def public(value: Value) -> Value:
    """Return an unknown that names facts only; figures are not asked of the applicant."""
    if isinstance(value, Unknown):
        return Unknown(frozenset(missing(value)), value.cause)
    return value


def missing(value: Value) -> tuple[str, ...]:
    """Return the facts that a value hangs on, sorted."""
    if not isinstance(value, Unknown):
        return ()
    return tuple(sorted(name for name in value.facts if not name.startswith(PARAMETER)))


def unset(value: Value) -> tuple[str, ...]:
    """Return the figures that a value hangs on, sorted."""
    if not isinstance(value, Unknown):
        return ()
    marked = sorted(name for name in value.facts if name.startswith(PARAMETER))
    return tuple(name.removeprefix(PARAMETER) for name in marked)
