"""The worked cases of the released rules, one test each."""

from __future__ import annotations

import pytest

from rules.policy import ExampleResult, run_examples
from tests.support.policies import released


def named(result: ExampleResult) -> str:
    """Name of a worked case, told apart from those of other areas."""
    return f"{result.area}: {result.example.name}"


@pytest.mark.parametrize("result", list(run_examples(released())), ids=named)
def test_a_worked_case_comes_out_as_it_says(result: ExampleResult) -> None:
    """Answers, failed criteria and missing facts are those written in the example."""
    assert (result.got, result.met, result.missing) == ({}, (), {})


@pytest.mark.parametrize("area", sorted(released().areas))
def test_every_criterion_is_met_by_one_worked_case_and_failed_by_another(area: str) -> None:
    """No condition of the released rules goes through the worked cases without effect."""
    seen = set[tuple[str, str]]()
    for example in released().areas[area].examples:
        assumed = {f"{area}.{name}": value for name, value in example.assume.items()}
        rulebook = released().assuming(assumed)
        for name in {*example.expect, *example.missing}:
            verdict = rulebook.evaluate(
                f"{area}.{name}", example.facts, as_of=example.as_of, region=example.region
            )
            seen |= {(criterion.key, criterion.standing.value) for criterion in verdict.criteria}
    criteria = {
        rule.key
        for edition in released().areas[area].editions
        for rule in edition.rules.values()
        if rule.kind == "criterion"
    }
    wanted = {(key, standing) for key in criteria for standing in ("met", "not_met")}
    assert wanted - seen == set()
