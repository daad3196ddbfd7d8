"""Interpreter, closures, worksheets and polars give the same answer to every question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.feel import Diagnostics, Scope, Unknown, Value, interpret, walk
from rules.feel import nodes as n
from rules.policy import Rulebook
from rules.policy.evaluation import evaluate
from rules.policy.logic import Combination, Formula, Table, Text
from rules.policy.prepared import Prepared
from rules.policy.reasons import public
from rules.vectorised import compile_caseload
from rules.vectorised.profile import PROFILE_FUNCTIONS, PROFILE_NODES
from tests.support.generated_policies import KINDS, made_cases, made_policy

DAY = date(2025, 3, 1)
CASES = 500
POLICIES = 201
"""Times `CASES`: more than a hundred thousand pairs of a policy and a case."""

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "income": pl.Decimal(18, 2),
    "rent": pl.Decimal(18, 2),
    "persons": pl.Decimal(18, 0),
    "rooms": pl.Decimal(18, 0),
    "share": pl.Decimal(18, 6),
    "member": pl.Boolean,
    "urban": pl.Boolean,
    "kind": pl.String,
    "since": pl.Date,
}


class Interpreted:
    """An expression that is interpreted each time."""

    def __init__(self, text: Text) -> None:
        self._tree = text.tree

    def __call__(self, scope: Scope, diagnostics: Diagnostics | None = None) -> Value:
        """The value, by the interpreter."""
        return interpret(self._tree, scope, diagnostics)


def interpreted(text: Text) -> Text:
    """The same text, interpreted."""
    return replace(text, compiled=Interpreted(text))  # type: ignore[arg-type]  # stands in for it


def uncompiled(logic: Formula | Combination | Table) -> Formula | Combination | Table:
    """The same logic with every expression interpreted."""
    if isinstance(logic, Formula):
        return Formula(text=interpreted(logic.text))
    if isinstance(logic, Combination):
        return logic
    rows = tuple(
        replace(
            row,
            cells=tuple(interpreted(cell) if cell else None for cell in row.cells),
            then=interpreted(row.then),
        )
        for row in logic.rows
    )
    otherwise = interpreted(logic.otherwise) if logic.otherwise else None
    inputs = tuple(interpreted(text) for text in logic.inputs)
    return Table(inputs=inputs, rows=rows, hit=logic.hit, otherwise=otherwise)


def by_closures(question: Prepared, case: dict[str, Value], *, slow: bool) -> dict[str, Value]:
    """Answers of all rules, by closures or by the interpreter."""
    scope = {**question.constants, **question.facts(case)}
    for rule in question.plan.rules:
        logic = uncompiled(rule.logic) if slow else rule.logic
        scope[rule.key] = logic.answer(scope)
    return {rule.key: scope[rule.key] for rule in question.plan.rules}


def check_worksheet(question: Prepared, case: dict[str, Value], wanted: dict[str, Value]) -> None:
    """One environment for all rules gives what each rule gives alone, with reasons or without."""
    verdict = evaluate(question, case)
    assert verdict.values == {name: public(value) for name, value in wanted.items()}
    assert question.answer(case) == verdict.outcome
    rows, noted = reasons_alone(question, case)
    assert {table.table: table.rows for table in verdict.tables} == rows
    assert list(verdict.diagnostics) == noted


def reasons_alone(
    question: Prepared, case: dict[str, Value]
) -> tuple[dict[str, tuple[int, ...]], Diagnostics]:
    """Rows of each table and what went wrong, by each rule's own definition."""
    scope = {**question.constants, **question.facts(case)}
    rows: dict[str, tuple[int, ...]] = {}
    noted: Diagnostics = []
    for rule in question.plan.rules:
        if isinstance(rule.logic, Table):
            scope[rule.key], rows[rule.key] = rule.logic.decide(scope, noted)
        else:
            scope[rule.key] = rule.logic.answer(scope, noted)
    return rows, noted


def plain(value: Value) -> Value:
    """What is not decided counts as one, whatever the reason."""
    return None if isinstance(value, Unknown) else value


def exact(value: object) -> object:
    """A number that was worked out case by case, which comes as text, as a number."""
    return Decimal(value) if isinstance(value, str) and value not in KINDS else value


def by_polars(rulebook: Rulebook, decision: str, cases: list[dict[str, Value]]) -> Iterator[Scope]:
    """Answers of all rules that have a column, over all cases at once."""
    rows = [{name: case.get(name) for name in SCHEMA} for case in cases]
    table = pl.DataFrame(rows, schema=SCHEMA)
    caseload = compile_caseload(rulebook, decision, as_of=DAY, region="CN")
    yield from caseload.verdicts(table).iter_rows(named=True)


def check(seed: int) -> None:
    """Compare the ways on one policy and many cases."""
    rulebook = made_policy(seed)
    # Tables have a way of their own where nothing is unknown.
    known = 1.0 if seed % 3 == 0 else 0.85
    for decision in ("made.d", "made.e"):
        question = rulebook.prepared(decision, as_of=DAY, region="CN")
        cases = made_cases(seed, CASES // 2, known=known)
        for case, row in zip(cases, by_polars(rulebook, decision, cases), strict=True):
            compiled = by_closures(question, case, slow=False)
            columns = {name: plain(compiled[name]) for name in row}
            assert columns == {name: exact(value) for name, value in row.items()}
            assert by_closures(question, case, slow=True) == compiled
            check_worksheet(question, case, compiled)


@settings(max_examples=POLICIES)
@given(seed=st.integers(0, 2**32))
def test_every_way_of_working_out_agrees(seed: int) -> None:
    """The same policy and case give the same answers in every back end, unknowns included."""
    check(seed)


@pytest.mark.nightly
@settings(max_examples=5_000)
@given(seed=st.integers(0, 2**48))
def test_every_way_of_working_out_agrees_on_many_more(seed: int) -> None:
    """The same over millions of pairs."""
    check(seed)


def test_every_operation_of_the_profile_is_generated() -> None:
    """No node and no function of the profile escapes the comparison."""
    kinds: set[type] = set()
    functions: set[str] = set()
    for seed in range(60):
        for text in texts(made_policy(seed)):
            for node in walk(text.tree):
                kinds.add(type(node))
                if isinstance(node, n.Call) and isinstance(node.function, n.Name):
                    functions.add(node.function.name)
    assert PROFILE_NODES - kinds == set()
    assert PROFILE_FUNCTIONS - functions == set()


def texts(rulebook: Rulebook) -> Iterator[Text]:
    """Every expression of a made-up policy."""
    for rule in rulebook.areas["made"].editions[0].rules.values():
        if isinstance(rule.logic, Formula):
            yield rule.logic.text
        elif isinstance(rule.logic, Table):
            yield from rule.logic.inputs
            for row in rule.logic.rows:
                yield row.then
                yield from (cell for cell in row.cells if cell)


@given(seed=st.integers(0, 2**32), data=st.data())
def test_a_decided_answer_never_flips_when_a_missing_fact_is_added(
    seed: int, data: st.DataObject
) -> None:
    """What was decided without a fact stays so with it, whatever the fact is."""
    rulebook = made_policy(seed)
    full = made_cases(seed, 20, known=1.0)
    for case in full:
        left_out = data.draw(st.sets(st.sampled_from(sorted(case))))
        known = {name: value for name, value in case.items() if name not in left_out}
        before = rulebook.answer("made.d", known, as_of=DAY, region="CN")
        if isinstance(before, bool | Decimal):
            assert rulebook.answer("made.d", case, as_of=DAY, region="CN") == before


@given(seed=st.integers(0, 2**32))
def test_supplying_what_is_missing_decides(seed: int) -> None:
    """With every listed fact supplied, nothing is listed any more."""
    rulebook = made_policy(seed)
    pairs = zip(made_cases(seed, 20, known=0.5), made_cases(seed + 1, 20, known=1.0), strict=True)
    for case, answers in pairs:
        verdict = rulebook.evaluate("made.d", case, as_of=DAY, region="CN")
        supplied = {**case, **{name: answers[name] for name in verdict.missing}}
        after = rulebook.evaluate("made.d", supplied, as_of=DAY, region="CN")
        assert after.missing == ()
