"""Unified social credit codes (GB 32100-2015), with the organisation code inside (GB 11714)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.identifiers.problems import (
    IdentifierCode,
    IdentifierProblem,
    wrong_character,
    wrong_check_digit,
    wrong_length,
)

UNION_PREFIXES = ("81", "89")
"""First characters of the codes of base unions and of other union bodies."""

_LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECK_DIGITS = "0X987654321"


def check_credit_code(value: str, *, prefixes: Iterable[str] = ()) -> IdentifierProblem | None:
    """Return what is wrong with a unified social credit code, or None.

    Args:
        value: The code, normalised (see `normalised`).
        prefixes: What the code must begin with, when only some bodies are meant;
            see `UNION_PREFIXES`.

    Example:
        >>> check_credit_code("81330000MC0000004Q", prefixes=["91"]).params
        {'allowed': '91'}
    """
    return (
        wrong_length(value, _LENGTH)
        or wrong_character(value, _VALUES, "0-9, A-H, J-N, P-R, T, U, W-Y")
        or wrong_character(value[2:8], frozenset("0123456789"), "0-9", first=3)
        or _wrong_prefix(value, tuple(prefixes))
        or wrong_check_digit(
            value[16], organisation_check_digit(value), IdentifierCode.CREDIT_CODE_ORGANISATION
        )
        or wrong_check_digit(value[17], credit_check_digit(value), IdentifierCode.CHECK_DIGIT)
    )


def organisation_check_digit(value: str) -> str:
    """Return the check digit of the organisation code in places 9 to 17 (GB 11714)."""
    pairs = zip(_ORGANISATION_WEIGHTS, value[8:16], strict=True)
    return _ORGANISATION_CHECK_DIGITS[sum(weight * int(digit, 36) for weight, digit in pairs) % 11]


def credit_check_digit(value: str) -> str:
    """Return the check digit that belongs to the first 17 characters (GB 32100)."""
    pairs = zip(_WEIGHTS, value[:17], strict=True)
    total = sum(weight * _VALUES[character] for weight, character in pairs)
    return _ALPHABET[-total % 31]


def _wrong_prefix(value: str, prefixes: tuple[str, ...]) -> IdentifierProblem | None:
    if not prefixes or value.startswith(prefixes):
        return None
    return IdentifierProblem(
        code=IdentifierCode.CREDIT_CODE_PREFIX, params={"allowed": ", ".join(prefixes)}
    )
