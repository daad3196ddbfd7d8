"""Run-time errors of expressions, whose value is null."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue
from rich.console import Console

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import heading, indented
from rules.feel import Diagnostic


def diagnostic_plain(found: Diagnostic, desk: Desk) -> JsonValue:
    """A run-time error as programs read it."""
    return {
        "code": found.code.value,
        "line": found.span.line,
        "column": found.span.column,
        "text": desk.say(found.code.value, **dict(found.params)),
    }


def print_diagnostics(console: Console, desk: Desk, diagnostics: Sequence[Diagnostic]) -> None:
    """Print what went wrong at run time, if anything did."""
    if diagnostics:
        heading(console, desk.say("rules_heading_diagnostics"))
    for found in diagnostics:
        text = desk.say(found.code.value, **dict(found.params))
        indented(console, f"{found.span.line}:{found.span.column}  {text}", style="yellow")
