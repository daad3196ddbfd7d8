"""A policy in DMN is the same policy: it comes back as it was, and answers the same."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.dmn import DecisionModel, Definitions, read_dmn_xml, write_dmn_xml
from rules.dmn.model import InputData
from rules.feel import Unknown, Value
from rules.policy import Rulebook, load_policy
from rules.policy.in_dmn import NOT_SET, REGION, policy_documents, policy_models
from rules.source import Node, plain
from tests.support.generated_policies import made_cases, made_documents
from tests.support.known_facts import some_value
from tests.support.policies import area_documents, released

DAY = date(2026, 3, 2)
AREAS = ("hardship_aid", "dispute_mediation", "union_formation")
REGIONS = ("CN", "371083", "31", "429006", "330281", "50")


class BothForms:
    """A policy, and the model that its written DMN is read into."""

    def __init__(self, rulebook: Rulebook, area: str, model: Definitions) -> None:
        self._rulebook = rulebook
        self._area = area
        self._inputs = [e.name for e in model.elements if isinstance(e, InputData)]
        self._model = DecisionModel(model)
        self.rules = tuple(rulebook.areas[area].editions[-1].rules)

    def check(self, rule: str, facts: Mapping[str, Value], day: date, region: str) -> None:
        """Assert that both give the same answer for the same reasons that it is open."""
        said = self._rulebook.evaluate(f"{self._area}.{rule}", facts, as_of=day, region=region)
        supplied = {name: Unknown.of(name) for name in self._inputs}
        answer = self._model.evaluate(rule, {**supplied, **facts, "as_of": day, REGION: region})
        open_facts = answer.facts if isinstance(answer, Unknown) else frozenset()
        assert sorted(open_facts - {NOT_SET}) == list(said.missing), (rule, facts)
        assert (NOT_SET in open_facts) == bool(said.unset), (rule, facts)
        assert decided(answer) == decided(said.outcome), (rule, facts)


def decided(value: Value) -> tuple[type, Value] | None:
    """A value with its type; what nothing decides is one, null in DMN where nothing is open."""
    return None if value is None or isinstance(value, Unknown) else (type(value), value)


def both_forms(documents: Mapping[str, Node], area: str) -> BothForms:
    """The policy of these documents beside its DMN, read from XML."""
    (model,) = policy_models(documents)
    read = read_dmn_xml(write_dmn_xml(model))
    return BothForms(load_policy(documents.values()), area, read)


@pytest.mark.parametrize("area", AREAS)
def test_a_released_area_answers_the_same_in_dmn(area: str) -> None:
    """Whatever is asked of a released area, and wherever, its DMN gives the same answer."""
    forms = both_forms(area_documents(area), area)
    chance = random.Random(area)
    facts = released().areas[area].facts
    for _ in range(60):
        known = chance.choice([1.0, 1.0, 0.8, 0.5])
        case = {k: some_value(f, chance) for k, f in facts.items() if chance.random() < known}
        for rule in forms.rules:
            forms.check(rule, case, DAY, chance.choice(REGIONS))


@pytest.mark.parametrize("area", AREAS)
def test_worked_cases_come_out_the_same_in_dmn(area: str) -> None:
    """Every question of every worked case has the same answer in DMN."""
    forms = both_forms(area_documents(area), area)
    asked = 0
    for example in released().areas[area].examples:
        # What is only assumed in a worked case is no figure of the policy.
        for rule in () if example.assume else {*example.expect, *example.missing}:
            forms.check(rule, example.facts, example.as_of, example.region)
            asked += 1
    assert asked > 40


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_a_made_up_policy_comes_back_and_answers_the_same(seed: int) -> None:
    """Policies of any make survive DMN unchanged, and their DMN gives their answers."""
    documents = {node.mark.file: node for node in made_documents(seed)}
    read = read_dmn_xml(write_dmn_xml(policy_models(documents)[0]))
    assert policy_documents([read]) == {name: plain(node) for name, node in documents.items()}
    forms = BothForms(load_policy(documents.values()), "made", read)
    for case in made_cases(seed, 12):
        for rule in forms.rules:
            forms.check(rule, case, DAY, "CN")
