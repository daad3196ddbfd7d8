"""The trail: a case's entries, whether they are whole, and a copy of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit, InputError
from adapters.inbound.cli.show import indented
from adapters.inbound.cli.words import CliCode

if TYPE_CHECKING:
    from engine.audit import Defect, Entry
    from engine.usecases.verify_audit import AuditReport
    from engine.usecases.verify_log import LogReport

group = Group("audit")

Purpose = Annotated[str | None, Option("--purpose")]


@group.command("show")
def show(
    desk: Desk, case: Annotated[str, Argument(metavar="CASE")], purpose: Purpose = None
) -> int:
    """Every entry of a case, oldest first; personal data only for a purpose, which is recorded."""
    from adapters.i18n.plain import entry_plain
    from adapters.inbound.cli.entries import entry_line
    from engine.refusal import Refusal
    from engine.usecases.read_history import read_history, reveal_history

    if purpose is None:
        entries: Sequence[Entry] | Refusal = read_history(desk.ports, case, desk.requester)
    else:
        entries = reveal_history(desk.ports, case, purpose, desk.requester)
    words = desk.of(desk.ports.cases.load(case).case)
    if isinstance(entries, Refusal):
        return desk.refused(entries, words)

    def human(console: Console) -> None:
        for entry in entries:
            console.print(entry_line(entry, words))

    plain: JsonValue = {"case": case, "entries": [entry_plain(entry) for entry in entries]}
    return desk.answer(plain, human)


@group.command("verify")
def verify(desk: Desk, case: Annotated[str | None, Argument(metavar="CASE")] = None) -> int:
    """Recompute every chain, replay every case, and hold the log of all entries against them."""
    from adapters.i18n.plain import defect_plain
    from engine.usecases.verify_audit import verify_audit

    report = verify_audit(desk.ports, case)
    log = None if case is not None else _log_report(desk, report.entries)
    defects = [*report.defects, *(log.defects if log else ())]
    plain: dict[str, JsonValue] = {
        "cases": report.cases,
        "entries": report.entries,
        "defects": [defect_plain(found, desk.words) for found in defects],
    }
    if log is not None:
        sizes = {"size": log.size, "checkpoints": log.checkpoints, "unsealed": log.unsealed}
        plain["log"] = dict(sizes)

    def human(console: Console) -> None:
        _verified(console, report, desk)
        if log is not None:
            _log_verified(console, log, desk)

    desk.answer(plain, human)
    return Exit.FINDINGS if defects else Exit.DONE


def _log_report(desk: Desk, entries: int) -> LogReport:
    from engine.usecases.verify_log import verify_log

    house = desk.house
    return verify_log(desk.ports, house.is_signed, house.known_keys, entries)


def _verified(console: Console, report: AuditReport, desk: Desk) -> None:
    _print_defects(console, report.defects, desk)
    code = "cli_audit_defects" if report.defects else "cli_audit_whole"
    counts = {"cases": report.cases, "entries": report.entries, "defects": len(report.defects)}
    style = "bold red" if report.defects else "green"
    console.print(Text(desk.say(code, **counts), style=style))


def _log_verified(console: Console, log: LogReport, desk: Desk) -> None:
    _print_defects(console, log.defects, desk)
    code = "cli_log_defects" if log.defects else "cli_log_whole"
    counts = {"size": log.size, "checkpoints": log.checkpoints, "unsealed": log.unsealed}
    style = "bold red" if log.defects else "green"
    console.print(Text(desk.say(code, defects=len(log.defects), **counts), style=style))


def _print_defects(console: Console, defects: Iterable[Defect], desk: Desk) -> None:
    for found in defects:
        line = Text(found.case_id, style="bold red")
        line.append(f"  {_worded(desk, found)}", style="")
        console.print(line)


def _worded(desk: Desk, found: Defect) -> str:
    """In the words of the kind of case, where the case can still be read."""
    from rules.errors import UnioncaseError

    try:
        return desk.of(desk.ports.cases.load(found.case_id).case).defect(found)
    except (UnioncaseError, ValueError):
        return desk.words.defect(found)


@group.command("export")
def export(
    desk: Desk,
    case: Annotated[str | None, Argument(metavar="CASE")] = None,
    out: Annotated[Path | None, Option("--out", metavar="FILE")] = None,
    headers_only: Annotated[bool, Option("--headers-only")] = False,
    purpose: Purpose = None,
) -> int:
    """A copy of the entries one may see, one JSON object a line; the export is recorded."""
    from engine.ports import EntryQuery
    from engine.usecases.read_history import export_entries

    query = EntryQuery(case_id=case, limit=0)
    entries = export_entries(desk.ports, desk.requester, query, purpose=purpose)
    lines = _lines(entries, headers_only=headers_only)
    if out is None:
        return _to_stdout(lines)
    count = _to_file(lines, out)
    plain: JsonValue = {"exported": count, "file": str(out)}
    text = desk.say("cli_exported", count=count, file=str(out))
    return desk.answer(plain, lambda console: indented(console, text))


def _lines(entries: Iterable[Entry], *, headers_only: bool) -> Iterator[str]:
    from adapters.i18n.plain import entry_plain

    for entry in entries:
        plain = entry_plain(entry)
        if headers_only:
            plain.pop("payload")
            plain.pop("salt")
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _to_stdout(lines: Iterator[str]) -> int:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return Exit.DONE


def _to_file(lines: Iterator[str], out: Path) -> int:
    """Written beside and moved into place, so that half a copy is never taken for a whole one."""
    half = out.with_name(f"{out.name}.part")
    count = 0
    try:
        with half.open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(f"{line}\n")
                count += 1
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InputError(CliCode.FILE_UNREADABLE, file=str(out), problem=problem) from error
    half.replace(out)
    return count
