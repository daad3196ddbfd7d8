"""Policies in DMN: what stands where, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rules.dmn import DmnError, read_dmn_xml, read_plain, write_dmn_xml, write_plain
from rules.dmn.boxed import BoxedExpression, DecisionTable, LiteralExpression
from rules.dmn.model import Decision, Definitions, DrgElement
from rules.policy import PolicyError
from rules.policy.in_dmn import is_policy, policy_documents, policy_models
from rules.policy.in_dmn.wording import Documents
from rules.source import Node, Plain, plain
from tests.support.policies import GROUND, RULES, area_documents, documents, words_for

AREAS = ("hardship_aid", "dispute_mediation", "union_formation")
MORE = """
    area: aid
    edition: {from: 2023-01-01}
    criteria:
      either: {when: '  member or kind = "living"  ', cite: law, article: Art. 5}
    tables:
      most:
        inputs: [kind, "persons"]
        hit: unique
        type: choice
        options: [low, high]
        rows:
          - {when: ["living, medical", "< 3"], then: low}
          - {when: ["-", '>= 3'], then: '"high"'}
        cite: law
    decisions:
      two: {at_least: {count: 2, of: [poor, joined, either]}, type: boolean}
      one: {any: [poor, joined]}
      sum: {expression: income + 1, type: money, cite: law}
"""
LATER = """
    area: aid
    edition: {from: 2026-01-01, amends: 2023-01-01}
    criteria:
      joined: {when: member and persons > 1, cite: law}
"""
MORE_WORDS = """
    area: aid
    language: {language}
    title: Aid
    facts: {income: Income, persons: Persons, member: Member, kind: Kind}
    parameters: {line: Line}
    criteria:
      poor: {label: Poor, remedy: None}
      joined: {label: Joined, remedy: Join}
      asks_for_living: {label: Living, remedy: Ask}
      either: {label: " Either ", remedy: "a < b & c"}
    decisions: {eligible: Eligible, most: Most, two: Two, one: One, sum: Sum}
    options: {living: Living, medical: Medical, low: Low, high: High}
    units: {yuan: Yuan, persons: Persons}
    regions: {CN: China, "33": Zhejiang}
"""


def small(*more: str) -> dict[str, Node]:
    """The small policy by document, with more documents."""
    words = [MORE_WORDS.replace("{language}", language) for language in ("zh", "en")]
    texts = documents(GROUND, RULES, *(words if more else words_for()), *more)
    return {node.mark.file: node for node in texts}


def trees(found: dict[str, Node]) -> Documents:
    """The documents without places."""
    plain_trees: Documents = {}
    for name, node in found.items():
        tree = plain(node)
        assert isinstance(tree, dict)
        plain_trees[name] = tree
    return plain_trees


def through_xml(model: Definitions) -> Definitions:
    """The model as another tool gets it."""
    return read_dmn_xml(write_dmn_xml(model))


def changed(model: Definitions, name: str, change: Callable[[Decision], Decision]) -> Definitions:
    """The model with one decision changed, as in an editor."""
    elements = tuple(
        change(element) if isinstance(element, Decision) and element.name == name else element
        for element in model.elements
    )
    return replace(model, elements=elements)


def decided_by(logic: BoxedExpression) -> Callable[[Decision], Decision]:
    """Gives a decision other logic."""
    return lambda decision: replace(decision, logic=logic)


def element(model: Definitions, name: str) -> DrgElement:
    """The element of this name."""
    return next(found for found in model.elements if found.name == name)


def entry(found: Documents, document: str, *path: str) -> Plain:
    """What stands at a path in a document."""
    value: Plain = found[document]
    for key in path:
        assert isinstance(value, dict)
        value = value[key]
    return value


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("version", ["1.5", "1.3"])
def test_a_released_area_comes_back_as_it_was(area: str, version: str) -> None:
    """Documents to XML and back is the identity, to the last letter of every value."""
    found = area_documents(area)
    (model,) = policy_models(found)
    xml = write_dmn_xml(model, "1.5" if version == "1.5" else "1.3")
    assert policy_documents([read_dmn_xml(xml)]) == trees(found)


@pytest.mark.parametrize("area", AREAS)
def test_a_released_area_comes_back_from_the_plain_form_too(area: str) -> None:
    """The YAML form of DMN holds all of a policy as well."""
    found = area_documents(area)
    (model,) = policy_models(found)
    assert policy_documents([read_plain(write_plain(model))]) == trees(found)


def test_every_way_to_write_something_comes_back() -> None:
    """Written-out defaults, quotes, spaces and marks of XML come back as they were."""
    found = small(MORE)
    (model,) = policy_models(found)
    assert policy_documents([through_xml(model)]) == trees(found)


def test_each_edition_is_a_model_and_together_they_come_back() -> None:
    """An edition that amends another stands complete in its own model, and is written once."""
    found = small(MORE, LATER)
    models = [through_xml(model) for model in policy_models(found)]
    assert [model.namespace[-10:] for model in models] == ["2023-01-01", "2026-01-01"]
    assert all(isinstance(element(model, "poor"), Decision) for model in models)
    assert policy_documents(models) == trees(found)


def test_models_that_contradict_each_other_are_refused() -> None:
    """What two editions share must be the same in both."""
    first, second = policy_models(small(MORE, LATER))
    other = changed(second, "poor", decided_by(LiteralExpression(text="member")))
    with pytest.raises(DmnError, match="contradiction"):
        policy_documents([first, other])


def test_an_expression_changed_in_an_editor_comes_back_changed() -> None:
    """The logic of the elements counts, not a copy of the old one."""
    (model,) = policy_models(small(MORE))
    other = changed(model, "either", decided_by(LiteralExpression(text="member")))
    found = policy_documents([through_xml(other)])
    assert entry(found, "5.yaml", "criteria", "either", "when") == "member"


def test_a_row_added_in_an_editor_comes_back_as_a_row() -> None:
    """A new row of a table is one of the policy form, its choices without quotes."""
    (model,) = policy_models(small(MORE))
    table = element(model, "most")
    assert isinstance(table, Decision)
    assert isinstance(table.logic, DecisionTable)
    row = replace(table.logic.rules[0], inputs=('"living"', "7"), outputs=('"low"',))
    longer = replace(table.logic, rules=(*table.logic.rules, row))
    found = policy_documents([through_xml(changed(model, "most", decided_by(longer)))])
    rows = entry(found, "5.yaml", "tables", "most", "rows")
    assert isinstance(rows, list)
    assert rows[2] == {"when": ["living", 7], "then": "low"}


def test_a_figure_changed_in_an_editor_comes_back_changed() -> None:
    """A figure's table gives its values, each with day and region."""
    (model,) = policy_models(small())
    figure = element(model, "line")
    assert isinstance(figure, Decision)
    assert isinstance(figure.logic, DecisionTable)
    dearer = replace(figure.logic.rules[0], outputs=("1250.5",))
    logic = replace(figure.logic, rules=(dearer, *figure.logic.rules[1:]))
    found = policy_documents([through_xml(changed(model, "line", decided_by(logic)))])
    values = entry(found, "1.yaml", "parameters", "line", "values")
    assert isinstance(values, list)
    assert [str(value["value"]) for value in values if isinstance(value, dict)] == [
        "1000",
        "1100",
        "1250.5",
    ]


def test_a_combination_that_became_a_formula_comes_back_as_one() -> None:
    """What no longer combines conditions is an expression in the policy form."""
    (model,) = policy_models(small(MORE))
    other = changed(model, "two", decided_by(LiteralExpression(text="poor and not(joined)")))
    found = policy_documents([through_xml(other)])
    assert entry(found, "5.yaml", "decisions", "two", "expression") == "poor and not(joined)"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("either", decided_by(DecisionTable())),
        ("most", decided_by(LiteralExpression(text="1"))),
        ("most", decided_by(DecisionTable(hit_policy="COLLECT"))),
        ("line", decided_by(LiteralExpression(text="1"))),
        ("eligible", lambda decision: replace(decision, extensions=())),
    ],
)
def test_what_the_policy_form_cannot_say_is_refused(
    name: str, change: Callable[[Decision], Decision]
) -> None:
    """An element of another make is named, with what was expected."""
    (model,) = policy_models(small(MORE))
    with pytest.raises(DmnError, match=f"not_a_policy.*{name}"):
        policy_documents([changed(model, name, change)])


def test_rules_with_errors_are_not_written() -> None:
    """Only what passes its check goes into another form."""
    with pytest.raises(PolicyError):
        policy_models(small("area: aid\nedition: {from: 2023-01-01}\ncriteria: {x: {when: (}}"))


def test_only_policies_are_taken_for_policies() -> None:
    """Any other model says so."""
    (model,) = policy_models(small())
    other = read_plain({"model": "m", "namespace": "u"})
    assert (is_policy(model), is_policy(other)) == (True, False)
