"""What a decision table answers under each hit policy (DMN 1.5, section 8.2.10)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.feel import Unknown
from tests.unit.rules.dmn.models import answer, codes, table, table_model

ROWS = [(["> 1"], ["2"]), (["> 3"], ["1"]), (["> 5"], ["2"])]
ANSWERS = [
    ("U", 2, "2"),
    ("U", 9, "null"),
    ("U", 0, "null"),
    ("A", 4, "null"),
    ("P", 9, "1"),
    ("F", 9, "2"),
    ("R", 9, "[2, 1, 2]"),
    ("O", 9, "[1, 2, 2]"),
    ("C", 4, "[2, 1]"),
    ("C+", 9, "5"),
    ("C<", 9, "1"),
    ("C>", 9, "2"),
    ("C#", 9, "3"),
    ("C#", 0, "0"),
    ("C+", 0, "null"),
]
PRIORITIES = {"outputs": [{"name": "y", "values": "1, 2"}]}


@pytest.mark.parametrize(("hit", "x", "expected"), ANSWERS)
def test_a_hit_policy_chooses_among_the_matching_rows(hit: str, x: int, expected: str) -> None:
    """Each policy gives what the standard says for the rows that match."""
    model = table_model(table(hit, ROWS, **PRIORITIES))
    assert answer(model, "y", x=Decimal(x)) == expected


def test_any_takes_rows_that_agree() -> None:
    """Several rows may match under `A` when their outputs are equal."""
    model = table_model(table("A", [(["> 1"], ["1.0"]), (["> 3"], ["1"])]))
    assert answer(model, "y", x=Decimal(4)) == "1"


def test_a_second_row_of_a_unique_table_is_reported() -> None:
    """The diagnostic of a violated unique table has its own code."""
    model = table_model(table("U", ROWS))
    assert codes(model, "y", x=Decimal(9)) == ["dmn_several_rows"]


def test_the_default_stands_in_for_missing_rows() -> None:
    """A table that no row matches gives its default output."""
    outputs = [{"name": "y", "default": '"none"'}]
    model = table_model(table("U", [(["1"], ['"one"'])], outputs=outputs))
    assert answer(model, "y", x=Decimal(5)) == "none"


def test_several_outputs_make_a_context() -> None:
    """A table with two outputs gives a context with both names."""
    model = table_model(table("U", [(["-"], ["1", "x + 1"])], outputs=["a", "b"]))
    assert answer(model, "y", x=Decimal(5)) == "{a: 1, b: 6}"


def test_an_input_outside_of_its_values_is_refused() -> None:
    """A value that the input column does not allow makes the result null."""
    inputs = [{"expression": "x", "values": '"a", "b"'}]
    model = table_model(table("U", [(["-"], ["1"])], inputs=inputs))
    assert codes(model, "y", x="c") == ["dmn_value_not_allowed"]


MISSING = [
    ("F", [(["> 1"], ["1"]), (["-"], ["1"])], "1"),
    ("F", [(["> 1"], ["1"]), (["-"], ["2"])], "unknown x"),
    ("F", [(["-"], ["2"]), (["> 1"], ["1"])], "2"),
    ("A", [(["-"], ["1"]), (["> 1"], ["1"])], "1"),
    ("A", [(["-"], ["1"]), (["> 1"], ["2"])], "unknown x"),
    ("U", [(["> 1"], ["1"]), (["<= 1"], ["1"])], "unknown x"),
    ("C#", [(["-"], ["1"]), (["> 1"], ["1"])], "unknown x"),
    ("C<", [(["-"], ["1"]), (["> 1"], ["5"])], "1"),
]


@pytest.mark.parametrize(("hit", "rows", "expected"), MISSING)
def test_a_missing_input_matters_only_where_rows_disagree(
    hit: str, rows: list[tuple[list[str], list[str]]], expected: str
) -> None:
    """A table is decided when every set of rows that may still match gives one answer."""
    assert answer(table_model(table(hit, rows)), "y", x=Unknown.of("x")) == expected


def test_many_open_rows_are_left_open() -> None:
    """With more open rows than can be tried the answer is unknown, never a guess."""
    model = table_model(table("F", [([f"> {i}"], ["1"]) for i in range(30)] + [(["-"], ["1"])]))
    assert answer(model, "y", x=Unknown.of("x")) == "unknown x"
