"""The arithmetic operators on every pair of types that has them (DMN 1.5, table 50 to 53)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException, Overflow
from typing import TypeAlias

from rules.feel.comparison import kind
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.numbers import NUMBERS, ONE
from rules.feel.temporal import (
    NANOS,
    SECONDS_PER_DAY,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    add_months,
    at_local_nanos,
    from_days,
    local_nanos,
    offset_of,
    time_at,
    time_nanos,
    time_offset,
    to_days,
    utc_nanos,
)
from rules.feel.unknown import Unknown, merge
from rules.feel.values import Value

_DAY = SECONDS_PER_DAY * NANOS
Operation: TypeAlias = Callable[..., Value]


def calculate(operator: str, left: Value, right: Value) -> Value:
    """Return `left operator right` for one of `+ - * / **`.

    Raises:
        EvaluationFault: The operator has no meaning for these values, or no result.

    Example:
        >>> calculate("+", Decimal("0.1"), Decimal("0.2"))
        Decimal('0.3')
    """
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return merge(side for side in (left, right) if isinstance(side, Unknown))
    names = kind(left), kind(right)
    operation = _OPERATIONS[operator].get(names)
    if operation is None:
        raise EvaluationFault(
            FeelCode.TYPE_MISMATCH, left=names[0], right=names[1], operator=operator
        )
    return operation(left, right)


def negate(value: Value) -> Value:
    """Return the value with the opposite sign.

    Raises:
        EvaluationFault: The value has no sign.
    """
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, DaysDuration):
        return DaysDuration(-value.nanos)
    if isinstance(value, MonthsDuration):
        return MonthsDuration(-value.months)
    if isinstance(value, Unknown):
        return value
    raise EvaluationFault(FeelCode.TYPE_MISMATCH, left="null", right=kind(value), operator="-")


def _checked(operation: Callable[[Decimal, Decimal], Decimal]) -> Operation:
    def checked(left: Decimal, right: Decimal) -> Value:
        try:
            return operation(left, right)
        except DecimalException:
            raise EvaluationFault(FeelCode.NUMBER_OUT_OF_RANGE, value="") from None

    return checked


def divide(left: Decimal, right: Decimal) -> Decimal:
    """Return the quotient, rounded to 34 digits.

    Raises:
        EvaluationFault: The divisor is zero, or the quotient too large.
    """
    if right == 0:
        raise EvaluationFault(FeelCode.DIVISION_BY_ZERO)
    try:
        return NUMBERS.divide(left, right)
    except Overflow:
        raise EvaluationFault(FeelCode.NUMBER_OUT_OF_RANGE, value="") from None


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Return the power; anything to the power of zero is one."""
    return ONE if exponent == 0 else NUMBERS.power(base, exponent)


def _add_strings(left: str, right: str) -> str:
    return left + right


def _scaled(factor: Decimal, amount: int) -> int:
    # Exact, unlike a product rounded to 34 digits; the sizes are bounded beforehand.
    if abs(factor.adjusted()) > _LARGEST_SCALE:
        raise EvaluationFault(FeelCode.NUMBER_OUT_OF_RANGE, value=str(factor)[:40])
    numerator, denominator = factor.as_integer_ratio()
    product = numerator * amount
    return product // denominator if product >= 0 else -(-product // denominator)


_LARGEST_SCALE = 40
_LARGEST_AMOUNT = 10**36


def _reciprocal(amount: int, divisor: Decimal) -> int:
    if divisor == 0:
        raise EvaluationFault(FeelCode.DIVISION_BY_ZERO)
    if abs(divisor.adjusted()) > _LARGEST_SCALE:
        raise EvaluationFault(FeelCode.NUMBER_OUT_OF_RANGE, value=str(divisor)[:40])
    numerator, denominator = divisor.as_integer_ratio()
    product = amount * denominator
    quotient = abs(product) // abs(numerator)
    return quotient if (product >= 0) == (numerator > 0) else -quotient


def _bounded(amount: int) -> int:
    if abs(amount) > _LARGEST_AMOUNT:
        raise EvaluationFault(FeelCode.NUMBER_OUT_OF_RANGE, value="")
    return amount


def _days(nanos: int) -> DaysDuration:
    return DaysDuration(_bounded(nanos))


def _months(months: int) -> MonthsDuration:
    return MonthsDuration(_bounded(months))


def _shift_moment(moment: DateTime, nanos: int) -> DateTime:
    return at_local_nanos(local_nanos(moment) + nanos, moment.time)


def _shift_date(day: Date, nanos: int) -> Date:
    return from_days(to_days(day) + nanos // _DAY)


def _shift_time(time: Time, nanos: int) -> Time:
    return time_at((time.nanos_of_day + nanos) % _DAY, time)


def _months_later(moment: DateTime, months: int) -> DateTime:
    return DateTime(add_months(moment.date, months), moment.time)


def midnight(day: Date) -> DateTime:
    """Return the first moment of a day, in UTC as the standard converts dates."""
    return DateTime(day, Time(0, 0, 0, 0, 0))


def _between_moments(left: DateTime, right: DateTime) -> DaysDuration:
    if (offset_of(left) is None) != (offset_of(right) is None):
        raise EvaluationFault(FeelCode.TYPE_MISMATCH, left="local", right="zoned", operator="-")
    return DaysDuration(utc_nanos(left) - utc_nanos(right))


def _between_times(left: Time, right: Time) -> DaysDuration:
    if (time_offset(left) is None) != (time_offset(right) is None):
        raise EvaluationFault(FeelCode.TYPE_MISMATCH, left="local", right="zoned", operator="-")
    return DaysDuration(time_nanos(left) - time_nanos(right))


def _ratio(left: int, right: int) -> Decimal:
    return divide(Decimal(left), Decimal(right))


_NUMBER, _STRING, _DATE, _TIME = "number", "string", "date", "time"
_MOMENT = "date and time"
_DAYS, _MONTHS = "days and time duration", "years and months duration"

_OPERATIONS: dict[str, dict[tuple[str, str], Operation]] = {
    "+": {
        (_NUMBER, _NUMBER): _checked(NUMBERS.add),
        (_STRING, _STRING): _add_strings,
        (_DAYS, _DAYS): lambda a, b: _days(a.nanos + b.nanos),
        (_MONTHS, _MONTHS): lambda a, b: _months(a.months + b.months),
        (_MOMENT, _DAYS): lambda a, b: _shift_moment(a, b.nanos),
        (_DAYS, _MOMENT): lambda a, b: _shift_moment(b, a.nanos),
        (_MOMENT, _MONTHS): lambda a, b: _months_later(a, b.months),
        (_MONTHS, _MOMENT): lambda a, b: _months_later(b, a.months),
        (_DATE, _DAYS): lambda a, b: _shift_date(a, b.nanos),
        (_DAYS, _DATE): lambda a, b: _shift_date(b, a.nanos),
        (_DATE, _MONTHS): lambda a, b: add_months(a, b.months),
        (_MONTHS, _DATE): lambda a, b: add_months(b, a.months),
        (_TIME, _DAYS): lambda a, b: _shift_time(a, b.nanos),
        (_DAYS, _TIME): lambda a, b: _shift_time(b, a.nanos),
    },
    "-": {
        (_NUMBER, _NUMBER): _checked(NUMBERS.subtract),
        (_DAYS, _DAYS): lambda a, b: _days(a.nanos - b.nanos),
        (_MONTHS, _MONTHS): lambda a, b: _months(a.months - b.months),
        (_MOMENT, _MOMENT): _between_moments,
        (_DATE, _DATE): lambda a, b: _days((to_days(a) - to_days(b)) * _DAY),
        (_DATE, _MOMENT): lambda a, b: _between_moments(midnight(a), b),
        (_MOMENT, _DATE): lambda a, b: _between_moments(a, midnight(b)),
        (_TIME, _TIME): _between_times,
        (_MOMENT, _DAYS): lambda a, b: _shift_moment(a, -b.nanos),
        (_MOMENT, _MONTHS): lambda a, b: _months_later(a, -b.months),
        (_DATE, _DAYS): lambda a, b: _shift_date(a, -b.nanos),
        (_DATE, _MONTHS): lambda a, b: add_months(a, -b.months),
        (_TIME, _DAYS): lambda a, b: _shift_time(a, -b.nanos),
    },
    "*": {
        (_NUMBER, _NUMBER): _checked(NUMBERS.multiply),
        (_NUMBER, _DAYS): lambda a, b: _days(_scaled(a, b.nanos)),
        (_DAYS, _NUMBER): lambda a, b: _days(_scaled(b, a.nanos)),
        (_NUMBER, _MONTHS): lambda a, b: _months(_scaled(a, b.months)),
        (_MONTHS, _NUMBER): lambda a, b: _months(_scaled(b, a.months)),
    },
    "/": {
        (_NUMBER, _NUMBER): divide,
        (_DAYS, _NUMBER): lambda a, b: _days(_reciprocal(a.nanos, b)),
        (_MONTHS, _NUMBER): lambda a, b: _months(_reciprocal(a.months, b)),
        (_DAYS, _DAYS): lambda a, b: _ratio(a.nanos, b.nanos),
        (_MONTHS, _MONTHS): lambda a, b: _ratio(a.months, b.months),
    },
    "**": {(_NUMBER, _NUMBER): _checked(power)},
}
