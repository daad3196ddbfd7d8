"""`unioncase rules what-if`: who gains and who loses, and by which criterion."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from pydantic import JsonValue

from tests.support.rules_line import Said, rules, small_area, written

CASES = """\
income,persons,member,note
11999.99,1,true,poor already
12000.00,1,true,exactly on the old line
13000,1,false,poor by the new line but no member
,1,true,nobody asked
30000,1,true,never poor
"""
NEW_LINE = """
    area: aid
    values:
      line: [{from: 2023-07-01, value: 1100, cite: law}]
    """
DAY = ("--as-of", "2023-08-01")


def areas(tmp_path: Path) -> tuple[Path, Path]:
    """Write the area as it is and with a higher line."""
    folders = tmp_path / "old", tmp_path / "new"
    for folder in folders:
        folder.mkdir()
    return small_area(folders[0]), small_area(folders[1], NEW_LINE)


def compared(tmp_path: Path, *options: str | Path) -> Said:
    """Compare both over the table above."""
    old, new = areas(tmp_path)
    table = written(tmp_path / "cases.csv", CASES)
    return rules("what-if", old, new, "--table", table, *DAY, *options)


def only(value: JsonValue) -> dict[str, JsonValue]:
    """The one mapping in a list."""
    assert isinstance(value, list)
    (found,) = value
    assert isinstance(found, dict)
    return found


def test_a_winner_is_put_down_to_the_criterion_that_moved_it(tmp_path: Path) -> None:
    """Whoever stood exactly on the old line gains, by that criterion and no other."""
    said = compared(tmp_path, "--json")
    found = only(said.plain["comparisons"])
    assert (said.code, found["decision"], found["winners"], found["losers"]) == (
        0,
        "aid.eligible",
        1,
        0,
    )
    assert found["winners_by"] == [{"moved_by": "poor", "label": "Poor", "cases": 1}]


def test_every_case_is_counted_before_and_after(tmp_path: Path) -> None:
    """Unknown cases are counted as unknown, not as refused."""
    found = only(compared(tmp_path, "--json").plain["comparisons"])
    assert found["outcomes"] == [
        {"before": "met", "after": "met", "cases": 1},
        {"before": "not_met", "after": "met", "cases": 1},
        {"before": "not_met", "after": "not_met", "cases": 2},
        {"before": "unknown", "after": "unknown", "cases": 1},
    ]


def test_the_same_cases_give_the_same_answer_from_parquet(tmp_path: Path) -> None:
    """CSV and Parquet with exact decimals are read alike."""
    old, new = areas(tmp_path)
    frame = pl.DataFrame(
        {"income": [Decimal("11999.99"), Decimal("12000.00")], "persons": [1, 1], "member": True}
    )
    file = tmp_path / "cases.parquet"
    frame.write_parquet(file)
    said = rules("what-if", old, new, "--table", file, *DAY, "--json")
    assert only(said.plain["comparisons"])["winners"] == 1


def test_each_case_that_moved_can_be_written_down(tmp_path: Path) -> None:
    """With --out there is one line for each winner and loser, with its row in the table."""
    out = tmp_path / "moved.csv"
    compared(tmp_path, "--out", out)
    with out.open(encoding="utf-8", newline="") as stream:
        (moved,) = list(csv.DictReader(stream))
    assert (moved["row"], moved["decision"], moved["moved_by"]) == ("1", "aid.eligible", "poor")


def test_columns_that_are_no_facts_are_named(tmp_path: Path) -> None:
    """What the rules do not know is left aside visibly."""
    assert compared(tmp_path, "--json").plain["ignored"] == ["note"]


def test_a_sweep_tries_each_value_of_a_figure(tmp_path: Path) -> None:
    """Each value has its own count of those it would help and hurt."""
    old, _ = areas(tmp_path)
    table = written(tmp_path / "cases.csv", CASES)
    options = ("--sweep", "line=900,1000,1000.01", "--table", table, *DAY, "--json")
    points = only(rules("what-if", old, *options).plain["sweeps"])["points"]
    assert isinstance(points, list)
    assert [
        (p["value"], p["met"], p["unknown"], p["winners"], p["losers"])
        for p in points
        if isinstance(p, dict)
    ] == [("900", 0, 1, 0, 1), ("1000", 1, 1, 0, 0), ("1000.01", 2, 1, 1, 0)]


def test_a_condition_about_other_facts_is_not_compared(tmp_path: Path) -> None:
    """Without a name, only conditions that the table says something about are compared."""
    folder = tmp_path / "rules"
    folder.mkdir()
    area = small_area(folder)
    written(area / "more.yaml", "area: aid\nedition: {from: 2024-01-01, amends: 2023-01-01}\n")
    table = written(tmp_path / "cases.csv", "kind\nliving\n")
    said = rules("what-if", area, area, "--table", table, *DAY)
    assert said.code == 6
    assert "income, member, persons" in said.err


def test_a_figure_of_a_formula_moves_its_decision(tmp_path: Path) -> None:
    """Where no condition stands behind the answer, the decision itself is named as the mover."""
    formula = """
        area: aid
        edition: {from: 2023-06-01, amends: 2023-01-01}
        decisions:
          eligible: {expression: income / 12 / persons < line, cite: law}
        """
    folders = tmp_path / "old", tmp_path / "new"
    for folder in folders:
        folder.mkdir()
    old, new = small_area(folders[0], formula), small_area(folders[1], formula, NEW_LINE)
    table = written(tmp_path / "cases.csv", CASES)
    said = rules("what-if", old, new, "--table", table, *DAY, "--json")
    found = only(said.plain["comparisons"])
    assert found["winners_by"] == [{"moved_by": "eligible", "label": "Eligible", "cases": 2}]


@pytest.mark.parametrize(
    ("header", "code"), [("income\n1.234\n", 6), ("name\nx\n", 6), ("income\nabc\n", 6)]
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path, header: str, code: int) -> None:
    """An amount finer than a fen, no fact at all, or a word for a number is no table of cases."""
    old, new = areas(tmp_path)
    table = written(tmp_path / "cases.csv", header)
    assert rules("what-if", old, new, "--table", table, *DAY).code == code


def test_amounts_in_binary_floats_are_refused(tmp_path: Path) -> None:
    """Nobody on the line is decided by a number that is only nearly the one that was meant."""
    old, new = areas(tmp_path)
    file = tmp_path / "cases.parquet"
    pl.DataFrame({"income": [12000.1], "persons": [1]}).write_parquet(file)
    said = rules("what-if", old, new, "--table", file, *DAY)
    assert said.code == 6
    assert "income" in said.err


@pytest.mark.parametrize("options", [(), ("--sweep", "line=1"), ("--sweep", "line")])
def test_either_other_rules_or_values_are_compared(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Neither, both, or a sweep without values is a fault of use."""
    old, new = areas(tmp_path)
    table = written(tmp_path / "cases.csv", CASES)
    both = (new,) if options == ("--sweep", "line=1") else ()
    assert rules("what-if", old, *both, "--table", table, *options).code == 2


def test_a_misspelt_figure_names_the_near_one(tmp_path: Path) -> None:
    """A figure that no area has is refused with a suggestion."""
    old, _ = areas(tmp_path)
    table = written(tmp_path / "cases.csv", CASES)
    said = rules("what-if", old, "--sweep", "aid.lin=1", "--table", table)
    assert said.code == 6
    assert "aid.line" in said.err
