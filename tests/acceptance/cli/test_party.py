"""Persons and employers at the command line."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from engine.directory import Grant, Person
from tests.support.command_line import CommandLine

ID = "110101198001010002"
VALUES = ("applicant_name=赵样例", f"applicant_id={ID}", "phone=13900000001", "employer=样例厂")


def _open(office: CommandLine) -> str:
    said = office.ask("case", "open", "hardship_aid", *VALUES, person="lin")
    number: str = said.data["case"]
    return number


def _registrar(office: CommandLine) -> str:
    """Somebody looks after the register of the whole district."""
    staff = office.house.ports.staff
    directory = staff.directory()
    grant = Grant(role="registrar", office="yangli-district")
    people = {**directory.people, "reg": Person(id="reg", name="册样例", grants=(grant,))}
    staff.save(replace(directory, people=people))
    return "reg"


def test_a_person_is_found_by_number_and_shown_masked(office: CommandLine) -> None:
    """The case is listed, the number is not; with a purpose it is, and that is an entry."""
    case = _open(office)
    (found,) = office.ask("party", "find", "--id", ID, person="lin").data["parties"]
    assert [row["case"] for row in found["cases"]] == [case]
    assert ID not in str(found)
    party = found["party"]
    assert office.ask("party", "show", party, "--unmasked", person="lin").code == 3
    shown = office.ask("party", "show", party, "--unmasked", "--purpose", "核对", person="lin")
    assert shown.data["facts"]["id_number"] == ID
    assert office.ask("party", "find", "--id", ID, person="tao").data["parties"] == []
    assert office.ask("party", "show", party, person="tao").code == 4


def test_the_index_holds_nothing_that_can_be_read(office: CommandLine) -> None:
    """Neither number, telephone nor name stands in the tables of the index."""
    _open(office)
    file = office.house.settings.data_dir / "unioncase.sqlite"
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT kind, value FROM party_keys").fetchall()
    connection.close()
    assert {kind for kind, _ in rows} >= {"resident_id", "phone", "name_phone", "employer_name"}
    told = " ".join(value for _, value in rows)
    assert not any(secret in told for secret in (ID, "13900000001", "赵样例", "样例厂"))


def test_who_is_known_is_said_before_a_second_file_is_opened(office: CommandLine) -> None:
    """On the side of the answer for people, and by a command of its own for programs."""
    first = _open(office)
    (alike,) = [
        one
        for one in office.ask("party", "check", "hardship_aid", *VALUES, person="lin").data["alike"]
        if one["role"] == "applicant"
    ]
    assert alike["open_cases"] == [first]
    said = office.run("case", "open", "hardship_aid", *VALUES, "--as", "lin")
    assert first in said.err
    assert said.code == 0


def test_two_records_are_merged_and_separated_again(office: CommandLine) -> None:
    """Under either number all cases are shown, until the merge is undone."""
    registrar = _registrar(office)
    one = _open(office)
    values = ["applicant_name=赵样例", "applicant_id=110101199001010015"]
    other = office.ask("case", "open", "hardship_aid", *values, person="lin").data["case"]
    parties = [
        office.ask("party", "find", "--id", number, person="lin").data["parties"][0]["party"]
        for number in (ID, "110101199001010015")
    ]
    told = office.ask("party", "merge", *parties, "--reason", "同一人", person=registrar)
    assert {row["case"] for row in told.data["cases"]} >= {one, other}
    back = ("party", "unmerge", *parties, "--reason", "并非同一人")
    assert office.ask(*back, "--stay", person=registrar).code == 0
    shown = office.ask("party", "show", parties[1], person="lin").data
    assert [row["case"] for row in shown["cases"]] == [other]
    assert office.ask("audit", "verify").code == 0


def test_a_declared_relative_stands_in_both_files(office: CommandLine) -> None:
    """Whoever looks at either of the two sees the other."""
    registrar = _registrar(office)
    _open(office)
    party = office.ask("party", "find", "--id", ID, person="lin").data["parties"][0]["party"]
    own = office.ask(
        "party",
        "register",
        "林样例",
        "--id",
        "110101199001010015",
        "--office",
        "textile-mill",
        person=registrar,
    ).data["party"]
    office.ask("party", "link", own, "--staff", "lin", person=registrar)
    office.ask("party", "link", own, "--relative", party, person=registrar)
    for one, other in ((own, party), (party, own)):
        shown = office.ask("party", "show", one, person=registrar).data
        assert shown["relations"] == [{"party": other, "tie": "relative"}]
    assert office.ask("party", "show", own, person=registrar).data["staff"] == "lin"
