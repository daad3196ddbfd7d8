"""An office's own ledger: brought in, written out, begun with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit

if TYPE_CHECKING:
    from engine.importing import LedgerMap
    from engine.usecases.open_ledger import Ledger
    from rules.source import Node

group = Group("ledger")

Map = Annotated[Path, Option("--map", metavar="MAP")]
Out = Annotated[Path, Option("--out", metavar="FILE")]


@group.command("import")
def import_(
    desk: Desk,
    ledger_file: Annotated[Path, Argument(metavar="FILE")],
    ledger_map: Map,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
    report_file: Annotated[Path | None, Option("--report", metavar="REPORT")] = None,
    accept_incomplete: Annotated[bool, Option("--accept-incomplete")] = False,
    ledger_office: Annotated[str | None, Option("--office", metavar="OFFICE")] = None,
    shown_rows: Annotated[int, Option("--rows", min=0)] = 20,
) -> int:
    """Bring the cases of a ledger into the house, and say of every row what became of it."""
    from adapters.inbound.cli.ledger_view import (
        Teller,
        print_report,
        report_plain,
        report_table,
        shown_progress,
    )
    from engine.importing import ImportReport
    from engine.usecases.import_ledger import import_ledger

    opened = _opened(desk, ledger_file, ledger_map, ledger_office)
    with shown_progress(desk, opened.lines) as tell:
        answer = import_ledger(
            desk.ports,
            opened,
            desk.requester,
            dry_run=dry_run,
            incomplete=accept_incomplete,
            tell=tell,
        )
    spec = opened.workflow.spec
    if not isinstance(answer, ImportReport):
        return desk.refused(answer, desk.kind(spec.workflow, spec.version))
    teller = Teller.of(desk, spec.workflow, spec.version)
    if report_file is not None:
        desk.house.write_table(report_file, report_table(answer, teller))
    desk.answer(
        report_plain(answer, teller),
        lambda console: print_report(console, answer, teller, shown_rows),
    )
    return Exit.DONE if answer.all_in else Exit.FINDINGS


def _opened(desk: Desk, file: Path, map_file: Path, office: str | None) -> Ledger:
    """Open the table with its map.

    Raises:
        DefinitionError: The map does not fit the workflow, or the headings not the map.
        SheetError: The table cannot be read.
    """
    from engine.errors import DefinitionError
    from engine.usecases.open_ledger import open_ledger

    read, digest = _read_map(desk, map_file)
    source = desk.house.row_source(file)
    opened = open_ledger(
        desk.ports, source, read, digest, desk.requester, office or _own_office(desk)
    )
    if opened.errors:
        raise DefinitionError(opened.errors)
    return opened


def _own_office(desk: Desk) -> str | None:
    """The office of the person's first role of today, if they have one."""
    from engine.usecases.surroundings import circumstances

    grants = circumstances(desk.ports, desk.requester).actor.grants
    return grants[0].office if grants else None


def _read_map(desk: Desk, file: Path) -> tuple[LedgerMap, str]:
    """Read a map and hold it against its workflow.

    Raises:
        DefinitionError: It has defects, each with its place.
        SheetError: The file cannot be read.
        NotFoundError: No such kind of case or version.
    """
    import hashlib

    from engine.errors import DefinitionError
    from engine.importing import map_findings, read_shape
    from engine.usecases.open_ledger import workflow_of

    text = _text(file)
    node = _tree(text, file)
    read, findings = read_shape(node)
    if read is not None:
        findings = map_findings(node, read, workflow_of(desk.ports, read))
    if read is None or findings:
        raise DefinitionError(findings)
    return read, hashlib.sha256(text.encode()).hexdigest()


def _text(file: Path) -> str:
    from engine.sheet import SheetCode, SheetError

    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise SheetError(SheetCode.UNREADABLE, file=str(file), problem=problem) from error


def _tree(text: str, file: Path) -> Node:
    from adapters.bootstrap import read_document

    return read_document(text, str(file))


@group.command("export")
def export(
    desk: Desk,
    kind: Annotated[str, Argument(metavar="KIND")],
    ledger_map: Map,
    out: Out,
    ledger_purpose: Annotated[str | None, Option("--purpose")] = None,
) -> int:
    """Write one's cases of a kind as a ledger that could be brought in again."""
    from adapters.inbound.cli.exits import UsageError
    from adapters.inbound.cli.ledger_view import Teller, exported_plain, print_exported
    from adapters.inbound.cli.words import CliCode
    from engine.refusal import Refusal
    from engine.usecases.export_ledger import export_ledger

    read, _ = _read_map(desk, ledger_map)
    if read.workflow != kind:
        raise UsageError(CliCode.UNKNOWN_CHOICE, given=kind, known=[read.workflow])
    answer = export_ledger(desk.ports, read, desk.requester, purpose=ledger_purpose)
    if isinstance(answer, Refusal):
        return desk.refused(answer)
    desk.house.write_table(out, answer.table)
    version = read.version or desk.ports.workflows.latest(kind).spec.version
    teller = Teller.of(desk, kind, version)
    return desk.answer(
        exported_plain(answer, out, teller),
        lambda console: print_exported(console, answer, out, teller),
    )


@group.command("template")
def template(
    desk: Desk,
    kind: Annotated[str, Argument(metavar="KIND")],
    ledger_map: Map,
    out: Out,
) -> int:
    """Write an empty ledger of a kind and its map, to begin with."""
    from rich.text import Text

    from adapters.inbound.cli.ledger_template import template_of
    from engine.sheet import Table

    workflow = desk.ports.workflows.latest(kind)
    made = template_of(workflow.spec, desk.latest(kind))
    ledger_map.write_text(made.text, "utf-8", newline="\n")
    desk.house.write_table(out, Table(name=kind, headings=made.headings, rows=()))
    plain: JsonValue = {"out": str(out), "map": str(ledger_map), "columns": len(made.headings)}
    said = desk.say("ledger_template_written", out=out, map=ledger_map, count=len(made.headings))
    return desk.answer(plain, lambda console: console.print(Text(said)))
