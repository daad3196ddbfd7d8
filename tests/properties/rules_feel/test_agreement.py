"""The interpreter defines FEEL; the closures follow it; what is missing never misleads either."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.feel import (
    DateTime,
    Diagnostics,
    Expression,
    Scope,
    Time,
    Unknown,
    Value,
    compile_expression,
    interpret,
    parse_expression,
    parse_unary_tests,
)
from rules.feel.evaluation import Evaluation, SingleEvaluation
from rules.feel.nodes import UnaryTests
from rules.feel.program import Program
from rules.feel.temporal import make_date
from rules.feel.text import text_of
from rules.feel.values import unknown_in
from tests.properties.rules_feel.expressions import FACTS, Generator, facts, with_gaps

NOW = DateTime(make_date(2026, 11, 21), Time(9, 0, 0, 0, 0))
PAIRS = 100_000
"""Pairs of an expression and facts on which both ways are compared in every run."""

CHUNKS, EXPRESSIONS, ASSIGNMENTS = 20, 250, 20


def shown(value: Value) -> str:
    """The value as text with its type, so that 1 and true differ; unknowns by their facts."""
    if isinstance(value, Unknown):
        return f"unknown {sorted(value.facts)}"
    if unknown_in((value,)) is not None:
        return repr(value)
    return f"{type(value).__name__} {text_of(value, Evaluation())}"


def check_agreement(text: str, tree: Expression, scopes: Iterable[Scope]) -> list[str]:
    """Both ways of evaluating give one value and the same diagnostics, which are returned."""
    compiled = compile_expression(tree)
    found: list[str] = []
    for scope in scopes:
        noted: Diagnostics = []
        also_noted: Diagnostics = []
        value = interpret(tree, scope, noted, now=NOW)
        same = compiled(scope, also_noted, now=NOW)
        found.append(shown(value))
        assert (found[-1], noted) == (shown(same), also_noted), (text, scope)
    return found


def check_program(text: str, tree: Expression, scope: Scope, chance: Random) -> None:
    """With names in fixed places and figures folded in, value and diagnostics stay the same."""
    fixed = {name for name in scope if chance.random() < 0.5}
    given = [name for name in scope if name not in fixed]
    program = Program(fixed={name: scope[name] for name in fixed}, given=given)
    code = program.code(tree)
    noted: Diagnostics = []
    also_noted: Diagnostics = []
    value = interpret(tree, scope, noted)
    run = SingleEvaluation(also_noted)
    same = code(program.environment([scope[name] for name in given], run))
    assert (shown(value), noted) == (shown(same), also_noted), (text, fixed)


def check_steadfastness(text: str, tree: Expression, cases: Iterable[tuple[Scope, Scope]]) -> None:
    """What is decided with facts missing stays decided when they are supplied.

    Args:
        text: The expression, for messages.
        tree: The expression.
        cases: Facts with gaps, and the same facts whole.
    """
    compiled = compile_expression(tree)
    for partial, complete in cases:
        missing = {name for name, value in partial.items() if isinstance(value, Unknown)}
        early = compiled(partial, now=NOW)
        open_facts = unknown_in((early,))
        if open_facts is None:
            assert shown(compiled(complete, now=NOW)) == shown(early), (text, partial, complete)
        else:
            assert open_facts.facts <= missing, (text, partial)


def cases(chance: Random, count: int = ASSIGNMENTS) -> list[tuple[Scope, Scope]]:
    """Facts with gaps, and the same facts whole."""
    whole = [facts(chance) for _ in range(count)]
    return [(with_gaps(chance, complete), complete) for complete in whole]


def with_input(scope: Scope) -> Scope:
    """The facts, and one of them as the input that unary tests test."""
    return {**scope, "?": scope["n"]}


def generated(chance: Random) -> tuple[str, Expression]:
    """An expression, or now and then unary tests, as text and tree."""
    generator = Generator(chance)
    if chance.randrange(10) == 0:
        text = generator.unary_tests()
        return text, parse_unary_tests(text, names=FACTS)
    text = generator.expression()
    return text, parse_expression(text, names=FACTS)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_closures_and_interpreter_agree_on_many_expressions(chunk: int) -> None:
    """A hundred thousand pairs of expression and facts give the same both ways, and no flip."""
    chance = Random(chunk)
    pairs = 0
    for _ in range(EXPRESSIONS):
        text, tree = generated(chance)
        made = cases(chance)
        scopes = [with_input(partial) for partial, _ in made]
        pairs += len(check_agreement(text, tree, scopes))
        check_program(text, tree, scopes[0], chance)
        if not isinstance(tree, UnaryTests):
            check_steadfastness(text, tree, made)
    assert pairs * CHUNKS >= PAIRS


@given(st.randoms(use_true_random=False))
def test_closures_and_interpreter_agree(chance: Random) -> None:
    """Any expression means the same compiled, found as small as possible where it does not."""
    text, tree = generated(chance)
    scopes = [with_input(partial) for partial, _ in cases(chance, 1)]
    check_agreement(text, tree, scopes)
    check_program(text, tree, scopes[0], chance)


@given(st.randoms(use_true_random=False))
def test_a_decided_answer_never_flips(chance: Random) -> None:
    """A value known without some facts is the value with them."""
    text = Generator(chance).expression()
    check_steadfastness(text, parse_expression(text, names=FACTS), cases(chance))


@pytest.mark.nightly
@given(st.integers(min_value=CHUNKS))
def test_many_more_expressions_agree(seed: int) -> None:
    """The nightly run looks at expressions that no other run has seen."""
    chance = Random(seed)
    text, tree = generated(chance)
    scopes = [with_input(partial) for partial, _ in cases(chance)]
    check_agreement(text, tree, scopes)
    check_program(text, tree, scopes[0], chance)
