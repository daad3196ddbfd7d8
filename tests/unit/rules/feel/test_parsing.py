"""Names, places and refusals of the parser."""

from __future__ import annotations

import pytest

from rules.feel import (
    FeelSyntaxError,
    LimitExceededError,
    Limits,
    free_names,
    nodes,
    parse_expression,
    parse_unary_tests,
)


def test_the_longest_known_name_is_taken() -> None:
    """Of two known names the longer one is meant where both would fit."""
    tree = parse_expression("fee per day + fee", names=["fee", "fee per day"])
    assert free_names(tree) == {"fee", "fee per day"}


def test_a_name_may_hold_signs_and_keywords() -> None:
    """A known name with a hyphen or the word `and` is one name."""
    tree = parse_expression("Pre-bureau and risk", names=["Pre-bureau and risk"])
    assert isinstance(tree, nodes.Name)


def test_unknown_words_with_a_sign_between_are_an_operation() -> None:
    """A hyphen between names that are not known as one subtracts."""
    assert isinstance(parse_expression("a-b"), nodes.Arithmetic)


def test_a_chinese_name_needs_no_declaration() -> None:
    """Chinese characters make names like letters do."""
    assert free_names(parse_expression("家庭人口 * 人均收入")) == {"家庭人口", "人均收入"}


def test_every_node_knows_its_place_in_the_file() -> None:
    """Spans count lines and columns of the file that the text stands in."""
    tree = parse_expression("1 +\n  rate", line=10, column=5)
    assert isinstance(tree, nodes.Arithmetic)
    left, right = tree.left.span, tree.right.span
    assert (left.line, left.column, right.line, right.column) == (10, 5, 11, 3)


def test_a_span_holds_exactly_the_text_of_its_node() -> None:
    """Start and end of a span cut the node out of the text."""
    text = "1 + (rate * 2)"
    tree = parse_expression(text)
    assert isinstance(tree, nodes.Arithmetic)
    assert text[tree.right.span.start : tree.right.span.end] == "rate * 2"


def test_an_error_says_where_and_what_was_expected() -> None:
    """A syntax error carries the mark in the file and what would have fitted."""
    with pytest.raises(FeelSyntaxError) as caught:
        parse_expression("if a then b", file="rules.yaml", line=3, column=7)
    assert (str(caught.value.mark), caught.value.expected) == ("rules.yaml:3:18", "else")


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "(1", "[1", "{a 1}", "1 2", '"a', "for i return 1", "f(a: 1, 2)", '@"foo"', "a."],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    """A text that is not FEEL raises a syntax error."""
    with pytest.raises(FeelSyntaxError):
        parse_expression(text)


@pytest.mark.parametrize(
    ("bound", "limits", "text"),
    [
        ("source_length", Limits(source_length=5), "1 + 1 + 1"),
        ("nesting", Limits(nesting=3), "((((1))))"),
        ("depth", Limits(depth=4), "1 + 1 + 1 + 1 + 1"),
        ("nodes", Limits(nodes=4), "[1, 2, 3, 4, 5]"),
    ],
)
def test_a_text_beyond_a_bound_is_refused_by_its_name(
    bound: str, limits: Limits, text: str
) -> None:
    """The error of an over-large text names the bound that it exceeds."""
    with pytest.raises(LimitExceededError) as caught:
        parse_expression(text, limits=limits)
    assert caught.value.bound == bound


@pytest.mark.parametrize(
    ("text", "count", "negated"),
    [("-", 0, False), ("< 3", 1, False), ("1, 2", 2, False), ("not(1, > 5)", 2, True)],
)
def test_unary_tests_are_alternatives(text: str, count: int, negated: bool) -> None:
    """A dash is no test; `not` negates what it encloses as a whole."""
    tree = parse_unary_tests(text)
    assert (len(tree.tests), tree.negated) == (count, negated)


def test_free_names_leave_out_what_the_text_itself_binds() -> None:
    """Variables of loops, functions, contexts and filters are not free."""
    text = "for i in xs return {a: i, b: a}.b + (function(p) p + item)(q) + ys[item > z][1]"
    assert free_names(parse_expression(text)) == {"xs", "item", "q", "ys", "z"}
