"""The interpreter defines FEEL; the closures follow it; what is missing never misleads either."""

from __future__ import annotations

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
from rules.feel.program import Program
from rules.feel.temporal import make_date
from rules.feel.text import text_of
from rules.feel.values import unknown_in
from tests.properties.rules_feel.expressions import FACTS, Generator, facts, with_gaps

NOW = DateTime(make_date(2026, 11, 21), Time(9, 0, 0, 0, 0))
CHUNKS = 20
EXPRESSIONS, ASSIGNMENTS = 500, 10
"""With the chunks 100,000 pairs of expression and facts."""


def shown(value: Value) -> str:
    """The value as text with its type, so that 1 and true differ; unknowns by their facts."""
    if isinstance(value, Unknown):
        return f"unknown {sorted(value.facts)}"
    if unknown_in((value,)) is not None:
        return repr(value)
    return f"{type(value).__name__} {text_of(value, Evaluation())}"


def check_agreement(text: str, tree: Expression, scope: Scope) -> None:
    """Both ways of evaluating give one value and the same diagnostics."""
    compiled = compile_expression(tree)
    noted: Diagnostics = []
    also_noted: Diagnostics = []
    value = interpret(tree, scope, noted, now=NOW)
    same = compiled(scope, also_noted, now=NOW)
    assert (shown(value), noted) == (shown(same), also_noted), text


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


def check_steadfastness(text: str, tree: Expression, chance: Random) -> None:
    """What is decided with facts missing stays decided when they are supplied."""
    compiled = compile_expression(tree)
    for _ in range(ASSIGNMENTS):
        complete = facts(chance)
        partial = with_gaps(chance, complete)
        missing = {name for name, value in partial.items() if isinstance(value, Unknown)}
        early = compiled(partial, now=NOW)
        open_facts = unknown_in((early,))
        if open_facts is None:
            assert shown(compiled(complete, now=NOW)) == shown(early), (text, partial, complete)
        else:
            assert open_facts.facts <= missing, (text, partial)


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
    for _ in range(EXPRESSIONS):
        text, tree = generated(chance)
        scope = with_gaps(chance, facts(chance))
        check_agreement(text, tree, {**scope, "?": scope["n"]})
        check_program(text, tree, {**scope, "?": scope["n"]}, chance)
        if not text.startswith(("<", "-", "not(", "?")) and "?" not in text:
            check_steadfastness(text, tree, chance)


@given(st.randoms(use_true_random=False))
def test_closures_and_interpreter_agree(chance: Random) -> None:
    """Any expression means the same compiled, found as small as possible where it does not."""
    text, tree = generated(chance)
    scope = with_gaps(chance, facts(chance))
    check_agreement(text, tree, {**scope, "?": scope["n"]})
    check_program(text, tree, {**scope, "?": scope["n"]}, chance)


@given(st.randoms(use_true_random=False))
def test_a_decided_answer_never_flips(chance: Random) -> None:
    """A value known without some facts is the value with them."""
    text = Generator(chance).expression()
    check_steadfastness(text, parse_expression(text, names=FACTS), chance)


@pytest.mark.nightly
@given(st.integers(min_value=CHUNKS))
def test_many_more_expressions_agree(seed: int) -> None:
    """The nightly run looks at expressions that no other run has seen."""
    chance = Random(seed)
    text, tree = generated(chance)
    scope = with_gaps(chance, facts(chance))
    check_agreement(text, tree, {**scope, "?": scope["n"]})
    check_program(text, tree, {**scope, "?": scope["n"]}, chance)
