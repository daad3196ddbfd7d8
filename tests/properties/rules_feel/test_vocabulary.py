"""The generated expressions speak the whole language; what they leave out is not tested."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import get_args

from rules.feel import Expression, nodes, walk
from rules.feel.built_ins import BUILT_IN_NAMES
from tests.properties.rules_feel.test_agreement import generated

ENOUGH = 4_000


@cache
def words() -> frozenset[str]:
    """Nodes, operators and built-in functions of many generated expressions."""
    chance = Random("vocabulary")
    trees = (generated(chance)[1] for _ in range(ENOUGH))
    return frozenset(word for tree in trees for node in walk(tree) for word in words_of(node))


def words_of(node: Expression) -> Iterator[str]:
    """What one node speaks."""
    yield type(node).__name__
    if isinstance(node, nodes.Arithmetic | nodes.Comparison | nodes.ComparisonTest):
        yield f"{type(node).__name__} {node.operator}"
    if isinstance(node, nodes.UnaryTests):
        yield "negated tests" if node.negated else "tests" if node.tests else "any input"
    if isinstance(node, nodes.RangeLiteral):
        yield f"range {'[' if node.low_included else '('}{']' if node.high_included else ')'}"
    if isinstance(node, nodes.Quantified):
        yield "every" if node.every else "some"
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name):
        yield f"{node.function.name}()"


def test_every_kind_of_node_is_generated() -> None:
    """No kind of expression was never generated."""
    kinds = {kind.__name__ for kind in get_args(Expression)}
    assert kinds - words() == set()


def test_every_operator_is_generated() -> None:
    """No operator was never generated."""
    wanted = {f"Arithmetic {sign}" for sign in ("+", "-", "*", "/", "**")}
    wanted |= {f"Comparison {sign}" for sign in ("=", "!=", "<", "<=", ">", ">=")}
    wanted |= {f"ComparisonTest {sign}" for sign in ("=", "!=", "<", "<=", ">", ">=")}
    wanted |= {"some", "every", "negated tests", "any input"}
    wanted |= {f"range {low}{high}" for low in ("[", "(") for high in ("]", ")")}
    assert wanted - words() == set()


def test_every_built_in_function_is_generated() -> None:
    """No built-in function was never generated."""
    assert {f"{name}()" for name in BUILT_IN_NAMES} - words() == set()
