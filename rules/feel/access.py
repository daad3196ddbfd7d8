"""Entries of contexts, properties of values, and items of lists (DMN 1.5, 10.3.2.5 to 10.3.2.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.numbers import is_integral
from rules.feel.temporal import (
    NANOS,
    DateTime,
    DaysDuration,
    FarDate,
    MonthsDuration,
    Time,
    offset_of,
    time_offset,
    weekday,
)
from rules.feel.unknown import Unknown
from rules.feel.values import Context, Range, Value


def entry_of(base: Value, name: str) -> Value:
    """Return `base.name`; of a list, the list of its items' values.

    Raises:
        EvaluationFault: There is no such entry or property.
    """
    if isinstance(base, Context):
        if name not in base.entries:
            raise EvaluationFault(FeelCode.NO_SUCH_ENTRY, name=name)
        return base.entries[name]
    if isinstance(base, tuple):
        return tuple(_quiet_entry(item, name) for item in base)
    if isinstance(base, Unknown) or base is None:
        return base
    return property_of(base, name)


def _quiet_entry(item: Value, name: str) -> Value:
    try:
        return entry_of(item, name)
    except EvaluationFault:
        return None


def property_of(value: Value, name: str) -> Value:
    """Return a property of a temporal value or range.

    Raises:
        EvaluationFault: Values of this type have no such property.

    Example:
        >>> property_of(MonthsDuration(14), "months")
        Decimal('2')
    """
    table = _DATE if isinstance(value, date | FarDate) else _PROPERTIES.get(type(value), {})
    read = table.get(name)
    if read is None:
        raise EvaluationFault(FeelCode.NO_SUCH_ENTRY, name=name)
    found = read(value)
    return Decimal(found) if isinstance(found, int) and not isinstance(found, bool) else found


def _part(amount: int, unit: int, wrap: int | None) -> int:
    whole = abs(amount) // unit
    part = whole if wrap is None else whole % wrap
    return -part if amount < 0 else part


def _days_part(seconds: int, wrap: int | None) -> Callable[[DaysDuration], int]:
    return lambda value: _part(value.nanos, seconds * NANOS, wrap)


def _seconds(nanos: int, second: int) -> Decimal:
    return Decimal(second) + Decimal(nanos) / NANOS


def _offset(seconds: int | None) -> Value:
    return None if seconds is None else DaysDuration(seconds * NANOS)


_DATE: Mapping[str, Callable[..., Value | int]] = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": weekday,
}
_TIME: Mapping[str, Callable[..., Value | int]] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": lambda value: value.second,
    "time offset": lambda value: _offset(time_offset(value)),
    "timezone": lambda value: value.zone,
}
_DAYS: Mapping[str, Callable[..., Value | int]] = {
    "days": _days_part(86_400, None),
    "hours": _days_part(3600, 24),
    "minutes": _days_part(60, 60),
    "seconds": _days_part(1, 60),
}
_MONTHS: Mapping[str, Callable[..., Value | int]] = {
    "years": lambda value: _part(value.months, 12, None),
    "months": lambda value: _part(value.months, 1, 12),
}
_RANGE: Mapping[str, Callable[..., Value | int]] = {
    "start": lambda value: value.low,
    "end": lambda value: value.high,
    "start included": lambda value: value.low_included,
    "end included": lambda value: value.high_included,
}


def _of_moment(part: str, read: Callable[..., Value | int]) -> Callable[[DateTime], Value | int]:
    return lambda value: read(value.date if part == "date" else value.time)


_MOMENT: Mapping[str, Callable[..., Value | int]] = {
    **{name: _of_moment("date", read) for name, read in _DATE.items()},
    **{name: _of_moment("time", read) for name, read in _TIME.items()},
    "time offset": lambda value: _offset(offset_of(value)),
}
_PROPERTIES: Mapping[type, Mapping[str, Callable[..., Value | int]]] = {
    Time: _TIME,
    DateTime: _MOMENT,
    DaysDuration: _DAYS,
    MonthsDuration: _MONTHS,
    Range: _RANGE,
}


def as_list(value: Value) -> tuple[Value, ...]:
    """Return a list as it is, null as the empty list, and any other value as a list of itself."""
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def item_at(items: tuple[Value, ...], position: Decimal) -> Value:
    """Return the item at a position, counted from 1, or from the end with -1.

    Raises:
        EvaluationFault: There is no item there.
    """
    if not is_integral(position) or position == 0 or abs(position) > len(items):
        raise EvaluationFault(FeelCode.INDEX_OUT_OF_RANGE, index=position, size=len(items))
    index = int(position)
    return items[index - 1 if index > 0 else index]
