"""How a case stands to each criterion, and which rows of a table gave its answer.

Both are read from a record: an environment in which every rule was worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRows:
    """The rows of a table that gave its answer, counted from 1; none for its default."""

    table: str
    rows: tuple[int, ...]
    citation: Citation | None
    answer: Value


CriterionReader: TypeAlias = Callable[[Record], CriterionVerdict]


def criterion_reader(
    key: str, slot: int, citation: Citation | None, reads: Mapping[str, int], *, all_set: bool
) -> CriterionReader:
    """Return what reads a criterion from a record.

    Args:
        key: The criterion.
        slot: Slot of its answer.
        citation: What it rests on.
        reads: Slot of every name that it reads.
        all_set: Whether every figure is set, so that unknowns name facts only.
    """
    met, not_met = Standing.MET, Standing.NOT_MET
    names = tuple(reads.items())

    def read(record: Record) -> CriterionVerdict:
        answer = record[slot]
        values = {name: record[place] for name, place in names}
        if not all_set:
            values = {name: public(value) for name, value in values.items()}
        if answer is True:
            return CriterionVerdict(key, met, citation, values)
        if answer is False:
            return CriterionVerdict(key, not_met, citation, values)
        return CriterionVerdict(key, Standing.UNKNOWN, citation, values, missing(answer))

    return read


def public(value: Value) -> Value:
    """Return an unknown that names facts only; figures are not asked of the applicant."""
    if isinstance(value, Unknown):
        return Unknown(frozenset(missing(value)), value.cause)
    return value


def missing(value: Value) -> tuple[str, ...]:
    """Return the facts that a value hangs on, sorted."""
    facts = value.facts if isinstance(value, Unknown) else ()
    return tuple(sorted(name for name in facts if not name.startswith(PARAMETER)))


def unset(value: Value) -> tuple[str, ...]:
    """Return the figures that a value hangs on, sorted."""
    facts = value.facts if isinstance(value, Unknown) else ()
    marked = sorted(name for name in facts if name.startswith(PARAMETER))
    return tuple(name.removeprefix(PARAMETER) for name in marked)
