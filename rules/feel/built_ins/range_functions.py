"""How points and ranges lie to one another (DMN 1.5, section 10.3.4.9, after Allen)."""

from __future__ import annotations

from collections.abc import Callable

from rules.feel.built_ins.arguments import bounds, function, refuse, signature, string
from rules.feel.comparison import equal, ordered
from rules.feel.range_text import read_range
from rules.feel.values import Function, Range, Value


def _below(left: Value, right: Value) -> bool:
    return ordered("<", left, right) is True


def _same(left: Value, right: Value) -> bool:
    answer = equal(left, right)
    if answer is None:
        raise refuse(right, "value of the same type")
    return answer is True


def _ends(value: Value) -> Range:
    found = bounds(value)
    if found.low is None or found.high is None:
        raise refuse(value, "range with two ends")
    return found


def _as_range(value: Value) -> Range:
    if isinstance(value, Range):
        return _ends(value)
    if value is None:
        raise refuse(value, "point or range")
    return Range(low=value, high=value, low_included=True, high_included=True)


def _before(first: Value, second: Value) -> Value:
    left, right = _as_range(first), _as_range(second)
    touching = _same(left.high, right.low)
    apart = touching and not (left.high_included and right.low_included)
    return _below(left.high, right.low) or apart


def _after(first: Value, second: Value) -> Value:
    return _before(second, first)


def _meets(first: Value, second: Value) -> Value:
    left, right = _ends(first), _ends(second)
    return left.high_included and right.low_included and _same(left.high, right.low)


def _met_by(first: Value, second: Value) -> Value:
    return _meets(second, first)


def _overlaps(first: Value, second: Value) -> Value:
    return not _before(first, second) and not _before(second, first)


def _starts_sooner(left: Range, right: Range) -> bool:
    if _same(left.low, right.low):
        return left.low_included and not right.low_included
    return _below(left.low, right.low)


def _ends_sooner(left: Range, right: Range) -> bool:
    if _same(left.high, right.high):
        return right.high_included and not left.high_included
    return _below(left.high, right.high)


def _overlaps_before(first: Value, second: Value) -> Value:
    left, right = _ends(first), _ends(second)
    sooner = _starts_sooner(left, right) and not _ends_sooner(right, left)
    return sooner and not _before(first, second)


def _overlaps_after(first: Value, second: Value) -> Value:
    return _overlaps_before(second, first)


def _same_start(left: Range, right: Range) -> bool:
    return _same(left.low, right.low) and left.low_included == right.low_included


def _same_end(left: Range, right: Range) -> bool:
    return _same(left.high, right.high) and left.high_included == right.high_included


def _finishes(first: Value, second: Value) -> Value:
    right = _ends(second)
    if not isinstance(first, Range):
        return right.high_included and _same(first, right.high)
    left = _ends(first)
    return _same_end(left, right) and not _starts_sooner(left, right)


def _finished_by(first: Value, second: Value) -> Value:
    return _finishes(second, first)


def _includes(first: Value, second: Value) -> Value:
    outer, inner = _ends(first), _as_range(second)
    return not _starts_sooner(inner, outer) and not _ends_sooner(outer, inner)


def _during(first: Value, second: Value) -> Value:
    return _includes(second, first)


def _starts(first: Value, second: Value) -> Value:
    right = _ends(second)
    if not isinstance(first, Range):
        return right.low_included and _same(first, right.low)
    left = _ends(first)
    return _same_start(left, right) and not _ends_sooner(right, left)


def _started_by(first: Value, second: Value) -> Value:
    return _starts(second, first)


def _coincides(first: Value, second: Value) -> Value:
    if not isinstance(first, Range) and not isinstance(second, Range):
        return _same(first, second)
    left, right = _ends(first), _ends(second)
    return _same_start(left, right) and _same_end(left, right)


def _range(text: Value) -> Value:
    found = read_range(string(text))
    if found is None:
        raise refuse(text, "range")
    return found


def _relation(
    name: str, implementation: Callable[[Value, Value], Value], *parameters: tuple[str, str]
) -> Function:
    return function(name, *(signature(implementation, *pair) for pair in parameters))


_POINTS = ("point1", "point2")
_POINT_RANGE = ("point", "range")
_RANGE_POINT = ("range", "point")
_RANGES = ("range1", "range2")

RANGE_FUNCTIONS = (
    _relation("before", _before, _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES),
    _relation("after", _after, _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES),
    _relation("meets", _meets, _RANGES),
    _relation("met by", _met_by, _RANGES),
    _relation("overlaps", _overlaps, _RANGES),
    _relation("overlaps before", _overlaps_before, _RANGES),
    _relation("overlaps after", _overlaps_after, _RANGES),
    _relation("finishes", _finishes, _POINT_RANGE, _RANGES),
    _relation("finished by", _finished_by, _RANGE_POINT, _RANGES),
    _relation("includes", _includes, _RANGE_POINT, _RANGES),
    _relation("during", _during, _POINT_RANGE, _RANGES),
    _relation("starts", _starts, _POINT_RANGE, _RANGES),
    _relation("started by", _started_by, _RANGE_POINT, _RANGES),
    _relation("coincides", _coincides, _POINTS, _RANGES),
    function("range", signature(_range, "from")),
)
