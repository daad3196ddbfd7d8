"""Small models in plain form."""

from __future__ import annotations

from rules.dmn import DecisionModel, read_plain
from rules.dmn.plain_fields import Plain
from rules.feel import Diagnostics, Value
from rules.feel.evaluation import Evaluation
from rules.feel.text import text_of
from rules.feel.unknown import Unknown


def plain(**parts: Plain) -> dict[str, Plain]:
    """The plain form of a model with these parts."""
    return {"model": "test", "namespace": "urn:test", **parts}


def table(hit: str, rows: list[tuple[list[str], list[str]]], **more: Plain) -> Plain:
    """A table over the input `x` with the given rows."""
    rules: list[Plain] = [{"when": when, "then": then} for when, then in rows]
    return {"table": {"hit": hit, "inputs": ["x"], "outputs": ["y"], "rules": rules, **more}}


def table_model(logic: Plain) -> DecisionModel:
    """A model whose decision `y` has this logic over the input `x`."""
    decisions: Plain = {"y": {"needs": ["x"], "logic": logic}}
    return DecisionModel(read_plain(plain(inputs={"x": {}}, decisions=decisions)))


def shown(value: Value) -> str:
    """The value as FEEL text; an unknown by its facts."""
    if isinstance(value, Unknown):
        return f"unknown {' '.join(sorted(value.facts))}"
    return text_of(value, Evaluation())


def answer(model: DecisionModel, name: str, **inputs: Value) -> str:
    """The value of a decision as text."""
    return shown(model.evaluate(name, inputs))


def codes(model: DecisionModel, name: str, **inputs: Value) -> list[str]:
    """The codes of the diagnostics of a decision."""
    noted: Diagnostics = []
    model.evaluate(name, inputs, noted)
    return [diagnostic.code.value for diagnostic in noted]
