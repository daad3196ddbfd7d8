"""The values of FEEL.

Numbers are `Decimal`, strings `str`, truth values `bool`, dates `datetime.date`, lists `tuple`,
null `None`; the rest are the classes of this module and of `temporal`. All are immutable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from rules.feel.evaluation import Evaluation
from rules.feel.temporal import DateTime, DaysDuration, FarDate, MonthsDuration, Time
from rules.feel.types import FeelType
from rules.feel.unknown import Unknown, merge


@dataclass(frozen=True, slots=True)
class Context:
    """Named values in the order in which they were written."""

    entries: Mapping[str, Value] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(frozenset(self.entries))


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The values from `low` to `high`; None as an endpoint means without end on that side."""

    low: Value
    high: Value
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One way to call a function.

    Attributes:
        parameters: Names of the parameters, for calls with named arguments.
        invoke: Takes the arguments in that order and the running evaluation.
        optional: How many of the last parameters may be left out; `invoke` then gets null there.
        variadic: Whether more arguments than parameters may be given.
        types: Types that the arguments are coerced to, where declared.
        result: Type that the result is coerced to, where declared.
        counted: Whether calls count towards the bounds; built-in functions cannot recurse.
        unknowns: `absorb` when an argument that is or holds an unknown makes the result unknown,
            `hold` when only an argument that is one does, `handle` when `invoke` sees to it.
    """

    parameters: tuple[str, ...]
    invoke: Callable[[Sequence[Value], Evaluation], Value]
    optional: int = 0
    variadic: bool = False
    types: tuple[FeelType | None, ...] = ()
    result: FeelType | None = None
    counted: bool = True
    unknowns: Literal["absorb", "hold", "handle"] = "handle"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Function:
    """A value that can be called; built-in functions may have several signatures."""

    name: str
    signatures: tuple[Signature, ...]


Value: TypeAlias = (
    Decimal
    | str
    | bool
    | None
    | date
    | FarDate
    | Time
    | DateTime
    | DaysDuration
    | MonthsDuration
    | Range
    | tuple["Value", ...]
    | Context
    | Function
    | Unknown
)
Scope: TypeAlias = Mapping[str, Value]


def unknown_in(values: Iterable[Value]) -> Unknown | None:
    """Return the merged unknowns found at any depth, or None when all is known.

    Example:
        >>> unknown_in([True, (Decimal(1), Unknown.of("age"))]).facts
        frozenset({'age'})
    """
    found = list(_unknowns(values))
    return merge(found) if found else None


def _unknowns(values: Iterable[Value]) -> Iterator[Unknown]:
    # Parts may be shared: looked at once each, however often they occur.
    seen: set[int] = set()
    stack = [values]
    while stack:
        for value in stack.pop():
            if isinstance(value, Unknown):
                yield value
            elif isinstance(value, tuple | Context) and id(value) not in seen:
                seen.add(id(value))
                stack.append(value if isinstance(value, tuple) else value.entries.values())
