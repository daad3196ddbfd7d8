"""What a DMN model answers, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.rules.diagnostics import diagnostic_plain, print_diagnostics
from adapters.inbound.cli.show import heading, indented
from rules.feel import Context, Diagnostic, Unknown, Value
from rules.feel.evaluation import Evaluation
from rules.feel.text import text_of

if TYPE_CHECKING:
    from rules.dmn.decision_model import DecisionModel


def answer_model(
    desk: Desk,
    path: Path,
    model: DecisionModel,
    name: str,
    inputs: Mapping[str, Value],
    *,
    explain: bool,
) -> int:
    """Ask a decision of a model and print the answer."""
    diagnostics: list[Diagnostic] = []
    outcome = model.evaluate(name, inputs, diagnostics)
    missing = sorted(outcome.facts) if isinstance(outcome, Unknown) else []
    known = {key: value for key, value in inputs.items() if not isinstance(value, Unknown)}
    plain: JsonValue = {
        "rule": f"{path}#{name}",
        "decided": not isinstance(outcome, Unknown),
        "outcome": model_plain(outcome),
        "missing": [*missing],
        "inputs": {key: model_plain(value) for key, value in known.items()},
        "diagnostics": [diagnostic_plain(found, desk) for found in diagnostics],
    }

    def human(console: Console) -> None:
        console.print(Text(f"{name}  ", style="bold").append(_shown(desk, outcome)))
        _print_missing(console, desk, missing)
        if explain:
            _print_inputs(console, desk, known)
        print_diagnostics(console, desk, diagnostics)

    return desk.answer(plain, human)


def _shown(desk: Desk, value: Value) -> str:
    if isinstance(value, Unknown):
        return desk.say("rules_unknown")
    return text_of(value, Evaluation()) if value is not None else "null"


def _print_missing(console: Console, desk: Desk, missing: Sequence[str]) -> None:
    if missing:
        heading(console, desk.say("rules_heading_missing"))
    for name in missing:
        indented(console, name)


def _print_inputs(console: Console, desk: Desk, known: Mapping[str, Value]) -> None:
    heading(console, desk.say("rules_heading_values"))
    for name, value in known.items():
        indented(console, desk.say("rules_pair", name=name, value=_shown(desk, value)))


def model_plain(value: Value) -> JsonValue:
    """A FEEL value as JSON: numbers, dates and durations as texts, unknown as null."""
    if isinstance(value, Unknown) or value is None:
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, tuple):
        return [model_plain(item) for item in value]
    if isinstance(value, Context):
        return {name: model_plain(entry) for name, entry in value.entries.items()}
    return text_of(value, Evaluation())
