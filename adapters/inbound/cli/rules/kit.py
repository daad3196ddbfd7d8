"""The answer to `rules tck`: the lines in a file, the totals on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit
from adapters.inbound.cli.rules.tck import LevelResult, run_kit, totals, write_results
from adapters.inbound.cli.show import indented, print_table, table
from rules.dmn.tck import Outcome

_SHOWN = 20
_COLUMNS = ("suites", "cases", *(outcome.value for outcome in Outcome))


def run_suites(desk: Desk, kit: Path, out: Path | None) -> int:
    """Run the suites below a folder, write their lines, print the totals of each level."""
    results = list(run_kit(kit))
    if out is not None:
        write_results(results, out)
    counted = totals(results)
    open_results = [found for found in results if found.result.outcome is not Outcome.SUCCESS]
    plain: JsonValue = {
        "out": None if out is None else str(out),
        "levels": {level: _level_plain(counter) for level, counter in counted.items()},
        "not_passed": [_line_plain(found) for found in open_results],
    }
    desk.answer(plain, lambda console: _print(console, desk, counted, open_results))
    return Exit.FINDINGS if open_results else Exit.DONE


def _level_plain(counter: Counter[str]) -> JsonValue:
    return {name.lower(): counter[name] for name in _COLUMNS}


def _line_plain(found: LevelResult) -> JsonValue:
    result = found.result
    return {
        "level": found.level,
        "suite": result.suite,
        "file": result.file,
        "case": result.case,
        "outcome": result.outcome.value,
        "detail": result.detail,
    }


def _print(
    console: Console,
    desk: Desk,
    counted: Mapping[str, Counter[str]],
    open_results: Sequence[LevelResult],
) -> None:
    for found in open_results[:_SHOWN]:
        result = found.result
        line = Text(f"{result.outcome.value}  ", style="red")
        line.append(f"{result.suite} {result.file} {result.case}", style="bold")
        line.append(f"  {result.detail}")
        console.print(line)
    if len(open_results) > _SHOWN:
        indented(console, desk.say("rules_kit_more", count=len(open_results) - _SHOWN))
    heads = ["rules_column_level", *(f"rules_column_{name.lower()}" for name in _COLUMNS)]
    made = table(*(desk.say(head) for head in heads), "%")
    print_table(console, made, (_cells(level, counter) for level, counter in counted.items()))


def _cells(level: str, counter: Counter[str]) -> tuple[str, ...]:
    share = 100 * counter[Outcome.SUCCESS.value] / counter["cases"]
    return (level, *(str(counter[name]) for name in _COLUMNS), f"{share:.1f}")
