"""Functions on numbers (DMN 1.5, section 10.3.4.5)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)

from rules.feel.built_ins.arguments import function, number, refuse, signature, whole
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.numbers import NUMBERS, is_integral
from rules.feel.temporal import DaysDuration, MonthsDuration
from rules.feel.values import Value

_SCALES = range(-6111, 6177)  # what DMN allows


def _at_scale(value: Decimal, scale: int, rounding: str) -> Decimal:
    if scale not in _SCALES:
        raise EvaluationFault(FeelCode.BAD_ARGUMENT, found=str(scale), expected="-6111..6176")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -scale:
        return value
    return value.quantize(Decimal(1).scaleb(-scale, NUMBERS), rounding, NUMBERS)


def _rounding(rounding: str) -> Callable[[Value, Value], Value]:
    def rounded(value: Value, scale: Value) -> Value:
        return _at_scale(number(value), whole(scale), rounding)

    return rounded


def _rounding_whole(rounding: str) -> Callable[[Value], Value]:
    return lambda value: _at_scale(number(value), 0, rounding)


def _abs(value: Value) -> Value:
    if isinstance(value, DaysDuration):
        return DaysDuration(abs(value.nanos))
    if isinstance(value, MonthsDuration):
        return MonthsDuration(abs(value.months))
    return NUMBERS.abs(number(value))


def _modulo(dividend: Value, divisor: Value) -> Value:
    left, right = number(dividend), number(divisor)
    if right == 0:
        raise EvaluationFault(FeelCode.DIVISION_BY_ZERO)
    try:
        rest = NUMBERS.remainder(left, right)
    except DecimalException:
        raise EvaluationFault(FeelCode.NUMBER_OUT_OF_RANGE, value=str(left)[:40]) from None
    # The result has the sign of the divisor: x - y * floor(x / y).
    return NUMBERS.add(rest, right) if rest != 0 and (rest < 0) != (right < 0) else rest


def _of_real(operation: Callable[[Decimal], Decimal]) -> Callable[[Value], Value]:
    def calculated(value: Value) -> Value:
        try:
            return operation(number(value))
        except DecimalException:
            raise refuse(value, "number in range") from None

    return calculated


def _log(value: Decimal) -> Decimal:
    if value <= 0:
        raise refuse(value, "positive number")
    return NUMBERS.ln(value)


def _parity(remainder: int) -> Callable[[Value], Value]:
    def tested(value: Value) -> Value:
        found = number(value)
        if not is_integral(found):
            raise refuse(value, "whole number")
        return int(found) % 2 == remainder

    return tested


NUMERIC_FUNCTIONS = (
    function("decimal", signature(_rounding(ROUND_HALF_EVEN), "n", "scale")),
    function(
        "floor",
        signature(_rounding_whole(ROUND_FLOOR), "n"),
        signature(_rounding(ROUND_FLOOR), "n", "scale"),
    ),
    function(
        "ceiling",
        signature(_rounding_whole(ROUND_CEILING), "n"),
        signature(_rounding(ROUND_CEILING), "n", "scale"),
    ),
    function("round up", signature(_rounding(ROUND_UP), "n", "scale")),
    function("round down", signature(_rounding(ROUND_DOWN), "n", "scale")),
    function("round half up", signature(_rounding(ROUND_HALF_UP), "n", "scale")),
    function("round half down", signature(_rounding(ROUND_HALF_DOWN), "n", "scale")),
    function("abs", signature(_abs, "n")),
    function("modulo", signature(_modulo, "dividend", "divisor")),
    function("sqrt", signature(_of_real(NUMBERS.sqrt), "number")),
    function("log", signature(_of_real(_log), "number")),
    function("exp", signature(_of_real(NUMBERS.exp), "number")),
    function("odd", signature(_parity(1), "number")),
    function("even", signature(_parity(0), "number")),
)
