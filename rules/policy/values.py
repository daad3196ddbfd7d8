"""Values between the world and the rules: checked against their declared type, exact, and plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from pydantic import JsonValue

from rules.feel import Context, Unknown, UnknownCause, Value
from rules.policy.language import TypeName

SPAN = re.compile(r"\d{1,4} (?:working days?|days?|months?|years?|hours?)")
"""A span of time as the calendar reads it."""


class Declared(Protocol):
    """Something that says what its values may be."""

    @property
    def type(self) -> TypeName:
        """Kind of its values."""

    @property
    def options(self) -> tuple[str, ...]:
        """Values of a choice."""

    @property
    def columns(self) -> Mapping[str, Declared]:
        """Columns of records."""


def typed(declared: Declared, value: object) -> Value:
    """Return the value in the form that rules compute with.

    Whole numbers become decimals, dates may be given as `2026-01-31`, and nothing given at all
    is an unknown that was asked for.

    Raises:
        ValueError: The value is not of the declared type. Binary floats never are.
    """
    if isinstance(value, Unknown):
        return value
    if value is None:
        return Unknown(cause=UnknownCause.NO_ANSWER)
    return _READERS[declared.type](declared, value)


def _boolean(declared: Declared, value: object) -> Value:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _number(declared: Declared, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(value)
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(value)
    return number


def _integer(declared: Declared, value: object) -> Value:
    number = _number(declared, value)
    if number != number.to_integral_value():
        raise ValueError(value)
    return number


def _money(declared: Declared, value: object) -> Value:
    number = _number(declared, value)
    if number * 100 != (number * 100).to_integral_value():
        raise ValueError(value)
    return number


def _text(declared: Declared, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _choice(declared: Declared, value: object) -> Value:
    if value not in declared.options:
        raise ValueError(value)
    return _text(declared, value)


def _span(declared: Declared, value: object) -> Value:
    text = _text(declared, value)
    if not SPAN.fullmatch(text):
        raise ValueError(value)
    return text


def _date(declared: Declared, value: object) -> Value:
    return value if type(value) is date else date.fromisoformat(_text(declared, value))


def _records(declared: Declared, value: object) -> Value:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError(value)
    return tuple(_record(declared, item) for item in value)


def _record(declared: Declared, item: object) -> Context:
    entries = item.entries if isinstance(item, Context) else item
    if not isinstance(entries, Mapping):
        raise ValueError(item)
    columns = declared.columns.items()
    return Context({name: _entry(column, entries.get(name)) for name, column in columns})


def _entry(column: Declared, value: object) -> Value:
    return None if value is None else typed(column, value)


_READERS: Mapping[TypeName, Callable[[Declared, object], Value]] = {
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "rate": _number,
    "money": _money,
    "text": _text,
    "choice": _choice,
    "span": _span,
    "date": _date,
    "records": _records,
}


def plain(value: Value) -> JsonValue:
    """Return the value as JSON can hold it; numbers and dates as texts, so that nothing is lost.

    Example:
        >>> plain(Decimal("0.10")), plain(date(2026, 1, 31))
        ('0.10', '2026-01-31')
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Context):
        return {name: plain(entry) for name, entry in value.entries.items()}
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def stored(value: Value) -> JsonValue:
    """Return a fact's value as evidence holds it: records without the names of their columns."""
    if isinstance(value, tuple):
        return [
            [plain(entry) for entry in record.entries.values()]
            for record in value
            if isinstance(record, Context)
        ]
    return plain(value)


def restored(declared: Declared, kept: JsonValue) -> Value:
    """Return the value that `stored` gave.

    Raises:
        ValueError: It is none of that type.
    """
    if declared.type in _NUMERIC and isinstance(kept, str):
        return typed(declared, Decimal(kept))
    if declared.type == "records" and isinstance(kept, list):
        return tuple(_restored_record(declared, item) for item in kept)
    return typed(declared, kept)


def _restored_record(declared: Declared, kept: JsonValue) -> Context:
    if not isinstance(kept, list):
        raise ValueError(kept)
    pairs = zip(declared.columns.items(), kept, strict=True)
    return Context(
        {
            name: None if entry is None else restored(column, entry)
            for (name, column), entry in pairs
        }
    )


_NUMERIC = frozenset({"integer", "number", "money", "rate"})
