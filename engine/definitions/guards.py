"""Expressions of a workflow: a decision of the rules catalogue, or FEEL over the case's fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.feel import Compiled, Expression, compile_expression, free_names, parse_expression

_DECISION = re.compile(r"(?!case\.)[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_CASE_FIELD = re.compile(r"\bcase\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """One expression, read once.

    Attributes:
        text: As written.
        decision: `area.name` when it names a decision of the catalogue.
        expression: The FEEL syntax tree otherwise, and `compiled` its closure.
        names: The names it reads: fields, or `today`.
    """

    text: str
    decision: str | None = None
    expression: Expression | None = None
    compiled: Compiled | None = None
    names: frozenset[str] = frozenset()


def names_decision(text: str) -> bool:
    """Whether an expression is the name of a decision of the catalogue."""
    return _DECISION.fullmatch(text.strip()) is not None


def read_guard(text: str) -> Guard:
    """Read an expression; `case.field` and `field` mean the same.

    Raises:
        FeelSyntaxError: The text is no FEEL expression.
    """
    text = text.strip()
    if names_decision(text):
        return Guard(text=text, decision=text)
    expression = parse_expression(_CASE_FIELD.sub(r"\1", text))
    return Guard(
        text=text,
        expression=expression,
        compiled=compile_expression(expression),
        names=frozenset(free_names(expression)),
    )
