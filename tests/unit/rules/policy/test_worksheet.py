"""Working a decision out in one environment: what it shares, and what it must not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

import pytest

from rules.feel import Unknown
from rules.policy import Rulebook, load_policy
from rules.policy.logic import Table
from tests.support.policies import documents, small

REGION = "CN"
WORDS = """
    area: sheet
    language: {language}
    title: Sheet
    facts: {{kind: Kind, amount: Amount, since: Since}}
    parameters: {{line: Line}}
    criteria: {{{criteria}}}
    decisions: {{{decisions}}}
    options: {{a: A, b: B, c: C}}
    units: {{yuan: Yuan}}
    regions: {{CN: China}}
"""
GROUND = """
    area: sheet
    citations: {law: {title: A law}}
    facts:
      kind: {type: choice, options: [a, b, c]}
      amount: {type: money, min: -10, max: 100}
      since: {type: date}
    parameters:
      line:
        type: money
        values:
          - {from: 2023-01-01, value: 10, cite: law}
          - {from: 2024-01-01, value: 20, cite: law}
"""


def sheet(rules: str, *, criteria: tuple[str, ...] = (), decisions: tuple[str, ...]) -> Rulebook:
    """A rulebook with these rules."""
    labels = ", ".join(f"{name}: {{label: X, remedy: X}}" for name in criteria)
    named = ", ".join(f"{name}: X" for name in decisions)
    words = [
        WORDS.format(language=language, criteria=labels, decisions=named)
        for language in ("zh", "en")
    ]
    return load_policy(
        documents(GROUND, f"area: sheet\nedition: {{from: 2023-01-01}}\n{rules}", *words)
    )


def test_days_with_the_same_figures_share_their_worksheet() -> None:
    """What does not depend on the day is made ready once; what does is not mistaken for it."""
    rules = "criteria:\n  below: {when: amount < line, cite: law}\n"
    rules += "  early: {when: since < as_of, cite: law}"
    book = sheet(rules, criteria=("below", "early"), decisions=())
    days = [date(2024, 5, 1), date(2024, 5, 2), date(2023, 5, 1)]
    below = [book.prepared("sheet.below", as_of=day, region=REGION).sheet for day in days]
    assert below[0] is below[1]
    assert below[0] is not below[2]
    given = {"since": date(2024, 5, 1)}
    early = [book.answer("sheet.early", given, as_of=day, region=REGION) for day in days]
    assert early == [False, True, False]


def test_a_chain_of_rules_longer_than_the_stack_is_answered() -> None:
    """Rules that rest on one another two thousand deep give their answer, with and without why."""
    names = [f"d{number}" for number in range(2000)]
    lines = ["  d0: {expression: amount + 1, type: number, cite: law}"]
    lines += [
        f"  {name}: {{expression: {before} + 1, type: number, cite: law}}"
        for before, name in pairwise(names)
    ]
    book = sheet("decisions:\n" + "\n".join(lines), decisions=tuple(names))
    given = {"amount": Decimal(5)}
    assert book.answer("sheet.d1999", given, as_of=date(2024, 1, 1), region=REGION) == 2005
    verdict = book.evaluate("sheet.d1999", given, as_of=date(2024, 1, 1), region=REGION)
    assert (verdict.outcome, len(verdict.values)) == (2005, 2000)


def test_every_rule_has_the_bounds_of_an_evaluation_of_its_own() -> None:
    """Two rules may each take more than half of the steps that one evaluation may take."""
    loop = "expression: count(for i in 1..600000 return i) + amount, type: number, cite: law"
    rules = f"decisions:\n  one: {{{loop}}}\n  two: {{{loop}}}\n"
    rules += "  both: {expression: one + two, type: number, cite: law}"
    book = sheet(rules, decisions=("one", "two", "both"))
    answer = book.answer("sheet.both", {"amount": 1}, as_of=date(2024, 1, 1), region=REGION)
    assert answer == 1_200_002


TABLE = """
tables:
  t:
    inputs: [kind, amount]
    hit: {hit}
    type: number
    rows:
      - {{when: ["a, b", "> 50"], then: 1}}
      - {{when: ['not("a")', "-"], then: 2}}
      - {{when: ["-", "<= 0"], then: 3}}
      - {{when: ["c", "-"], then: 2}}
    otherwise: 4
    cite: law
"""


@pytest.mark.parametrize("hit", ["first", "any"])
@pytest.mark.parametrize("kind", ["a", "b", "c", None])
@pytest.mark.parametrize("amount", [Decimal(-1), Decimal(10), Decimal(60), None])
def test_a_table_is_what_its_definition_says(
    hit: str, kind: str | None, amount: Decimal | None
) -> None:
    """Words that lead to rows, words shut out and cells left open end where the definition does."""
    book = sheet(TABLE.format(hit=hit), decisions=("t",))
    question = book.prepared("sheet.t", as_of=date(2024, 1, 1), region=REGION)
    given = {"kind": kind, "amount": amount}
    table = question.plan.rules[-1].logic
    assert isinstance(table, Table)
    value, rows = table.decide({**question.constants, **question.facts(given)})
    verdict = book.evaluate("sheet.t", given, as_of=date(2024, 1, 1), region=REGION)
    assert (verdict.outcome, verdict.tables[0].rows) == (value, rows)
    assert question.answer(given) == value


def test_facts_may_come_in_any_mapping() -> None:
    """A view of a mapping is read like the mapping itself, left-out facts included."""
    given = MappingProxyType({"income": 1200, "persons": 1})
    answer = small().answer("aid.eligible", given, as_of=date(2024, 1, 1), region=REGION)
    assert answer == Unknown.of("member")
