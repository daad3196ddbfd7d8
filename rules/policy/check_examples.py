"""Worked cases as a check: what came out otherwise than it is written beside the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules.feel import Unknown, Value
from rules.findings import Finding
from rules.policy.examples import ExampleResult, run_examples
from rules.policy.faults import PolicyCode, QuestionError
from rules.policy.model import Area, Example
from rules.policy.rulebook import Rulebook


def check_examples(rulebook: Rulebook) -> Iterator[Finding]:
    """Yield a finding for each difference between a worked case and what the rules answer."""
    for area in rulebook.areas.values():
        for example in area.examples:
            yield from _one(area, example)


def _one(area: Area, example: Example) -> Iterator[Finding]:
    # Each is asked alone, so that one that cannot be asked does not hide the others.
    alone = Rulebook(areas={area.key: replace(area, examples=(example,))})
    try:
        (result,) = run_examples(alone)
    except QuestionError as error:
        yield Finding(code=error.code, mark=example.mark, params=error.params)
        return
    yield from _differences(result)


def _differences(result: ExampleResult) -> Iterator[Finding]:
    for name, got in result.got.items():
        yield _failed(result, name, result.example.expect[name], got)
    for name in result.met:
        yield _failed(result, name, False, True)
    for name, missing in result.missing.items():
        wanted = ", ".join(sorted(result.example.missing[name]))
        yield _failed(result, name, wanted, ", ".join(missing))


def _failed(result: ExampleResult, name: str, wanted: object, got: Value) -> Finding:
    return Finding(
        code=PolicyCode.EXAMPLE_FAILED,
        mark=result.example.mark,
        path=("examples", result.example.name),
        params={
            "example": result.example.name,
            "name": name,
            "expected": _shown(wanted),
            "got": _shown(got),
        },
    )


def _shown(value: object) -> str:
    if isinstance(value, Unknown):
        return "unknown"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)
