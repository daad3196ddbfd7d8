"""`unioncase rules eval`: one decision about one case, with every reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.support.rules_line import Said, model, rules, small_area, written


def asked(tmp_path: Path, facts: str, *options: str, rule: str = "eligible") -> Said:
    """Ask a decision of the small area on a day of its first figures."""
    file = written(tmp_path / "facts.yaml", facts)
    area = small_area(tmp_path)
    return rules("eval", f"{area}#{rule}", "--facts", file, "--as-of", "2023-05-01", *options)


def criterion(said: Said, name: str) -> dict[str, JsonValue]:
    """One criterion of an answer in JSON."""
    found = said.plain["criteria"]
    assert isinstance(found, list)
    return next(c for c in found if isinstance(c, dict) and c["criterion"] == name)


def test_an_answer_names_each_criterion_with_its_citation(tmp_path: Path) -> None:
    """The outcome and every criterion's standing, label and citation are given."""
    said = asked(tmp_path, "{income: 11999.99, persons: 1, member: true}", "--json")
    assert (said.code, said.plain["outcome"]) == (0, True)
    poor = criterion(said, "poor")
    assert (poor["standing"], poor["label"]) == ("met", "Poor")
    assert poor["citation"] == {
        "key": "law",
        "title": "A law",
        "article": None,
        "source": None,
        "certainty": "found",
    }


def test_a_criterion_on_the_line_fails_by_one_fen(tmp_path: Path) -> None:
    """The nearest value that would pass is one fen below what was given, and a remedy stands by."""
    said = asked(tmp_path, '{income: "12000.00", persons: 1, member: true}', "--json")
    poor = criterion(said, "poor")
    assert poor["standing"] == "not_met"
    nearest = poor["nearest"]
    assert isinstance(nearest, list)
    assert {"fact": "income", "given": "12000.00", "value": "11999.99"} in nearest
    assert poor["remedy"] == "None"


def test_what_is_missing_is_listed(tmp_path: Path) -> None:
    """A fact that nobody gave and that can still change the answer is named."""
    said = asked(tmp_path, "{income: 11999.99, member: true}")
    assert "cannot be decided yet" in said.out
    assert "Persons (persons)" in said.out


@pytest.mark.parametrize(
    ("given", "cause"),
    [("null", "not_answered"), ("{unknown: not_applicable}", "not_applicable")],
)
def test_a_fact_without_value_keeps_its_cause(tmp_path: Path, given: str, cause: str) -> None:
    """Asked without answer and not applicable are told apart."""
    said = asked(tmp_path, f"{{income: 12000.01, member: true, persons: {given}}}", "--json")
    assert said.plain["missing"] == [
        {"fact": "persons", "label": "Persons", "document": None, "cause": cause, "turns": True}
    ]


def test_the_day_and_the_region_choose_the_figures(tmp_path: Path) -> None:
    """The same case is poor where and when the line is higher."""
    facts = "{income: 13200, persons: 1, member: true}"
    said = asked(tmp_path, facts, "--region", "330100", "--as-of", "2024-05-01", "--json")
    assert said.plain["outcome"] is True


def test_explained_an_answer_shows_values_used(tmp_path: Path) -> None:
    """With --explain each criterion shows the values it weighed and each figure its place."""
    said = asked(tmp_path, "{income: 11999.99, persons: 1, member: true}", "--explain")
    assert "Income: 11,999.99 Yuan" in said.out
    assert "Line: 1,000 Yuan (China, from 2023-01-01)  A law" in said.out


def test_a_misspelt_fact_is_pointed_out(tmp_path: Path) -> None:
    """A name in the file that no rule knows is left aside visibly, with the near name."""
    said = asked(tmp_path, "{incme: 1, persons: 1, member: true}")
    assert 'did you mean "income"?' in said.out


def test_a_fact_outside_of_its_bounds_is_refused(tmp_path: Path) -> None:
    """A value that the fact cannot have ends with the code for unreadable input."""
    said = asked(tmp_path, "{income: -1}")
    assert said.code == 6
    assert "income" in said.err


def test_an_unknown_decision_names_the_near_one(tmp_path: Path) -> None:
    """A misspelt decision ends with the code for unreadable input and a suggestion."""
    said = asked(tmp_path, "{}", rule="eligble")
    assert said.code == 6
    assert "eligible" in said.err


@pytest.mark.parametrize(
    ("facts", "outcome", "missing"),
    [
        ("birth: 1950-01-01\nlimit: 1966", True, []),
        ("birth: 1950-01-01", None, ["limit"]),
        ("birth: '@\"1970-01-01\"'\nlimit: 1966", False, []),
    ],
)
def test_a_dmn_model_is_asked_too(
    tmp_path: Path, facts: str, outcome: bool | None, missing: list[str]
) -> None:
    """A decision of a DMN file answers from dates and numbers; what is not given is unknown."""
    file = model(tmp_path / "age.dmn")
    given = written(tmp_path / "facts.yaml", facts)
    said = rules("eval", f"{file}#is old", "--facts", given, "--json")
    assert (said.code, said.plain["outcome"], said.plain["missing"]) == (0, outcome, missing)


def test_a_run_time_error_of_a_model_is_null_with_its_reason(tmp_path: Path) -> None:
    """An expression that fails answers null, and why is said."""
    file = model(tmp_path / "age.dmn", 'limit + "x"')
    given = written(tmp_path / "facts.yaml", "limit: 1")
    said = rules("eval", f"{file}#is old", "--facts", given, "--json")
    assert (said.plain["outcome"], said.plain["decided"]) == (None, True)
    assert said.plain["diagnostics"] != []


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    """A text where the model declares a date must be one."""
    file = model(tmp_path / "age.dmn")
    given = written(tmp_path / "facts.yaml", "birth: 1950-13-01")
    said = rules("eval", f"{file}#is old", "--facts", given)
    assert said.code == 6
    assert "1950-13-01" in said.err
