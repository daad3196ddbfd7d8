"""Evaluations that would take too long or grow too large are refused by the bound's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.feel import (
    Compiled,
    LimitExceededError,
    Limits,
    Value,
    compile_expression,
    interpret,
    parse_expression,
)

SMALL = Limits(iterations=500, result_size=100, call_depth=10, pattern_steps=1_000)
HUGE = [
    ("iterations", "for i in 1..90 return some x in 1..90 satisfies x < 0"),
    ("iterations", "some x in 1..999999 satisfies x < 0"),
    ("iterations", "count([1,2,3,4,5,6,7,8,9,10][some x in 1..100 satisfies x < 0])"),
    ("iterations", "distinct values(for i in 1..90 return i)"),
    ("result_size", "for i in 1..200 return i"),
    ("result_size", 'string join(for i in 1..90 return "abc")'),
    ("result_size", 'string(for i in 1..90 return "abc")'),
    ("result_size", "for i in 1..90, j in 1..90 return 1"),
    ("iterations", "sort(for i in 1..90 return modulo(i * 37, 91), function(a, b) a < b)"),
    ("result_size", 'replace("aaaaaaaaaaaaaaa", "a", "bbbbbbbbbb")'),
    ("result_size", 'replace(replace("aaaaa", "a", "aaaaa"), "a", "$0$0$0$0$0")'),
    ("result_size", 'for i in 1..9 return if i = 1 then "ab" else partial[-1] + partial[-1]'),
    ("result_size", 'string join(for i in 1..40 return "aaa", ",")'),
    ("result_size", "concatenate(for i in 1..60 return i, for i in 1..60 return i)"),
    ("call_depth", "(function(f) f(f))(function(f) f(f))"),
    ("pattern_steps", r'matches("aaaaaaaaaaaaaaaaaaaaaaaa", "(a*)*\1b")'),
]


def bound_of(evaluate: Callable[[], Value]) -> str:
    """The bound at which an evaluation stops."""
    with pytest.raises(LimitExceededError) as caught:
        evaluate()
    return caught.value.bound


@pytest.mark.parametrize(("bound", "text"), HUGE)
def test_the_error_names_the_bound(bound: str, text: str) -> None:
    """Both ways of evaluating stop at the same bound."""
    tree = parse_expression(text)
    found = [
        bound_of(lambda: compile_expression(tree)({}, limits=SMALL)),
        bound_of(lambda: interpret(tree, {}, limits=SMALL)),
    ]
    assert found == [bound, bound]


def test_a_recursion_deeper_than_python_allows_is_refused() -> None:
    """Even generous bounds end in an error of the house."""
    loop: Compiled = compile_expression(parse_expression("(function(f) f(f))(function(f) f(f))"))
    with pytest.raises(LimitExceededError, match="call_depth"):
        loop({}, limits=Limits(call_depth=1_000_000))


def test_patterns_without_references_take_steps_in_proportion_to_the_text() -> None:
    """A pattern that keeps other engines busy for ever is answered within the small bound."""
    text = 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")'
    assert compile_expression(parse_expression(text))({}, limits=SMALL) is False
