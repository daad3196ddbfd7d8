"""Evaluates a text both ways and shows the value as FEEL text."""

from __future__ import annotations

from rules.feel import (
    Diagnostics,
    Scope,
    Unknown,
    Value,
    compile_expression,
    interpret,
    parse_expression,
)
from rules.feel.evaluation import Evaluation
from rules.feel.text import text_of


def value_of(text: str, scope: Scope | None = None) -> Value:
    """The value that interpreter and closures both give."""
    tree = parse_expression(text, names=scope or ())
    value = interpret(tree, scope or {})
    assert repr(compile_expression(tree)(scope or {})) == repr(value)
    return value


def shown(text: str, scope: Scope | None = None) -> str:
    """The value as text; an unknown by its facts."""
    value = value_of(text, scope)
    if isinstance(value, Unknown):
        return f"unknown {' '.join(sorted(value.facts))}"
    return text_of(value, Evaluation())


def codes(text: str, scope: Scope | None = None) -> list[str]:
    """The codes of the diagnostics of an evaluation."""
    noted: Diagnostics = []
    compile_expression(parse_expression(text))(scope or {}, noted)
    return [diagnostic.code.value for diagnostic in noted]
