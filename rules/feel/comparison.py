"""Equality and order of FEEL values (DMN 1.5, tables 42, 45, 46 and 54).

Each function answers true, false, null when the two cannot be compared, or unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import TypeAlias

from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.logic import Truth, all_of, any_of
from rules.feel.temporal import (
    Date,
    DateTime,
    DaysDuration,
    FarDate,
    MonthsDuration,
    Time,
    is_date,
    local_nanos,
    offset_of,
    time_nanos,
    time_offset,
    utc_nanos,
)
from rules.feel.unknown import Unknown, merge
from rules.feel.values import Context, Function, Range, Value


def kind(value: Value) -> str:
    """Return the FEEL name of the type of a value."""
    return "date" if is_date(value) else _KINDS[type(value)]


_KINDS: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    Range: "range",
    tuple: "list",
    Context: "context",
    Function: "function",
    Unknown: "unknown",
}


def equal(left: Value, right: Value) -> Truth:
    """Return whether two values are the same; null when their types differ.

    Example:
        >>> equal(Decimal("1.0"), Decimal(1)), equal("1", Decimal(1)), equal(None, Decimal(1))
        (True, None, False)
    """
    return _equal(left, right, {})


_Seen: TypeAlias = dict[tuple[int, int], Truth]


def _equal(left: Value, right: Value, seen: _Seen) -> Truth:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return merge(side for side in (left, right) if isinstance(side, Unknown))
    if left is None or right is None:
        return left is right
    name = kind(left)
    if name != kind(right):
        return None
    if name in ("list", "context"):
        return _equal_structures(left, right, seen)
    test = _EQUAL.get(name)
    return left == right if test is None else test(left, right)


def _equal_structures(left: Value, right: Value, seen: _Seen) -> Truth:
    # Parts may be shared many times over; each pair is compared once.
    pair = (id(left), id(right))
    if pair not in seen:
        seen[pair] = _pairs(_parts(left, right), seen)
    return seen[pair]


def _parts(left: Value, right: Value) -> Iterable[tuple[Value, Value]] | None:
    """Return the parts that must be equal, or None when the structures differ in shape."""
    if isinstance(left, Context) and isinstance(right, Context):
        if left.entries.keys() != right.entries.keys():
            return None
        return ((value, right.entries[key]) for key, value in left.entries.items())
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return zip(left, right, strict=True)
    return None


def _pairs(pairs: Iterable[tuple[Value, Value]] | None, seen: _Seen) -> Truth:
    # Parts of different types make the wholes different, not incomparable.
    if pairs is None:
        return False
    truths = (_equal(left, right, seen) for left, right in pairs)
    return all_of(False if truth is None else truth for truth in truths)


def _equal_ranges(left: Range, right: Range) -> Truth:
    closed = (left.low_included, left.high_included) == (right.low_included, right.high_included)
    return closed and _pairs(((left.low, right.low), (left.high, right.high)), {})


def _equal_times(left: Time, right: Time) -> Truth:
    if left.zoned != right.zoned:
        return False
    return time_nanos(left) == time_nanos(right)


def _equal_moments(left: DateTime, right: DateTime) -> Truth:
    if left.time.zoned != right.time.zoned:
        return False
    return utc_nanos(left) == utc_nanos(right)


_EQUAL: dict[str, Callable[..., Truth]] = {
    "range": _equal_ranges,
    "time": _equal_times,
    "date and time": _equal_moments,
}

_ORDERS: dict[str, Callable[..., bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def ordered(operator: str, left: Value, right: Value) -> Truth:
    """Return whether `left operator right` holds, for one of `< <= > >=`.

    Raises:
        EvaluationFault: The values have no order between them.
    """
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return merge(side for side in (left, right) if isinstance(side, Unknown))
    return _ORDERS[operator](*_keys(left, right))


def _keys(left: Value, right: Value) -> tuple[object, object]:
    name = kind(left)
    key = _KEYS.get(name)
    if key is None or name != kind(right):
        raise EvaluationFault(FeelCode.TYPE_MISMATCH, left=name, right=kind(right), operator="<")
    return key(left, right)


def _plain(left: object, right: object) -> tuple[object, object]:
    return left, right


def _day_keys(left: Date, right: Date) -> tuple[object, object]:
    if type(left) is type(right) and not isinstance(left, FarDate):
        return left, right
    return (left.year, left.month, left.day), (right.year, right.month, right.day)


def _time_keys(left: Time, right: Time) -> tuple[object, object]:
    if time_offset(left) is None or time_offset(right) is None:
        return left.nanos_of_day, right.nanos_of_day
    return time_nanos(left), time_nanos(right)


def _moment_keys(left: DateTime, right: DateTime) -> tuple[object, object]:
    if offset_of(left) is None or offset_of(right) is None:
        return local_nanos(left), local_nanos(right)
    return utc_nanos(left), utc_nanos(right)


_KEYS: dict[str, Callable[..., tuple[object, object]]] = {
    "number": _plain,
    "string": _plain,
    "date": _day_keys,
    "time": _time_keys,
    "date and time": _moment_keys,
    "days and time duration": _plain,
    "years and months duration": _plain,
}


def in_range(value: Value, bounds: Range) -> Truth:
    """Return whether the range contains the value.

    Raises:
        EvaluationFault: The value has no order with the endpoints.
    """
    truths: list[Truth] = []
    if bounds.low is not None:
        truths.append(ordered(">=" if bounds.low_included else ">", value, bounds.low))
    if bounds.high is not None:
        truths.append(ordered("<=" if bounds.high_included else "<", value, bounds.high))
    return all_of(truths)


def member(value: Value, of: Value) -> Truth:
    """Return whether `value in of` holds: equal to it, in the range, or in the list.

    Raises:
        EvaluationFault: The value has no order with the endpoints of a range.
    """
    if isinstance(of, Unknown):
        return of
    if isinstance(of, Range) and not isinstance(value, Range):
        return value if isinstance(value, Unknown) else in_range(value, of)
    if isinstance(of, tuple):
        return _in_list(value, of)
    return equal(value, of)


def _in_list(value: Value, items: tuple[Value, ...]) -> Truth:
    if isinstance(value, tuple) and equal(value, items) is True:
        return True
    return any_of(_in_item(value, item) for item in items)


def _in_item(value: Value, item: Value) -> Truth:
    try:
        truth = member(value, item) if isinstance(item, Range) else equal(value, item)
    except EvaluationFault:
        return False
    return False if truth is None else truth
