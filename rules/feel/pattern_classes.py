"""Classes of characters in regular expressions, by Unicode's own categories and blocks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeAlias

from rules.feel.unicode_blocks import BLOCKS

Predicate: TypeAlias = Callable[[str], bool]

_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)
_SPACES = frozenset(" \t\n\r")
_NAME_START = frozenset(("Lu", "Ll", "Lt", "Lo", "Lm", "Nl"))
_NAME_PART = _NAME_START | {"Mn", "Mc", "Nd"}


def negation(test: Predicate) -> Predicate:
    """Return the class of all other characters."""
    return lambda char: not test(char)


def union(tests: Sequence[Predicate]) -> Predicate:
    """Return the class of what is in any of the classes."""
    return lambda char: any(test(char) for test in tests)


def intersection_not(test: Predicate, removed: Predicate) -> Predicate:
    """Return the first class without the second."""
    return lambda char: test(char) and not removed(char)


def variants(char: str) -> set[str]:
    """Return the character and those that differ from it only in case."""
    return {char, char.lower(), char.upper(), char.casefold()}


def exactly(char: str, *, ignore_case: bool) -> Predicate:
    """Return the class of one character."""
    if not ignore_case:
        return lambda other: other == char
    accepted = variants(char)
    return lambda other: other in accepted or not accepted.isdisjoint(variants(other))


def in_stretch(low: str, high: str, *, ignore_case: bool) -> Predicate:
    """Return the class of the characters from `low` to `high`."""
    if not ignore_case:
        return lambda char: low <= char <= high
    return lambda char: any(low <= one <= high for one in variants(char) if len(one) == 1)


def _digit(char: str) -> bool:
    return unicodedata.category(char) == "Nd"


def _word(char: str) -> bool:
    return unicodedata.category(char)[0] not in "PZC"


def _space(char: str) -> bool:
    return char in _SPACES


def _name_start(char: str) -> bool:
    return char in "_:" or unicodedata.category(char) in _NAME_START


def _name_part(char: str) -> bool:
    return char in "_:-.\u00b7" or unicodedata.category(char) in _NAME_PART


_ESCAPES: dict[str, Predicate] = {
    "d": _digit,
    "w": _word,
    "s": _space,
    "i": _name_start,
    "c": _name_part,
}


def escape_class(letter: str) -> Predicate | None:
    r"""Return the class of `\d`, `\\D` and their like, or None when the letter names none."""
    test = _ESCAPES.get(letter.lower())
    return negation(test) if test is not None and letter.isupper() else test


def property_class(name: str) -> Predicate | None:
    r"""Return the class of `\p{name}`, or None when there is no such category or block.

    Example:
        >>> property_class("Lu")("A"), property_class("IsBasicLatin")("é"), property_class("Xx")
        (True, False, None)
    """
    if name in _CATEGORIES:
        return lambda char: unicodedata.category(char).startswith(name)
    block = BLOCKS.get(name[2:]) if name.startswith("Is") else None
    if block is None:
        return None
    low, high = block
    return lambda char: low <= ord(char) <= high
