"""FEEL numbers: IEEE 754-2008 decimal128, as DMN 1.5 section 10.3.2.1 asks.

Every operation goes through one fixed context, never the ambient one of the thread.
"""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

from rules.feel.errors import EvaluationFault, FeelCode

PRECISION = 34
LARGEST_EXPONENT = 6144

NUMBERS = Context(
    prec=PRECISION,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=LARGEST_EXPONENT,
    capitals=1,
    clamp=0,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)

ZERO = Decimal(0)
ONE = Decimal(1)


def number_from_text(text: str) -> Decimal:
    """Return the number written as `text`, rounded to 34 digits.

    Raises:
        EvaluationFault: The text is no number, or too large for one.
    """
    try:
        value = NUMBERS.create_decimal(text)
    except (InvalidOperation, Overflow):
        raise EvaluationFault(FeelCode.NUMBER_OUT_OF_RANGE, value=text[:40]) from None
    if not value.is_finite():
        raise EvaluationFault(FeelCode.INVALID_LITERAL, literal=text[:40])
    return value


def canonical(value: Decimal) -> str:
    """Return the number in plain decimal digits, without superfluous zeros.

    Example:
        >>> canonical(Decimal("1E3")), canonical(Decimal("1.50")), canonical(Decimal("-0"))
        ('1000', '1.5', '0')
    """
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_integral(value: Decimal) -> bool:
    """Tell whether the number has no fraction."""
    return value == value.to_integral_value()
