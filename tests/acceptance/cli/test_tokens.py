"""Tokens of service accounts at the command line: issued, listed, revoked, refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine

STAFF = """\
offices:
  district: {level: district, name: 样例区总工会, region: "371083"}
people:
  root: {name: 管样例, roles: [{role: administrator, at: district}]}
  lin: {name: 林样例, roles: [{role: caseworker, at: district}]}
  payroll: {name: 工资接口, roles: [{role: caseworker, at: district}]}
"""
ISSUE = ("token", "issue", "payroll", "--label", "导出", "--scope", "cases:read")


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """An installation with an administrator, a clerk and a service account."""
    made = CommandLine(tmp_path / "house")
    made.house.migrate()
    file = tmp_path / "staff.yaml"
    file.write_text(STAFF, encoding="utf-8")
    assert made.ask("staff", "load", str(file), person="root").code == 0
    return made


def test_a_token_is_shown_once(line: CommandLine) -> None:
    """The list has its id, its scopes and its end, and nothing to sign in with."""
    issued = line.ask(*ISSUE, person="root")
    assert (issued.code, issued.data["secret"][:3]) == (0, "uc_")
    (listed,) = line.ask("token", "list", person="root").data["tokens"]
    assert (listed["id"], listed["scopes"]) == (issued.data["id"], ["cases:read"])
    assert issued.data["secret"] not in str(listed)


def test_a_token_is_revoked(line: CommandLine) -> None:
    """Revoked twice it stays as it was the first time; one that is not there is not found."""
    token = line.ask(*ISSUE, person="root").data["id"]
    first = line.ask("token", "revoke", token, person="root").data
    again = line.ask("token", "revoke", token, person="root").data
    assert first["revoked_at"] is not None
    assert again["revoked_at"] == first["revoked_at"]
    assert line.ask("token", "revoke", "none", person="root").code == 4


def test_who_is_no_administrator_is_refused(line: CommandLine) -> None:
    """With the reason; the journal has the attempt."""
    said = line.ask(*ISSUE, person="lin")
    assert (said.code, said.data["refused"][0]["code"]) == (3, "not_your_role")
    assert line.ask("token", "list", person="lin").data["tokens"] == []
