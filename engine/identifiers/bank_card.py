"""Bank card numbers: 16 to 19 digits with a Luhn check digit (ISO/IEC 7812)."""

from __future__ import annotations

from engine.identifiers.problems import (
    IdentifierCode,
    IdentifierProblem,
    wrong_character,
    wrong_check_digit,
)
from rules.findings import Severity

_SHORTEST, _LONGEST = 16, 19


def check_bank_card(value: str) -> IdentifierProblem | None:
    """Return what is wrong with a bank card number, or None.

    A wrong check digit is only a warning: some cards in use do not follow Luhn.

    Args:
        value: The number, normalised (see `normalised`).

    Example:
        >>> check_bank_card("6200000000000006").severity
        <Severity.WARNING: 'warning'>
    """
    return (
        _wrong_length(value)
        or wrong_character(value, frozenset("0123456789"), "0-9")
        or wrong_check_digit(
            value[-1],
            luhn_check_digit(value[:-1]),
            IdentifierCode.BANK_CARD_CHECK_DIGIT,
            Severity.WARNING,
        )
    )


def luhn_check_digit(digits: str) -> str:
    """Return the Luhn check digit to append.

    Example:
        >>> luhn_check_digit("7992739871")
        '3'
    """
    doubled = (divmod(2 * int(digit), 10) for digit in digits[::-2])
    total = sum(map(sum, doubled)) + sum(int(digit) for digit in digits[-2::-2])
    return str(-total % 10)


def _wrong_length(value: str) -> IdentifierProblem | None:
    if _SHORTEST <= len(value) <= _LONGEST:
        return None
    return IdentifierProblem(
        code=IdentifierCode.BANK_CARD_LENGTH,
        params={"shortest": _SHORTEST, "longest": _LONGEST, "actual": len(value)},
    )
