"""Asking a rulebook: answers, reasons, missing facts, evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.feel import Unknown, UnknownCause
from rules.policy import PolicyCode, QuestionError, Standing, Verdict, load_policy
from tests.support.policies import GROUND, RULES, documents, released, small, words_for

DAY = date(2026, 3, 2)
POOR = {"income": 36_000, "persons": 3, "member": True}


def ask(
    decision: str, facts: Mapping[str, object], *, day: date = DAY, region: str = "CN"
) -> Verdict:
    """Ask the small policy."""
    return small().evaluate(f"aid.{decision}", facts, as_of=day, region=region)


def test_an_answer_names_every_criterion_and_how_the_case_stands_to_it() -> None:
    """A decision lists the criteria it rests on with their standing."""
    verdict = ask("eligible", {**POOR, "member": False})
    standings = {criterion.key: criterion.standing for criterion in verdict.criteria}
    assert verdict.outcome is False
    assert standings == {"poor": Standing.MET, "joined": Standing.NOT_MET}


def test_a_criterion_shows_the_values_it_used() -> None:
    """The values of facts and figures behind a criterion stand beside it."""
    poor = next(c for c in ask("eligible", POOR).criteria if c.key == "poor")
    assert poor.values == {"income": 36_000, "line": 1100, "persons": 3}
    assert poor.citation is not None
    assert poor.citation.title == "A law"


def test_exactly_on_the_line_is_not_below_it() -> None:
    """Comparison with the line is exact to the fen."""
    on_the_line = {**POOR, "income": Decimal("39600.00")}
    below = {**POOR, "income": Decimal("39599.99")}
    assert ask("poor", on_the_line).outcome is False
    assert ask("poor", below).outcome is True


def test_a_missing_fact_that_can_change_the_answer_is_listed() -> None:
    """An open answer names what it hangs on, and nothing else."""
    verdict = ask("eligible", {"income": 36_000, "persons": 3})
    assert isinstance(verdict.outcome, Unknown)
    assert verdict.missing == ("member",)


def test_a_decided_answer_has_nothing_missing() -> None:
    """A failed criterion decides although others are open."""
    verdict = ask("eligible", {"member": False})
    assert (verdict.outcome, verdict.missing) == (False, ())


def test_the_three_causes_of_an_unknown_fact_are_kept_apart() -> None:
    """Not asked, asked without answer and not applicable stay what they are."""
    given = {"income": None, "persons": Unknown.of("persons", UnknownCause.NOT_APPLICABLE)}
    assert ask("eligible", given).causes == {
        "income": UnknownCause.NO_ANSWER,
        "member": UnknownCause.NOT_ASKED,
        "persons": UnknownCause.NOT_APPLICABLE,
    }


@pytest.mark.parametrize(
    ("day", "region", "line"),
    [
        (date(2024, 12, 31), "CN", 1000),
        (date(2025, 1, 1), "CN", 1100),
        (date(2026, 1, 1), "3302", 1200),
        (date(2026, 1, 1), "330200", 1200),
        (date(2026, 1, 1), "110101", 1100),
        (date(2023, 6, 1), "330281", 1000),
    ],
)
def test_a_figure_is_that_of_the_day_and_of_the_nearest_region(
    day: date, region: str, line: int
) -> None:
    """A region takes its own figure, or that of the region above, on the day asked about."""
    figure = small().figure("aid.line", as_of=day, region=region)
    assert figure is not None
    assert figure.value == line


def test_a_region_without_a_figure_leaves_the_answer_open() -> None:
    """A line that each place sets for itself is named when it is not set."""
    facts = {"annual_income": 1, "household_size": 1} | dict.fromkeys(
        ["illness_costs", "disability_costs", "schooling_costs", "work_costs"], 0
    )
    verdict = released().evaluate("hardship_aid.below_deep_line", facts, as_of=DAY, region="3302")
    assert verdict.unset == ("dibao_monthly",)
    assert verdict.missing == ()


def test_evidence_gives_the_same_evidence_again() -> None:
    """Stored evidence re-evaluates byte for byte."""
    evidence = ask("eligible", {"income": Decimal("36000.50"), "persons": 3}).evidence()
    stored = json.loads(json.dumps(evidence))
    again = json.dumps(small().reevaluate(stored), sort_keys=True)
    assert again == json.dumps(evidence, sort_keys=True)


def test_evidence_is_checked_under_its_own_edition() -> None:
    """An answer of the past stays under the rules of its day when a new edition follows."""
    evidence = ask("eligible", POOR, day=date(2024, 5, 1)).evidence()
    later = """
        area: aid
        edition: {from: 2024-01-01, amends: 2023-01-01}
        criteria:
          poor: {when: income < 0, cite: law}
    """
    newer = load_policy(documents(GROUND, RULES, later, *words_for()))
    assert newer.reevaluate(evidence) == evidence
    facts = {"income": 36_000, "persons": 3, "member": True}
    assert newer.answer("aid.eligible", facts, as_of=date(2024, 5, 1), region="CN") is False


def test_evidence_shows_that_a_figure_was_changed_afterwards() -> None:
    """A figure corrected behind the back of a decision does not go unnoticed."""
    evidence = ask("eligible", POOR).evidence()
    changed = load_policy(documents(GROUND.replace("1100", "1"), RULES, *words_for()))
    assert changed.reevaluate(evidence) != evidence


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {"decision": "aid.eligible"},
        {"decision": 1, "edition": "2023-01-01"},
        {"decision": "aid.eligible", "edition": "2023-01-01", "facts": [], "unknown": {}},
        {"decision": "aid.eligible", "edition": "1999-01-01", "facts": {}, "unknown": {}},
    ],
)
def test_what_is_no_evidence_is_refused(spoilt: dict[str, object]) -> None:
    """Evidence that was cut or tampered with gives our own error."""
    with pytest.raises(QuestionError):
        small().reevaluate(spoilt)  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        ({"income": 0.1}, "income"),
        ({"income": Decimal("0.001")}, "income"),
        ({"income": -1}, "income"),
        ({"income": True}, "income"),
        ({"income": Decimal("NaN")}, "income"),
        ({"persons": Decimal("1.5")}, "persons"),
        ({"persons": 0}, "persons"),
        ({"member": "yes"}, "member"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_refused(facts: Mapping[str, object], fact: str) -> None:
    """Floats, fractions of a fen and values out of bounds never reach a rule."""
    with pytest.raises(QuestionError) as caught:
        ask("eligible", facts)
    assert (caught.value.code, caught.value.params["fact"]) == (PolicyCode.FACT_INVALID, fact)


@pytest.mark.parametrize(
    ("decision", "region", "day", "code"),
    [
        ("aid.elligible", "CN", DAY, PolicyCode.DECISION_UNKNOWN),
        ("ade.eligible", "CN", DAY, PolicyCode.AREA_UNKNOWN),
        ("aid.eligible", "Ningbo", DAY, PolicyCode.REGION_INVALID),
        ("aid.eligible", "CN", date(2022, 12, 31), PolicyCode.NO_EDITION),
    ],
)
def test_a_question_that_names_nothing_is_refused(
    decision: str, region: str, day: date, code: PolicyCode
) -> None:
    """Unknown decisions, areas, regions and days have their own codes."""
    with pytest.raises(QuestionError) as caught:
        small().answer(decision, POOR, as_of=day, region=region)
    assert caught.value.code is code


def test_a_span_is_read_for_the_clocks() -> None:
    """A term of a region is given as written."""
    assert released().span("hardship_aid.notice_term", as_of=DAY, region="330281") == (
        "5 working days"
    )


def test_what_is_no_span_is_refused() -> None:
    """A figure that is no term cannot run a clock."""
    with pytest.raises(QuestionError):
        released().span("hardship_aid.exit_months", as_of=DAY, region="CN")


def test_the_facts_of_a_decision_are_known_beforehand() -> None:
    """A caller can ask which facts a decision may need."""
    assert [fact.key for fact in small().facts("aid.eligible")] == ["income", "member", "persons"]


def test_answer_and_evaluation_agree_on_the_released_rules() -> None:
    """The short way gives the same answers as the way with reasons."""
    for area in released().areas.values():
        for example in area.examples:
            for name in example.expect:
                decision, day, region = f"{area.key}.{name}", example.as_of, example.region
                verdict = released().evaluate(decision, example.facts, as_of=day, region=region)
                short = released().answer(decision, example.facts, as_of=day, region=region)
                assert short == verdict.outcome


def test_a_verdict_is_a_value() -> None:
    """Two answers to the same question are equal."""
    assert ask("eligible", POOR) == replace(ask("eligible", POOR))
