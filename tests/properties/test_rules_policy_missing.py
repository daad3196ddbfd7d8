"""What a verdict lists as missing decides it, and what bounds leave of that is what can turn it.

That every fact that stays matters is claimed where no fact is asked for twice on the way to the
decision and every figure is set. Where conditions share a fact, one may exclude the other; that is
not worked out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.feel import Unknown, Value, walk
from rules.feel import nodes as n
from rules.policy import Fact, Verdict
from rules.policy.logic import Combination, Formula, Rule
from tests.support.known_facts import DAY, some_value
from tests.support.policies import released

REGION = "371083"
TRIES = 4_000
QUESTIONS = tuple(
    f"{area.key}.{rule.key}"
    for area in released().areas.values()
    for rule in area.editions[-1].rules.values()
    if rule.kind == "decision"
)


def facts_of(decision: str) -> dict[str, Fact]:
    """Facts of a decision by name; records apart, whose values are too many to try."""
    return {fact.key: fact for fact in released().facts(decision) if fact.type != "records"}


def used(rule: Rule) -> Iterator[str]:
    """Names a rule asks for, as often as it does; those of a table count twice."""
    if isinstance(rule.logic, Formula):
        nodes = walk(rule.logic.text.tree)
        yield from (node.name for node in nodes if isinstance(node, n.Name))
    else:
        yield from rule.reads if isinstance(rule.logic, Combination) else [*rule.reads, *rule.reads]


def asks_once(decision: str) -> bool:
    """Whether each fact and rule behind a decision is asked for once, and no value is a list."""
    plan = released().prepared(decision, as_of=DAY, region=REGION).plan
    own = {fact.key for fact in plan.facts} | {rule.key for rule in plan.rules}
    count = Counter(name for rule in plan.rules for name in used(rule) if name in own)
    listed = any(fact.type == "records" for fact in plan.facts)
    return not listed and all(times == 1 for times in count.values())


ONCE = tuple(name for name in QUESTIONS if asks_once(name))


def made(decision: str, seed: int) -> tuple[dict[str, Value], Verdict]:
    """A case with some facts left out, and what is said to it."""
    chance = random.Random(seed)
    facts = facts_of(decision)
    known = {k: some_value(fact, chance) for k, fact in facts.items() if chance.random() < 0.7}
    return known, released().evaluate(decision, known, as_of=DAY, region=REGION)


def turns(decision: str, known: Mapping[str, Value], name: str, tries: int) -> bool:
    """Whether some completion can be found that this fact alone turns."""
    chance = random.Random(name)
    facts = facts_of(decision)
    for _ in range(tries):
        full = {key: known.get(key, some_value(fact, chance)) for key, fact in facts.items()}
        other = {**full, name: some_value(facts[name], chance)}
        one, two = (
            released().answer(decision, case, as_of=DAY, region=REGION) for case in (full, other)
        )
        if one != two:
            return True
    return False


def test_enough_decisions_ask_for_each_fact_once() -> None:
    """The claim below is about a good part of the released decisions."""
    assert len(ONCE) >= 12


@settings(max_examples=40)
@given(decision=st.sampled_from(ONCE), seed=st.integers(0, 2**32))
def test_every_fact_that_bounds_leave_can_turn_the_answer(decision: str, seed: int) -> None:
    """For each such fact there are answers to the others with which it decides."""
    known, verdict = made(decision, seed)
    # Where the region has not set a figure, no fact decides until it does.
    asked = () if verdict.unset else verdict.turning
    assert [f for f in asked if not turns(decision, known, f, TRIES)] == []


@settings(max_examples=60)
@given(decision=st.sampled_from(QUESTIONS), seed=st.integers(0, 2**32))
def test_no_fact_that_bounds_leave_out_can_turn_the_answer(decision: str, seed: int) -> None:
    """Of any decision: what is said to matter no more never does."""
    known, verdict = made(decision, seed)
    idle = set(verdict.missing) - set(verdict.turning)
    assert set(verdict.turning) <= set(verdict.missing)
    assert [name for name in idle & {*facts_of(decision)} if turns(decision, known, name, 60)] == []


@settings(max_examples=60)
@given(decision=st.sampled_from(QUESTIONS), seed=st.integers(0, 2**32))
def test_supplying_what_is_missing_decides_every_decision(decision: str, seed: int) -> None:
    """With every listed fact supplied, nothing is missing any more."""
    known, verdict = made(decision, seed)
    chance = random.Random(seed)
    facts = {fact.key: fact for fact in released().facts(decision)}
    supplied = {**known, **{name: some_value(facts[name], chance) for name in verdict.missing}}
    after = released().evaluate(decision, supplied, as_of=DAY, region=REGION)
    assert after.missing == ()
    assert isinstance(verdict.outcome, Unknown) or not verdict.missing


def test_facts_that_cannot_lift_a_household_over_the_line_need_not_be_asked() -> None:
    """Without income no costs change that it lies below the line, though logic lists them."""
    facts = {"annual_income": Decimal(0), "aid_record": ()}
    verdict = released().evaluate("hardship_aid.below_deep_line", facts, as_of=DAY, region=REGION)
    assert "illness_costs" in verdict.missing
    assert verdict.turning == ()
