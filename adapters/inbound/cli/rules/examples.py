"""The answer to `rules test`: one line for each worked case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit, InputError
from adapters.inbound.cli.rules.files import read_rules
from adapters.inbound.cli.rules.words import RulesCliCode
from adapters.inbound.cli.show import indented
from rules.feel import Unknown
from rules.policy import (
    Area,
    Example,
    ExampleResult,
    PolicyError,
    QuestionError,
    Rulebook,
    load_policy,
    run_examples,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What came out of one worked case.

    Attributes:
        problems: What came out otherwise, in the reader's language; none when all is as written.
    """

    area: str
    example: Example
    problems: tuple[str, ...]


def run_worked_cases(desk: Desk, path: Path) -> int:
    """Run the worked cases below a path and print one line each."""
    rulebook = rulebook_at(path)
    lines = list(_lines(desk, rulebook))
    failed = sum(bool(line.problems) for line in lines)
    answer: JsonValue = {
        "path": str(path),
        "passed": len(lines) - failed,
        "failed": failed,
        "examples": [_line_plain(line) for line in lines],
    }
    desk.answer(answer, lambda console: _print(console, desk, lines))
    return Exit.FINDINGS if failed or not lines else Exit.DONE


def rulebook_at(path: Path) -> Rulebook:
    """Return the rulebook that the documents below a path make up.

    Raises:
        InputError: There are no policy documents.
        PolicyError: They have defects.
    """
    files = read_rules(path)
    if files.findings:
        raise PolicyError(files.findings)
    if not files.documents:
        raise InputError(RulesCliCode.NO_RULES, path=str(path))
    return load_policy(files.documents)


def _lines(desk: Desk, rulebook: Rulebook) -> Iterator[Line]:
    for area in rulebook.areas.values():
        for example in area.examples:
            yield Line(area=area.key, example=example, problems=_problems(desk, area, example))


def _problems(desk: Desk, area: Area, example: Example) -> tuple[str, ...]:
    """Run one worked case alone, so that one that cannot be asked does not hide the others."""
    alone = Rulebook(areas={area.key: replace(area, examples=(example,))})
    try:
        (result,) = run_examples(alone)
    except QuestionError as error:
        return (desk.words.error(error),)
    return tuple(_differences(desk, result))


def _differences(desk: Desk, result: ExampleResult) -> Iterator[str]:
    for name, got in result.got.items():
        wanted = _shown(result.example.expect[name])
        yield desk.say("rules_example_answer", name=name, expected=wanted, got=_shown(got))
    for name in result.met:
        yield desk.say("rules_example_met", name=name)
    for name, missing in result.missing.items():
        expected = result.example.missing[name]
        yield desk.say("rules_example_missing", name=name, expected=expected, got=missing)


def _shown(value: object) -> str:
    if isinstance(value, Unknown):
        return "unknown"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _line_plain(line: Line) -> JsonValue:
    return {
        "area": line.area,
        "name": line.example.name,
        "file": line.example.mark.file,
        "line": line.example.mark.line,
        "column": line.example.mark.column,
        "passed": not line.problems,
        "problems": list(line.problems),
    }


def _print(console: Console, desk: Desk, lines: Sequence[Line]) -> None:
    for line in lines:
        style = "red" if line.problems else "green"
        verdict = desk.say("rules_example_failed" if line.problems else "rules_example_passed")
        shown = Text(f"{verdict}  ", style=style)
        shown.append(f"{line.area}: {line.example.name}")
        if line.problems:
            shown.append(f"  ({line.example.mark})")
        console.print(shown)
        for problem in line.problems:
            indented(console, problem)
    failed = sum(bool(line.problems) for line in lines)
    counts = {"count": len(lines), "failed": failed}
    console.print(Text(desk.say("rules_examples_run", **counts)))
