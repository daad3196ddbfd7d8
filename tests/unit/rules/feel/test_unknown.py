"""A missing fact makes unknown only what depends on it."""

from __future__ import annotations

import pytest

from rules.feel import Context, Unknown, UnknownCause, Value, compile_expression, parse_expression
from rules.feel.unknown import merge
from tests.unit.rules.feel.evaluating import shown

MISSING: dict[str, Value] = {
    "u": Unknown.of("u"),
    "v": Unknown.of("v", UnknownCause.NOT_APPLICABLE),
    "holder": Context({"known": True, "open": Unknown.of("w")}),
}

ANSWERS = [
    ("u and false", "false"),
    ("u and true", "unknown u"),
    ("u or true", "true"),
    ("not(u)", "unknown u"),
    ("null and u", "unknown u"),
    ("u + v", "unknown u v"),
    ("u < 1", "unknown u"),
    ("u = null", "unknown u"),
    ("if u then 1 else 1", "1"),
    ("if u then 1 else v", "unknown u v"),
    ("[1, u][1]", "1"),
    ("[1, u] = [2, 3]", "false"),
    ("[1, u] = [1]", "false"),
    ("[1, u] = [1, 2]", "unknown u"),
    ("count([1, u])", "2"),
    ("sum([1, u])", "unknown u"),
    ("list contains([1, u], 1)", "true"),
    ("list contains([1, u], 2)", "unknown u"),
    ("all([u, false])", "false"),
    ("any([u, true])", "true"),
    ("some x in [1, u] satisfies x = 1", "true"),
    ("every x in [1, u] satisfies x = 1", "unknown u"),
    ("[1, 2][item > u]", "unknown u"),
    ("for i in u return i", "unknown u"),
    ("1 in [u..3]", "unknown u"),
    ("1 in [u, 1]", "true"),
    ("holder.known", "true"),
    ("holder.open", "unknown w"),
    ("[u] instance of list<number>", "unknown u"),
    ("[u] instance of string", "false"),
    ("(function(a) 1)(u)", "1"),
    ("(function(a: number) 1)(u)", "unknown u"),
    ("u.anything", "unknown u"),
    ("u(1)", "unknown u"),
]


@pytest.mark.parametrize(("text", "expected"), ANSWERS)
def test_a_missing_fact_is_followed_with_strong_kleene_logic(text: str, expected: str) -> None:
    """An expression is decided where the missing fact cannot matter, and unknown elsewhere."""
    assert shown(text, MISSING) == expected


def test_an_absent_name_is_null_not_unknown() -> None:
    """A name that is not in scope at all is an error of the author, not a missing fact."""
    assert shown("nobody") == "null"


def test_of_several_causes_the_one_that_asking_can_mend_is_kept() -> None:
    """Not asked outweighs not answered, which outweighs not applicable."""
    order = [Unknown.of(cause.value, cause) for cause in UnknownCause]
    assert [merge(order[i:]).cause for i in range(3)] == list(UnknownCause)


def test_an_unknown_condition_evaluates_both_branches_only() -> None:
    """The facts of an undecided choice are those of its condition and of its branches."""
    value = compile_expression(parse_expression("if u then v else 1"))(MISSING)
    assert isinstance(value, Unknown)
    assert value.facts == {"u", "v"}
