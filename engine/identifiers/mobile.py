"""Mobile telephone numbers of mainland China: 11 digits, beginning with 13 to 19."""

from __future__ import annotations

from engine.identifiers.problems import (
    IdentifierCode,
    IdentifierProblem,
    wrong_character,
    wrong_length,
)

_LENGTH = 11


def check_mobile(value: str) -> IdentifierProblem | None:
    """Return what is wrong with a mobile telephone number, or None.

    Args:
        value: The number without country code, normalised (see `normalised`).

    Example:
        >>> check_mobile("19900000000") is None
        True
        >>> check_mobile("12300000000").code
        <IdentifierCode.MOBILE_PREFIX: 'identifier_mobile_prefix'>
    """
    return (
        wrong_length(value, _LENGTH)
        or wrong_character(value, frozenset("0123456789"), "0-9")
        or _wrong_prefix(value)
    )


def _wrong_prefix(value: str) -> IdentifierProblem | None:
    if value[0] == "1" and value[1] in "3456789":
        return None
    return IdentifierProblem(code=IdentifierCode.MOBILE_PREFIX, params={"allowed": "13-19"})
