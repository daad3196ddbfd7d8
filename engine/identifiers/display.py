"""Numbers as typed made comparable, and numbers as stored made fit to be shown."""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class IdentifierKind(StrEnum):
    """Kinds of numbers, for masking."""

    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"


_SHOWN = {
    IdentifierKind.RESIDENT_ID: (3, 2),
    IdentifierKind.CREDIT_CODE: (18, 0),
    IdentifierKind.BANK_CARD: (0, 4),
    IdentifierKind.MOBILE: (3, 4),
}
"""How many characters may be seen at the beginning and at the end."""

_SEPARATORS = frozenset("-\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}")
_FULL_WIDTH = {code + 0xFEE0: chr(code).upper() for code in range(ord("!"), ord("~") + 1)}
_SMALL = {code: chr(code).upper() for code in range(ord("a"), ord("z") + 1)}


def normalised(value: str) -> str:
    """Return a typed number without spaces and dashes, in half-width capital characters.

    Example:
        >>> normalised(" １１０１０１ 1900-0101 001x ")
        '11010119000101001X'
    """
    folded = value.translate(_FULL_WIDTH | _SMALL)
    return "".join(
        character
        for character in folded
        if character not in _SEPARATORS
        and not character.isspace()
        and unicodedata.category(character) != "Cf"
    )


def masked(value: str, kind: IdentifierKind) -> str:
    """Return the number with its telling part replaced by stars, one for each character.

    A code of an organisation is public and stays as it is. A number too short to keep anything
    hidden is masked whole.

    Example:
        >>> masked("19900001234", IdentifierKind.MOBILE)
        '199****1234'
    """
    first, last = _SHOWN[kind]
    if kind is IdentifierKind.CREDIT_CODE:
        return value
    hidden = len(value) - first - last
    if hidden < 4:
        return "*" * len(value)
    return value[:first] + "*" * hidden + value[len(value) - last :]
