"""What a verdict lists as missing is what can still change it.

Kleene's logic does not reckon with bounds: a cost is listed although the income is nil and no cost
could lift it over the line. So these are decisions whose conditions each rest on their own facts.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.feel import Unknown, Value
from rules.policy import Fact, Rulebook
from tests.support.policies import released

DAY, REGION = date(2026, 3, 2), "371083"
DECISIONS = (
    "hardship_aid.may_exit",
    "dispute_mediation.accept",
    "dispute_mediation.arbitration_open",
    "dispute_mediation.payment_order_open",
    "union_formation.may_register",
    "union_formation.form",
    "union_formation.ready_to_prepare",
)
TRIES = 4_000


def some_value(fact: Fact, chance: random.Random) -> Value:
    """A value of a fact, often one at an end."""
    if fact.type == "boolean":
        return chance.random() < 0.5
    if fact.type == "choice":
        return chance.choice(fact.options)
    if fact.type == "date":
        return DAY + timedelta(days=chance.randint(-1000, 100))
    if fact.type == "records":
        return ()
    low, high = int(fact.low or 0), int(fact.high or 10**6)
    inside = chance.randint(low, min(high, low + 10 ** chance.randint(0, 6)))
    return Decimal(chance.choice([low, low + 1, inside, high]))


def facts_of(rulebook: Rulebook, decision: str) -> dict[str, Fact]:
    """Facts of a decision by name; records apart, whose effect the figures switch off."""
    return {fact.key: fact for fact in rulebook.facts(decision) if fact.type != "records"}


def matters(decision: str, known: Mapping[str, Value], name: str, chance: random.Random) -> bool:
    """Whether some completion can be found that this fact alone turns."""
    facts = facts_of(released(), decision)
    for _ in range(TRIES):
        full = {key: known.get(key, some_value(fact, chance)) for key, fact in facts.items()}
        other = {**full, name: some_value(facts[name], chance)}
        answers = [
            released().answer(decision, case, as_of=DAY, region=REGION) for case in (full, other)
        ]
        if answers[0] != answers[1]:
            return True
    return False


@settings(max_examples=25)
@given(decision=st.sampled_from(DECISIONS), seed=st.integers(0, 2**32))
def test_every_fact_listed_as_missing_can_turn_the_answer(decision: str, seed: int) -> None:
    """For each listed fact there are answers to the others with which it decides."""
    chance = random.Random(seed)
    facts = facts_of(released(), decision)
    known = {
        name: some_value(fact, chance) for name, fact in facts.items() if chance.random() < 0.7
    }
    verdict = released().evaluate(decision, known, as_of=DAY, region=REGION)
    idle = [name for name in verdict.missing if not matters(decision, known, name, chance)]
    assert idle == []
    assert isinstance(verdict.outcome, Unknown) == bool(verdict.missing)
