"""Exact arithmetic over columns of scaled whole numbers.

Every result carries bounds. They choose 64 or 128 bits, and refuse what might leave 128.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from rules.vectorised.terms import INT64, LARGEST, Construct, Number, OutsideProfile, whole


def add(left: Number, right: Number) -> Number:
    """Return the sum."""
    a, b = _aligned(left, right, "sum with a quotient")
    low, high = a.low + b.low, a.high + b.high
    return _made(_wide(a.units, low, high) + b.units, a.scale, low, high)


def subtract(left: Number, right: Number) -> Number:
    """Return the difference."""
    return add(left, negate(right))


def negate(number: Number) -> Number:
    """Return the opposite number."""
    return replace(number, units=-number.units, low=-number.high, high=-number.low)


def multiply(left: Number, right: Number) -> Number:
    """Return the product."""
    if left.divisor is not None or right.divisor is not None:
        # FEEL rounds a quotient to 34 digits before it goes on; a fraction would not.
        raise OutsideProfile(Construct.PRODUCT_WITH_A_QUOTIENT)
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    low, high = min(corners), max(corners)
    units = _wide(left.units, low, high) * right.units
    return _made(units, left.scale + right.scale, low, high)


def divide(left: Number, right: Number) -> Number:
    """Return the quotient, kept as a fraction unless it is a finite decimal for certain."""
    if right.divisor is not None or (right.low <= 0 <= right.high):
        raise OutsideProfile(Construct.DIVISION_BY_WHAT_MAY_BE_ZERO)
    if right.high < 0:
        left, right = negate(left), negate(right)
    shifted = _rescaled(left, left.scale + right.scale)
    scaled = replace(shifted, scale=left.scale)
    if right.low == right.high and left.divisor is None:
        return _by_constant(scaled, right.low)
    divisor = (
        right.units
        if left.divisor is None
        else _wide(left.divisor, left.most * right.high) * right.units
    )
    most = _bounded(left.most * right.high)
    return replace(scaled, divisor=divisor, most=most)


def _by_constant(number: Number, divisor: int) -> Number:
    """Divide by a constant; by twos and fives only, the result is a decimal again."""
    rest, twos, fives = divisor, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return replace(number, divisor=whole(divisor), most=divisor)
    places = max(twos, fives)
    factor = 10**places // divisor
    low, high = number.low * factor, number.high * factor
    return _made(_wide(number.units, low, high) * whole(factor), number.scale + places, low, high)


def compare(operator: str, left: Number, right: Number) -> pl.Expr:
    """Return `left operator right`, unknown where either is."""
    if left.divisor is not None and right.divisor is not None:
        raise OutsideProfile(Construct.COMPARISON_OF_TWO_QUOTIENTS)
    scale = max(left.scale, right.scale)
    a, b = _rescaled(left, scale), _rescaled(right, scale)
    first, second = _times_divisor(a, right), _times_divisor(b, left)
    return COMPARISONS[operator](first, second)


def _times_divisor(number: Number, other: Number) -> pl.Expr:
    if other.divisor is None:
        return number.units
    bounds = (number.low * other.most, number.high * other.most)
    return _wide(number.units, *(_bounded(bound) for bound in bounds)) * other.divisor


COMPARISONS = {
    "=": pl.Expr.eq,
    "!=": pl.Expr.ne,
    "<": pl.Expr.lt,
    "<=": pl.Expr.le,
    ">": pl.Expr.gt,
    ">=": pl.Expr.ge,
}


def aligned(numbers: Sequence[Number]) -> list[Number]:
    """Return the numbers with one common scale; none may be a quotient."""
    if any(number.divisor is not None for number in numbers):
        raise OutsideProfile(Construct.CHOICE_BETWEEN_QUOTIENTS)
    scale = max(number.scale for number in numbers)
    return [_rescaled(number, scale) for number in numbers]


def extreme(numbers: Sequence[Number], *, least: bool, known: bool = False) -> Number:
    """Return the least or the greatest, unknown where any is.

    Args:
        numbers: The numbers, none a quotient.
        least: Whether the least is asked for.
        known: Whether nothing is unknown in any case.
    """
    same = aligned(numbers)
    pick = min if least else max
    # polars compares a literal on the left with a column at the wrong length.
    columns = sorted((number.units for number in same), key=lambda units: units.meta.is_literal())
    units = columns[0]
    for other in columns[1:]:
        units = _nearer(units, other, least=least, known=known)
    low, high = pick(n.low for n in same), pick(n.high for n in same)
    return _made(units, same[0].scale, low, high)


def _nearer(one: pl.Expr, other: pl.Expr, *, least: bool, known: bool) -> pl.Expr:
    chosen = one <= other if least else one >= other
    if known:
        return pl.when(chosen).then(one).otherwise(other)
    # Neither arm is taken where either number is unknown: it may be the extreme.
    return pl.when(chosen).then(one).when(~chosen).then(other)


def rounded(number: Number, places: int, mode: str) -> Number:
    """Return the number at so many places; see `ROUNDINGS` for the modes."""
    if places < 0:
        raise OutsideProfile(Construct.ROUNDING_BEFORE_THE_POINT)
    if number.divisor is None and number.scale <= places:
        return number
    divisor = whole(10 ** max(0, number.scale - places))
    number = _rescaled(number, max(number.scale, places))
    if number.divisor is not None:
        most = _bounded(10 ** max(0, number.scale - places) * number.most)
        divisor = _wide(divisor, most) * number.divisor
    shift = 10 ** (number.scale - places)
    room = 2 * (max(abs(number.low), abs(number.high)) + shift * number.most)
    units = ROUNDINGS[mode](_wide(number.units, room), divisor)
    low, high = min(number.low // shift - 1, 0), max(-(-number.high // shift) + 1, 0)
    return _made(units, places, low, high)


def _floor(units: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    return units // divisor


def _ceiling(units: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    return -(-units // divisor)


def _by_size(units: pl.Expr, size: pl.Expr) -> pl.Expr:
    return pl.when(units < 0).then(-size).when(units >= 0).then(size)


def _down(units: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    return _by_size(units, units.abs() // divisor)


def _up(units: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    return _by_size(units, -(-units.abs() // divisor))


def _half_up(units: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    return _by_size(units, (units.abs() * 2 + divisor) // (divisor * 2))


def _half_down(units: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    return _by_size(units, -((divisor - units.abs() * 2) // (divisor * 2)))


ROUNDINGS = {
    "floor": _floor,
    "ceiling": _ceiling,
    "round down": _down,
    "round up": _up,
    "round half up": _half_up,
    "round half down": _half_down,
}


def _aligned(left: Number, right: Number, what: str) -> tuple[Number, Number]:
    if left.divisor is not None or right.divisor is not None:
        raise OutsideProfile(what)
    scale = max(left.scale, right.scale)
    return _rescaled(left, scale), _rescaled(right, scale)


def _rescaled(number: Number, scale: int) -> Number:
    if scale == number.scale:
        return number
    factor = 10 ** (scale - number.scale)
    low, high = number.low * factor, number.high * factor
    units = _wide(number.units, low, high) * whole(factor)
    return replace(number, units=units, scale=scale, low=_bounded(low), high=_bounded(high))


def _made(units: pl.Expr, scale: int, low: int, high: int) -> Number:
    return Number(units=units, scale=scale, low=_bounded(low), high=_bounded(high))


def _bounded(bound: int) -> int:
    if abs(bound) > LARGEST:
        raise OutsideProfile(Construct.NUMBER_OF_TOO_MANY_DIGITS)
    return bound


def _wide(units: pl.Expr, *bounds: int) -> pl.Expr:
    return units.cast(pl.Int128) if any(abs(bound) >= INT64 for bound in bounds) else units
