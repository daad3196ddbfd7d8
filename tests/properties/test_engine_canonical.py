"""Canonical JSON agrees with an independent implementation, and reads back."""

from __future__ import annotations

from typing import Any, cast

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from engine.canonical import LARGEST_INTEGER, JsonValue, canonical_bytes, parse_canonical

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
KEYS = st.one_of(TEXT, st.text("a\ue000\uffff\U00010000\U0001f600", max_size=3))
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-LARGEST_INTEGER, LARGEST_INTEGER), TEXT)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=25,
)


@given(VALUES)
def test_it_writes_what_another_implementation_writes(value: JsonValue) -> None:
    """Every plain value gets the bytes that the package rfc8785 gives it."""
    assert canonical_bytes(value) == rfc8785.dumps(cast(Any, value))


@given(VALUES)
def test_what_is_written_reads_back(value: JsonValue) -> None:
    """Reading the canonical form gives an equal value."""
    assert parse_canonical(canonical_bytes(value)) == value


@given(st.dictionaries(KEYS, SCALARS, max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, JsonValue]) -> None:
    """Equal mappings have equal bytes, whatever order they were built in."""
    reordered = dict(reversed(value.items()))
    assert canonical_bytes(reordered) == canonical_bytes(value)
