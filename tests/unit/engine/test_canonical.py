"""Canonical JSON: the examples of RFC 8785 and what is refused."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import cast

import pytest

from engine.canonical import (
    DEEPEST_NESTING,
    LARGEST_INTEGER,
    CanonicalCode,
    CanonicalError,
    JsonValue,
    canonical_bytes,
    parse_canonical,
)


class Colour(StrEnum):
    """A text that is not plain."""

    RED = "red"


def test_keys_are_ordered_by_utf16_units() -> None:
    """The sorting example of RFC 8785 section 3.2.3 comes out in its order."""
    value: JsonValue = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    written = cast(dict[str, str], parse_canonical(canonical_bytes(value)))
    assert [text.split()[0] for text in written.values()] == [
        "Carriage",
        "One",
        "Control",
        "Latin",
        "Euro",
        "Emoji:",
        "Hebrew",
    ]


def test_text_is_escaped_as_the_standard_says() -> None:
    """The string of RFC 8785 section 3.2.2 is written with exactly the needed escapes."""
    written = canonical_bytes({"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"})
    assert written.decode() == '{"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'


def test_literals_are_written_without_space() -> None:
    """The literals of RFC 8785 section 3.2.2 keep their order in a list."""
    assert canonical_bytes({"literals": (None, True, False)}) == b'{"literals":[null,true,false]}'


@pytest.mark.parametrize("value", [LARGEST_INTEGER, -LARGEST_INTEGER, 0, True])
def test_exact_integers_are_written(value: int) -> None:
    """Whole numbers up to the largest exact one, and truth values, round-trip."""
    assert parse_canonical(canonical_bytes(value)) is value or value == parse_canonical(
        canonical_bytes(value)
    )


def nested(depth: int) -> JsonValue:
    """Return a list in a list, so many deep."""
    value: JsonValue = 1
    for _ in range(depth):
        value = [value]
    return value


def endless() -> JsonValue:
    """Return a list that contains itself."""
    value: list[JsonValue] = []
    value.append(value)
    return value


REFUSED = [
    (1.5, CanonicalCode.TYPE),
    (float("nan"), CanonicalCode.TYPE),
    ({"a": [Decimal("1.50")]}, CanonicalCode.TYPE),
    (Colour.RED, CanonicalCode.TYPE),
    ({1, 2}, CanonicalCode.TYPE),
    (b"bytes", CanonicalCode.TYPE),
    ({1: "a"}, CanonicalCode.KEY_TYPE),
    ({Colour.RED: "a"}, CanonicalCode.KEY_TYPE),
    (LARGEST_INTEGER + 1, CanonicalCode.INTEGER_TOO_LARGE),
    ([-LARGEST_INTEGER - 1], CanonicalCode.INTEGER_TOO_LARGE),
    (nested(DEEPEST_NESTING + 1), CanonicalCode.NESTED_TOO_DEEPLY),
    (endless(), CanonicalCode.NESTED_TOO_DEEPLY),
    ("\ud800", CanonicalCode.LONE_SURROGATE),
    ({"\udfff": 1, "\U0001f600": 2}, CanonicalCode.LONE_SURROGATE),
]


@pytest.mark.parametrize(("value", "code"), REFUSED)
def test_a_value_without_canonical_form_is_refused(value: object, code: CanonicalCode) -> None:
    """Each kind of unfit value is refused under its own code."""
    with pytest.raises(CanonicalError) as error:
        canonical_bytes(cast(JsonValue, value))
    assert error.value.code is code


def test_the_refusal_names_the_place() -> None:
    """The error tells the key path of the unfit value."""
    with pytest.raises(CanonicalError) as error:
        canonical_bytes(cast(JsonValue, {"facts": [{"amount": 1.5}]}))
    assert error.value.params == {"path": "facts.0.amount", "type": "float"}


def test_the_deepest_nesting_is_written() -> None:
    """A value as deep as allowed is written."""
    assert canonical_bytes(nested(DEEPEST_NESTING)).count(b"[") == DEEPEST_NESTING


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", CanonicalCode.NOT_JSON),
        (b"{", CanonicalCode.NOT_JSON),
        (b"\xff", CanonicalCode.NOT_JSON),
        (b"[" * 100_000, CanonicalCode.NOT_JSON),
        (b"1" * 5_000, CanonicalCode.NOT_JSON),
        (b'{"a":1,"a":1}', CanonicalCode.DUPLICATE_KEY),
        (b'{"b":1,"a":1}', CanonicalCode.NOT_CANONICAL),
        (b'{"a": 1}', CanonicalCode.NOT_CANONICAL),
        (b"-0", CanonicalCode.NOT_CANONICAL),
        (b'"\\u0041"', CanonicalCode.NOT_CANONICAL),
        (b"1.0", CanonicalCode.TYPE),
        (b"NaN", CanonicalCode.TYPE),
        (b"9007199254740992", CanonicalCode.INTEGER_TOO_LARGE),
    ],
)
def test_other_bytes_are_not_read(data: bytes, code: CanonicalCode) -> None:
    """Bytes that are not a canonical form are refused, even when they are JSON."""
    with pytest.raises(CanonicalError) as error:
        parse_canonical(data)
    assert error.value.code is code
