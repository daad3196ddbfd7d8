"""Parties outside at the command line: let in, taken away, and their answers received."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest

from engine.outside import signature
from tests.support.command_line import CommandLine, Said

STAFF = """\
offices:
  district: {level: district, name: 样例区总工会, region: "371083"}
  mill: {level: grassroots, name: 样例厂工会, region: "371083", parent: district}
people:
  root: {name: 管样例, roles: [{role: administrator, at: district}]}
  lin: {name: 林样例, roles: [{role: caseworker, at: mill}]}
"""
BANK = ("--name", "样例银行", "--office", "district", "--answer", "hardship_aid.payment_confirmed")
PERSON = ("applicant_name=赵样例", "applicant_id=110101198001010002")


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """An installation with an administrator and a clerk."""
    made = CommandLine(tmp_path / "house")
    made.house.migrate()
    file = tmp_path / "staff.yaml"
    file.write_text(STAFF, encoding="utf-8")
    assert made.ask("staff", "load", str(file), person="root").code == 0
    return made


def received(line: CommandLine, key: str, body: bytes, file: Path) -> Said:
    """What becomes of a body that the bank signs now."""
    file.write_bytes(body)
    at = str(int(line.clock.now().timestamp()))
    made = signature(b64decode(key.removeprefix("whsec_")), "m1", at, body)
    signed = ("--from", "bank", "--id", "m1", "--at", at, "--signature", made)
    return line.ask("case", "receive", str(file), *signed)


def test_a_key_is_shown_once(line: CommandLine) -> None:
    """The list says who may answer with what, and nothing to sign with."""
    added = line.ask("sender", "add", "bank", *BANK, person="root")
    assert (added.code, added.data["key"][:6]) == (0, "whsec_")
    (listed,) = line.ask("sender", "list", person="root").data["senders"]
    assert (listed["id"], listed["answers"]) == ("bank", ["hardship_aid.payment_confirmed"])
    assert added.data["key"] not in str(listed)
    assert "样例银行" in line.run("sender", "list", "--as", "root").out


def test_who_is_no_administrator_is_refused(line: CommandLine) -> None:
    """Neither added nor listed, nor taken away."""
    own = ("--name", "银行", "--office", "mill", "--answer", "hardship_aid.payment_confirmed")
    said = line.ask("sender", "add", "bank", *own, person="lin")
    assert (said.code, said.reasons) == (3, ["not_your_role"])
    assert line.ask("sender", "list", person="lin").data["senders"] == []
    assert line.ask("sender", "revoke", "bank", person="lin").code == 4


def test_an_answer_is_received_as_it_was_signed(line: CommandLine, tmp_path: Path) -> None:
    """Out of place it is refused by the case; of a sender who was taken away it is forged."""
    key = line.ask("sender", "add", "bank", *BANK, person="root").data["key"]
    opened = line.ask("case", "open", "hardship_aid", *PERSON, person="lin")
    assert opened.code == 0, opened.out
    plain = {"case": opened.data["case"], "event": "payment_confirmed"}
    body, file = json.dumps(plain).encode(), tmp_path / "answer.json"
    early = received(line, key, body, file)
    assert (early.code, "not_in_this_state" in early.reasons) == (3, True)
    assert line.ask("sender", "revoke", "bank", person="root").data["revoked_at"] is not None
    assert received(line, key, body, file).reasons == ["answer_forged"]
