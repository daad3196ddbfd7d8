"""Resident identity numbers (GB 11643-1999): region, birth date, sequence, check digit.

Residence permits of Hong Kong, Macao and Taiwan (81, 82, 83) share the form. The permanent
residence card of a foreigner begins with 9, then the province and the country.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from engine.identifiers.problems import (
    IdentifierCode,
    IdentifierProblem,
    wrong_character,
    wrong_check_digit,
    wrong_length,
)

_DIGITS = frozenset("0123456789")
_LENGTH = 18
_OLD_LENGTH = 15
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for area in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in area
)


def check_resident_id(value: str, *, today: date) -> IdentifierProblem | None:
    """Return what is wrong with a resident identity number, or None.

    Counties are not checked against a list: new ones appear every year.

    Args:
        value: The number, normalised (see `normalised`).
        today: The day by which the holder must have been born.

    Example:
        >>> check_resident_id("110101190001010019", today=date(2026, 1, 1)).params
        {'expected': '4'}
    """
    return (
        wrong_length(value, _LENGTH)
        or wrong_character(value[:-1], _DIGITS, "0-9")
        or wrong_character(value[-1], _DIGITS | {"X"}, "0-9, X", first=_LENGTH)
        or _wrong_region(value)
        or _wrong_birth_date(value[6:14], today)
        or wrong_check_digit(value[-1], resident_check_digit(value), IdentifierCode.CHECK_DIGIT)
    )


def resident_check_digit(value: str) -> str:
    """Return the check digit that belongs to the first 17 digits (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, value[:17], strict=True))
    return _CHECK_DIGITS[total % 11]


def _wrong_region(value: str) -> IdentifierProblem | None:
    start = 1 if value[0] == "9" else 0
    if value[start : start + 2] in _PROVINCES:
        return None
    return IdentifierProblem(
        code=IdentifierCode.RESIDENT_REGION, params={"first": start + 1, "last": start + 2}
    )


def _wrong_birth_date(digits: str, today: date) -> IdentifierProblem | None:
    with suppress(ValueError):
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if born <= today:
            return None
        return IdentifierProblem(
            code=IdentifierCode.RESIDENT_BORN_LATER, params={"today": today.isoformat()}
        )
    return IdentifierProblem(code=IdentifierCode.RESIDENT_BIRTH_DATE)


def full_resident_id(value: str) -> str:
    """Return the number of 18 places for an old one of 15 (GB 11643-1989); others stay as they are.

    The old number has a year of two digits and no check digit. Sequences 996 to 999 were kept for
    people born before 1900.

    Example:
        >>> full_resident_id("110101900101001"), full_resident_id("1234")
        ('110101199001010015', '1234')
    """
    if len(value) != _OLD_LENGTH or not set(value) <= _DIGITS:
        return value
    century = "18" if value[12:] >= "996" else "19"
    digits = f"{value[:6]}{century}{value[6:]}"
    return digits + resident_check_digit(digits)
