"""The maps that the manual gives: each fits its kind of case, and a ledger by it comes in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from adapters.bootstrap import read_document
from adapters.outbound.spreadsheets import write_table
from engine.importing import LedgerMap, map_findings, read_shape
from engine.importing.language import headings, where
from engine.sheet import CellValue, Table
from tests.support.command_line import CommandLine
from tests.support.old_ledger import NOBODY
from tests.support.outside import ROOT

MAPS = sorted((ROOT / "docs/howto/ledgers").glob("*.yaml"))
SAID: dict[str, CellValue] = {
    "applicant_name": "甲样例",
    "applicant_id": NOBODY,
    "worker_name": "甲样例",
    "employer_name": "样例厂",
    "dispute_subject": "工资",
    "unit_name": "样例厂",
}
"""What opening a case of some kind asks for."""


def read(file: Path, office: CommandLine) -> LedgerMap:
    """A map that fits its workflow."""
    node = read_document(file.read_text("utf-8"), str(file))
    made, findings = read_shape(node)
    assert made is not None, findings
    workflow = office.house.ports.workflows.latest(made.workflow)
    assert map_findings(node, made, workflow) == ()
    return made


@pytest.fixture
def office(tmp_path: Path) -> CommandLine:
    """An office that has not begun yet."""
    line = CommandLine(tmp_path / "house")
    line.furnish()
    return line


def test_every_kind_of_case_has_a_map() -> None:
    """An office can begin with any of its ledgers."""
    kinds = {
        path.name.replace("_", "-") for path in (ROOT / "workflows").iterdir() if path.is_dir()
    }
    assert {path.stem for path in MAPS} == kinds


@pytest.mark.parametrize("file", MAPS, ids=lambda file: str(file.stem))
def test_a_row_for_every_state_of_a_map_comes_in(
    office: CommandLine, tmp_path: Path, file: Path
) -> None:
    """Running or ended, with what is missing noted, and the audit finds nothing."""
    made = read(file, office)
    states = list(where(made.state).values)
    rows = tuple(_row(made, number, state) for number, state in enumerate(states))
    ledger = tmp_path / "ledger.xlsx"
    write_table(ledger, Table(name="台账", headings=headings(made), rows=rows))
    words = ("ledger", "import", str(ledger), "--map", str(file), "--accept-incomplete")
    said = office.ask(*words, person="gao")
    told = {row["key"]: row["problems"] for row in said.data["told"] if row["result"] == "refused"}
    # Money that waits to be paid cannot be waved through: its amount must be known.
    assert {states[int(key)] for key in told} <= {"待发放"}, told
    assert office.ask("audit", "verify", person="shen").code == 0


def _row(made: LedgerMap, number: int, state: str) -> tuple[CellValue, ...]:
    """A row with what every case has, and with the day on which each clock began."""
    cells: dict[str | None, CellValue] = {
        _column(rule): SAID[name] for name, rule in made.fields.items() if name in SAID
    }
    days = [made.opened, made.entered, *map(_column, made.clocks.values())]
    cells.update((heading, date(2026, 2, 5)) for heading in days)
    assert made.office is not None
    cells.update({made.key: str(number), where(made.office).column: "样例纺织厂工会"})
    cells[where(made.state).column] = state
    return tuple(cells.get(heading) for heading in headings(made))


def _column(rule: object) -> str | None:
    return rule if isinstance(rule, str) else getattr(rule, "column", None)
