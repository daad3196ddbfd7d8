"""What became of a ledger, for people, for programs, and as a table with a line for each row."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.i18n import Language
from adapters.i18n.wording import Wording
from adapters.inbound.cli.desk import Desk, Plain
from adapters.inbound.cli.show import heading, print_table, table
from engine.importing import ImportReport, Progress, RowProblem, RowResult, RowResultCode
from engine.refusal import Reason, ReasonCode
from engine.sheet import CellValue, Table

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from engine.usecases.export_ledger import Exported

_TOLD = (RowResultCode.REFUSED, RowResultCode.DIFFERS, RowResultCode.INCOMPLETE)


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Words in the reader's language, and in both for what is handed on."""

    reader: Wording
    chinese: Wording
    english: Wording

    @classmethod
    def of(cls, desk: Desk, kind: str, version: int) -> Teller:
        """The words of a kind of case."""
        both = {
            language: replace(desk, language=language).kind(kind, version) for language in Language
        }
        return cls(reader=both[desk.language], chinese=both[Language.ZH], english=both[Language.EN])


def problem_text(found: RowProblem, words: Wording) -> str:
    """Something about a row, in words."""
    if isinstance(found.code, ReasonCode):
        return words.reason(Reason(code=found.code, params=found.params))
    params = {name: words.param(name, value) for name, value in found.params.items()}
    return words.say(found.code.value, **params)


# ---- progress


@contextmanager
def shown_progress(desk: Desk, lines: int) -> Iterator[Callable[[Progress], None]]:
    """Show how far it has come: a bar on a terminal, otherwise a line after each batch."""
    if not sys.stderr.isatty():
        yield lambda progress: _tell(desk, progress)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    text = TextColumn("{task.description}")
    columns = (text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(desk.say("ledger_working"), total=lines)
        yield lambda progress: _advance(bar, task, desk, progress)


def _tell(desk: Desk, progress: Progress) -> None:
    sys.stderr.write(f"{progress_text(desk, progress)}\n")
    sys.stderr.flush()


def _advance(bar: Bar, task: TaskID, desk: Desk, progress: Progress) -> None:
    bar.update(task, completed=progress.line, description=progress_text(desk, progress))


def progress_text(desk: Desk, progress: Progress) -> str:
    """How far it has come, in one line."""
    counts = progress.counts
    return desk.say(
        "ledger_progress",
        line=progress.line,
        lines=progress.lines,
        new=counts[RowResultCode.IMPORTED] + counts[RowResultCode.INCOMPLETE],
        present=counts[RowResultCode.PRESENT],
        named=counts[RowResultCode.REFUSED] + counts[RowResultCode.DIFFERS],
    )


# ---- for programs


def report_plain(report: ImportReport, teller: Teller) -> Plain:
    """The report; rows that came in without a word are only counted."""
    origin = report.origin
    told: list[JsonValue] = [row_plain(row, teller) for row in report.rows if row.problems]
    findings: list[JsonValue] = [
        f"{found.mark}: {teller.reader.finding(found)}" for found in report.findings
    ]
    return {
        "ledger": origin.ledger,
        "sha256": origin.sha256,
        "sheet": origin.sheet,
        "map_sha256": origin.map_sha256,
        "dry_run": report.dry_run,
        "rows": len(report.rows),
        "counts": {
            code.value.removeprefix("ledger_"): count for code, count in report.counts.items()
        },
        "findings": findings,
        "told": told,
    }


def row_plain(row: RowResult, teller: Teller) -> Plain:
    """One row with everything that is said of it."""
    problems: list[JsonValue] = [problem_plain(found, teller) for found in row.problems]
    return {
        "line": row.line,
        "key": row.key,
        "case": row.case,
        "result": row.code.value.removeprefix("ledger_"),
        "problems": problems,
    }


def problem_plain(found: RowProblem, teller: Teller) -> Plain:
    """Something about a row, in both languages."""
    return {
        "column": found.letter or None,
        "code": found.code.value,
        "params": found.params,
        "zh": problem_text(found, teller.chinese),
        "en": problem_text(found, teller.english),
    }


def report_table(report: ImportReport, teller: Teller) -> Table:
    """The report line by line, in both languages, to be worked off in any spreadsheet."""
    names = ("line", "column", "key", "case", "result", "code")
    headings = [
        f"{teller.chinese.say(f'ledger_column_{n}')} {teller.english.say(f'ledger_column_{n}')}"
        for n in names
    ]
    return Table(
        name="report",
        headings=(*headings, "中文", "English"),
        rows=tuple(line for row in report.rows for line in _lines(row, teller)),
    )


def _lines(row: RowResult, teller: Teller) -> Iterator[tuple[CellValue, ...]]:
    result = f"{teller.chinese.say(row.code.value)} {teller.english.say(row.code.value)}"
    for found in row.problems:
        yield (
            str(row.line),
            found.letter,
            row.key,
            row.case,
            result,
            found.code.value,
            problem_text(found, teller.chinese),
            problem_text(found, teller.english),
        )
    if not row.problems:
        yield str(row.line), "", row.key, row.case, result, "", "", ""


# ---- for people


def print_report(console: Console, report: ImportReport, teller: Teller, shown_rows: int) -> None:
    """The counts, what is to be said of the headings, and the first rows that need a look."""
    words = teller.reader
    code = "ledger_done_dry" if report.dry_run else "ledger_done"
    console.print(Text(words.say(code, ledger=report.origin.ledger, rows=len(report.rows))))
    for result, count in report.counts.items():
        if count:
            console.print(Text(f"  {words.say(result.value)}: {count}"))
    for found in report.findings:
        console.print(Text(f"  · {words.finding(found)}", style="yellow"))
    told = [row for row in report.rows if row.code in _TOLD]
    if told and shown_rows:
        _print_rows(console, told, teller, shown_rows)


def _print_rows(console: Console, told: list[RowResult], teller: Teller, shown_rows: int) -> None:
    words = teller.reader
    heading(console, words.say("ledger_to_look_at"))
    names = [words.say(f"ledger_column_{n}") for n in ("line", "column", "key", "result")]
    made = table(*names, words.say("ledger_column_said"), whole=names[:2])
    rows = (
        (
            str(row.line),
            found.letter,
            row.key,
            words.say(row.code.value),
            problem_text(found, words),
        )
        for row in told[:shown_rows]
        for found in row.problems
    )
    print_table(console, made, rows)
    if len(told) > shown_rows:
        console.print(Text(words.say("ledger_more", count=len(told) - shown_rows), style="dim"))


def _told(row: RowResult, words: Wording) -> Iterator[tuple[str, ...]]:
    for found in row.problems:
        result = words.say(row.code.value)
        yield str(row.line), found.letter, row.key, result, problem_text(found, words)


def exported_plain(exported: Exported, out: Path, teller: Teller) -> Plain:
    """An export, for programs."""
    problems: list[JsonValue] = [
        {"case": case, **problem_plain(found, teller)} for case, found in exported.problems
    ]
    return {
        "out": str(out),
        "rows": len(exported.table.rows),
        "masked": exported.masked,
        "problems": problems,
    }


def print_exported(console: Console, exported: Exported, out: Path, teller: Teller) -> None:
    """An export, for people."""
    words = teller.reader
    count = len(exported.table.rows)
    console.print(Text(words.say("ledger_exported", out=out, rows=count)))
    if exported.masked:
        console.print(Text(words.say("ledger_masked", rows=exported.masked), style="dim"))
    for _, found in exported.problems:
        console.print(Text(f"  · {problem_text(found, words)}", style="yellow"))
