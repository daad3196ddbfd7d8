"""The types of FEEL values, and what conforms to them (DMN 1.5, section 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

SIMPLE_NAMES = (
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
)


@dataclass(frozen=True, slots=True)
class SimpleType:
    """A type without parts; `Any` takes everything and `Null` only null."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items have one type."""

    element: FeelType


@dataclass(frozen=True, slots=True)
class RangeOf:
    """A range whose endpoints have one type."""

    element: FeelType


@dataclass(frozen=True, slots=True)
class ContextOf:
    """A context with at least these entries."""

    members: Mapping[str, FeelType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """A function with these parameter types and this result; None means any function."""

    parameters: tuple[FeelType, ...] | None = None
    result: FeelType = SimpleType("Any")


FeelType: TypeAlias = SimpleType | ListOf | RangeOf | ContextOf | FunctionOf

ANY = SimpleType("Any")
NULL = SimpleType("Null")
BUILT_IN: Mapping[str, FeelType] = {
    **{name: SimpleType(name) for name in SIMPLE_NAMES},
    "Any": ANY,
    "Null": NULL,
    "list": ListOf(ANY),
    "range": RangeOf(ANY),
    "context": ContextOf(),
    "function": FunctionOf(),
    # The names that DMN 1.1 to 1.2 files use.
    "dateTime": SimpleType("date and time"),
    "dayTimeDuration": SimpleType("days and time duration"),
    "yearMonthDuration": SimpleType("years and months duration"),
}
