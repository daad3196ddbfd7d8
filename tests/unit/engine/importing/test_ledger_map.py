"""Ledger maps: what is wrong with one is named with its place."""

from __future__ import annotations

import pytest

from adapters.bootstrap import read_document
from engine.importing import map_findings, read_shape
from tests.support.small_kind import small_kind

WORKFLOW = small_kind(case={"people": {"type": "list", "of": {"name": {"type": "text"}}}})
GOOD = """\
workflow: small_aid
key: 编号
opened: 日期
state: {column: 环节, values: {审核: review}}
fields: {name: 姓名, amount: {column: 金额, unit: 万元}}
clocks: {review: 起算}
documents: {proof: 证明}
steps: {submit: 受理人}
"""


def codes(text: str) -> list[tuple[str, int]]:
    """The findings of a map, each with its line."""
    node = read_document(text, "map.yaml")
    read, findings = read_shape(node)
    if read is not None:
        findings = map_findings(node, read, WORKFLOW)
    return [(found.code.value, found.mark.line) for found in findings]


def test_a_map_that_fits_has_no_findings() -> None:
    """Fields, clocks, documents, actions and states that the workflow has are right."""
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("name: 姓名", "nane: 姓名", "ledger_unknown_field", 5),
        ("review}}", "revue}}", "ledger_unknown_state", 4),
        ("clocks: {review", "clocks: {rewiew", "ledger_unknown_clock", 6),
        ("proof: 证明", "prof: 证明", "ledger_unknown_document", 7),
        ("submit: 受理人", "submitt: 受理人", "ledger_unknown_action", 8),
        ("column: 金额", "column: 金额, fixed: 1", "ledger_column_or_fixed", 5),
        ("unit: 万元", "list: [name]", "ledger_not_a_list_field", 5),
        ("name: 姓名", "people: 家属", "ledger_list_without_columns", 5),
        ("key: 编号", "key: 编号\nnumber: X-{key}", "ledger_number_without_key", 3),
        ("key: 编号", "key: 编号\nnumber: SA-L", "ledger_number_without_key", 3),
        ("key: 编号", "keys: 编号", "definition_unknown_key", 2),
    ],
)
def test_what_leads_nowhere_is_named(before: str, after: str, code: str, line: int) -> None:
    """Each mistake is named by its code at its line."""
    assert (code, line) in codes(GOOD.replace(before, after))


def test_a_near_name_is_offered() -> None:
    """Whoever mistypes a field is told which one is meant."""
    node = read_document(GOOD.replace("name: 姓名", "nane: 姓名"), "map.yaml")
    read, _ = read_shape(node)
    assert read is not None
    (found,) = map_findings(node, read, WORKFLOW)
    assert found.params["candidates"] == ["name"]


def test_a_number_of_the_kind_may_have_letters_of_its_own() -> None:
    """An office may keep imported cases apart by their numbers."""
    assert codes(GOOD.replace("key: 编号", "key: 编号\nnumber: SA-旧-{key}")) == []
