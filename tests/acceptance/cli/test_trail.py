"""The trail at the command line: whole, damaged, exported."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, tell


@pytest.fixture
def told(office: CommandLine, tmp_path: Path) -> str:
    """A file with a story behind it."""
    return tell(office, "application_submitted", tmp_path).case


def edit(office: CommandLine, statement: str) -> None:
    """Change the database as somebody with its password would, triggers out of the way."""
    file = office.house.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(named).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(statement)


DAMAGE = {
    "payload": (
        "UPDATE entries SET payload = replace(payload, '赵样例', '钱样例') WHERE seq = 1"
        " AND case_id LIKE 'HA%'",
        "audit_payload_changed",
    ),
    "missing": (
        "DELETE FROM entries WHERE seq = 3 AND case_id LIKE 'HA%'",
        "audit_entry_missing",
    ),
    "tasks": ("UPDATE tasks SET queue = 'other'", "audit_rows_disagree"),
    "ledger": (
        "UPDATE fund_accounts SET amount_fen = amount_fen + 1 WHERE account = 'free'",
        "audit_ledger_disagrees",
    ),
}


@pytest.mark.parametrize("name", sorted(DAMAGE))
def test_a_damaged_database_is_told(office: CommandLine, told: str, name: str) -> None:
    """Exit code 1, with the case, the entry and what differs."""
    statement, code = DAMAGE[name]
    edit(office, statement)
    said = office.ask("audit", "verify")
    found = [item["code"] for item in said.data["defects"]]
    assert (said.code, code in found) == (1, True)
    if name != "ledger":
        assert {item["case"] for item in said.data["defects"]} == {told}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_defect_is_worded(office: CommandLine, told: str, lang: str) -> None:
    """A person is told the same in words, with no key left bare."""
    edit(office, DAMAGE["payload"][0])
    said = office.run("audit", "verify", lang=lang)
    assert (said.code, told in said.out, "‹" in said.out) == (1, True, False)


def test_an_export_is_whole_and_recorded(office: CommandLine, told: str, tmp_path: Path) -> None:
    """Every entry is one line; the export itself is an entry of the journal."""
    out = tmp_path / "entries.jsonl"
    said = office.ask("audit", "export", told, "--out", str(out), person="lin")
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert said.data["exported"] == len(lines)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    journal = office.ask("audit", "show", "J-textile-mill", person="lin").data["entries"]
    assert journal[-1]["header"]["type"] == "personal_data_read"


def test_an_export_of_headers_holds_no_payload(office: CommandLine, told: str) -> None:
    """Headers alone are fit for somebody who may not read personal data."""
    said = office.run("audit", "export", told, "--headers-only", "--as", "lin")
    assert "payload" not in said.out
    assert "赵样例" not in said.out


def test_a_file_nobody_knows_cannot_be_verified(office: CommandLine) -> None:
    """Verifying what is not there ends with exit code 4."""
    assert office.ask("audit", "verify", "HA-2026-999999").code == 4
