"""A verdict in words, and what would turn a failed criterion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.policy import Explanation, Standing, explain, withheld
from tests.support.policies import released, small

DAY = date(2026, 3, 2)


def explained(facts: Mapping[str, object], decision: str = "aid.eligible") -> Explanation:
    """Ask the small policy and put the answer in words."""
    return explain(small(), small().evaluate(decision, facts, as_of=DAY, region="CN"))


def nearest(explanation: Explanation, criterion: str) -> dict[str, Decimal]:
    """Nearest passing value by fact, of one criterion."""
    found = next(part for part in explanation.criteria if part.key == criterion)
    return {near.fact: near.value for near in found.nearest}


def test_a_failed_criterion_names_the_nearest_numbers_that_would_pass() -> None:
    """Income just below the line, or one person more, would make the household poor."""
    explanation = explained({"income": 39_600, "persons": 3, "member": True})
    assert nearest(explanation, "poor") == {"income": Decimal("39599.99"), "persons": Decimal(4)}


def test_a_met_criterion_names_none() -> None:
    """There is nothing to mend where a criterion is met."""
    assert nearest(explained({"income": 1, "persons": 3, "member": True}), "poor") == {}


def test_a_number_out_of_reach_is_not_named() -> None:
    """Twenty persons at most are a household: more is no advice."""
    explanation = explained({"income": 600_000, "persons": 3, "member": True})
    assert set(nearest(explanation, "poor")) == {"income"}


def test_words_stand_in_both_languages() -> None:
    """Label, remedy, unit and missing facts are worded in Chinese and English."""
    facts = {"annual_income": Decimal(50_000), "household_size": 3} | dict.fromkeys(
        ["illness_costs", "disability_costs", "schooling_costs", "work_costs"], 0
    )
    rulebook = released()
    verdict = rulebook.evaluate("hardship_aid.eligible", facts, as_of=DAY, region="371083")
    explanation = explain(rulebook, verdict)
    deep = explanation.criteria[0]
    income = next(shown for shown in deep.values if shown.name == "monthly_income")
    assert explanation.labels == {
        "zh": "符合困难职工认定条件",
        "en": "The worker is recognised as in hardship",
    }
    assert deep.remedies.keys() == {"zh", "en"}
    assert income.unit == {"zh": "元/人·月", "en": "yuan per person and month"}
    assert explanation.missing["homes"] == {
        "zh": "家庭住房套数",
        "en": "Dwellings of the household",
    }


@given(
    income=st.integers(0, 100_000_000).map(lambda fen: Decimal(fen) / 100),
    persons=st.integers(1, 20).map(Decimal),
)
def test_what_is_named_passes_and_one_step_less_does_not(income: Decimal, persons: Decimal) -> None:
    """The nearest value is verified by asking again, and is the nearest."""
    facts: dict[str, Decimal | bool] = {"income": income, "persons": persons, "member": True}
    steps = {"income": Decimal("0.01"), "persons": Decimal(1)}
    for fact, value in nearest(explained(facts), "poor").items():
        back = steps[fact] if value < facts[fact] else -steps[fact]
        tried = [
            small().answer("aid.poor", {**facts, fact: number}, as_of=DAY, region="CN")
            for number in (value, value + back)
        ]
        assert tried == [True, False]


def test_what_follows_from_a_withheld_fact_is_withheld_as_well() -> None:
    """Neither the income nor what is left of it per head is told, nor a number that would pass."""
    facts = {"income": 39_600, "persons": 3, "member": True}
    told = withheld(small(), explained(facts), {"income"})
    poor = next(part for part in told.criteria if part.key == "poor")
    assert poor.nearest == ()
    assert [shown.value for shown in poor.values if shown.withheld] == [None]
    assert poor.standing == Standing.NOT_MET


def test_what_rests_on_open_facts_alone_is_told() -> None:
    """A criterion that uses no withheld fact keeps its values."""
    told = withheld(small(), explained({"member": True}), {"income"})
    member = next(part for part in told.criteria if part.key == "joined")
    assert [(shown.value, shown.withheld) for shown in member.values] == [(True, False)]
