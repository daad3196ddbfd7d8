"""Open an office's ledger with its map: the kind of case, the sheet, the headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.definitions.compile import CompiledWorkflow
from engine.importing.headings import chosen_sheet, find_header, header_findings
from engine.importing.language import LedgerMap
from engine.importing.report import Origin
from engine.importing.rows import Reading
from engine.ports import Ports, RowSource
from engine.sheet import SheetRow
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances
from rules.findings import Finding, Severity


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A table opened with its map.

    Attributes:
        office: The office of the rows when the map names none.
        findings: What is to be said of the headings; an error forbids the import.
    """

    map: LedgerMap
    workflow: CompiledWorkflow
    origin: Origin
    lines: int
    office: str | None
    reading: Reading | None
    rows: Iterator[SheetRow]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid the import."""
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)


def open_ledger(
    ports: Ports,
    source: RowSource,
    read: LedgerMap,
    map_sha256: str,
    requester: Requester,
    office: str | None = None,
) -> Ledger:
    """Choose the sheet and find the headings.

    Raises:
        NotFoundError: No such kind of case or version, or no such person.
        SheetError: The table cannot be read.
    """
    workflow = workflow_of(ports, read)
    world = circumstances(ports, requester)
    sheet = chosen_sheet(read, source.sheets(), source.name)
    name = "" if isinstance(sheet, Finding) else sheet.name
    origin = Origin(ledger=source.name, sha256=source.sha256, sheet=name, map_sha256=map_sha256)
    opened = Ledger(
        map=read,
        workflow=workflow,
        origin=origin,
        lines=0,
        office=office,
        reading=None,
        rows=iter(()),
        findings=(sheet,) if isinstance(sheet, Finding) else (),
    )
    if isinstance(sheet, Finding):
        return opened
    header, rows = find_header(read, source.rows(sheet.name))
    findings = tuple(header_findings(read, header, source.name))
    reading = (
        None
        if header is None
        else Reading(
            map=read,
            workflow=workflow,
            header=header,
            directory=world.directory,
            today=world.today,
            office=office,
            since_1904=sheet.since_1904,
        )
    )
    return replace(opened, lines=sheet.rows, reading=reading, rows=rows, findings=findings)


def workflow_of(ports: Ports, read: LedgerMap) -> CompiledWorkflow:
    """The workflow that a map is for.

    Raises:
        NotFoundError: No such kind or version.
    """
    if read.version is None:
        return ports.workflows.latest(read.workflow)
    return ports.workflows.version(read.workflow, read.version)
