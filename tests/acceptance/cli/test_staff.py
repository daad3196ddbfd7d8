"""Offices and people at the command line: loaded from a file, shown, refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine

STAFF = """\
offices:
  district: {level: district, name: 样例区总工会, region: "371083"}
  mill: {level: grassroots, name: 样例厂工会, region: "371083", parent: district}
people:
  root: {name: 管样例, roles: [{role: administrator, at: district}]}
  lin: {name: 林样例, roles: [{role: caseworker, at: mill, since: 2026-01-01, limit: 3000}]}
absences: [{person: lin, delegate: root, since: 2026-02-01, until: 2026-02-20}]
"""


@pytest.fixture
def empty(tmp_path: Path) -> CommandLine:
    """An installation in which nobody works yet."""
    folder = tmp_path / "empty"
    line = CommandLine(folder)
    line.house.migrate()
    return line


def _file(folder: Path, text: str = STAFF) -> str:
    file = folder / "staff.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_first_load_lets_people_work(empty: CommandLine, tmp_path: Path) -> None:
    """After the first file a caseworker opens a case, and the journal names ids only."""
    assert empty.ask("staff", "load", _file(tmp_path), person="root").code == 0
    values = ["applicant_name=赵样例", "applicant_id=110101198001010002"]
    assert empty.ask("case", "open", "hardship_aid", *values, person="lin").code == 0
    entries = empty.ask("audit", "show", "J-district", person="root").data["entries"]
    assert entries[-1]["header"]["type"] == "staff_changed"
    assert "林样例" not in str(entries)


def test_a_dry_run_changes_nothing(empty: CommandLine, tmp_path: Path) -> None:
    """What would be added is told, and the directory stays empty."""
    said = empty.ask("staff", "load", _file(tmp_path), "--dry-run")
    assert said.data["people"]["added"] == ["lin", "root"]
    assert empty.ask("staff", "show").data == {"offices": {}, "people": {}}


def test_only_an_administrator_loads_again(empty: CommandLine, tmp_path: Path) -> None:
    """A caseworker is refused; an administrator above what changes is not."""
    empty.ask("staff", "load", _file(tmp_path), person="root")
    changed = _file(tmp_path, STAFF.replace("林样例", "凌样例"))
    assert empty.ask("staff", "load", changed, person="lin").reasons == ["not_your_role"]
    assert empty.ask("staff", "load", changed, person="root").data["people"]["changed"] == ["lin"]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("parent:", "parnet:", "parent"),
        ("at: mill", "at: mil", "mill"),
        ('"371083", parent', "3x, parent", "3x"),
        ("since: 2026-01-01", "since: 2026-13-01", "2026-13-01"),
        ("limit: 3000", "limit: many", "many"),
        ("delegate: root", "delegate: roott", "root"),
    ],
)
def test_a_fault_is_told_with_its_place(
    empty: CommandLine, tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    """A wrong value ends with exit code 6, its line and what was meant; nothing is stored."""
    text = STAFF.replace(right, wrong, 1)
    said = empty.ask("staff", "load", _file(tmp_path, text), person="root")
    line = 1 + text[: text.index(wrong)].count("\n")
    assert said.code == 6
    assert any(f"staff.yaml:{line}:" in f and told in f for f in said.data["error"]["findings"])
    assert empty.ask("staff", "show").data["people"] == {}


def test_dates_in_the_wrong_order_are_told(empty: CommandLine, tmp_path: Path) -> None:
    """A role that ends before it begins is a fault of the file."""
    text = STAFF.replace("since: 2026-01-01", "since: 2026-03-01, until: 2026-02-01")
    said = empty.ask("staff", "load", _file(tmp_path, text), person="root")
    assert said.code == 6
    assert any("2026-03-01" in found for found in said.data["error"]["findings"])


def test_an_office_with_files_and_people_who_acted_stay(empty: CommandLine, tmp_path: Path) -> None:
    """Neither can be left out of a later file; the refusal names both, and nothing changes."""
    empty.ask("staff", "load", _file(tmp_path), person="root")
    values = ["applicant_name=赵样例", "applicant_id=110101198001010002"]
    empty.ask("case", "open", "hardship_aid", *values, person="lin")
    smaller = "".join(
        line + "\n"
        for line in STAFF.splitlines()
        if "mill:" not in line and "lin:" not in line and "absences" not in line
    )
    said = empty.ask("staff", "load", _file(tmp_path, smaller), person="root")
    assert said.reasons == ["office_has_files", "person_in_trail"]
    assert "mill" in empty.ask("staff", "show").data["offices"]


def test_an_absence_lets_a_colleague_act(empty: CommandLine, tmp_path: Path) -> None:
    """From its first day on the delegate acts for the absent."""
    empty.ask(
        "staff", "load", _file(tmp_path, STAFF.replace("absences", "# absences")), person="root"
    )
    values = ["applicant_name=赵样例", "applicant_id=110101198001010002"]
    opening = ("case", "open", "hardship_aid", *values, "--office", "mill", "--for", "lin")
    assert empty.ask(*opening, person="root").code == 3
    told = empty.ask("staff", "absence", "lin", "root", "2026-02-01", "2026-02-20", person="root")
    assert told.data["people"]["changed"] == ["lin", "root"]
    assert empty.ask(*opening, person="root").code == 0


def test_whoever_leaves_has_no_roles_and_keeps_their_name(
    empty: CommandLine, tmp_path: Path
) -> None:
    """The open tasks that lie with them are told, so that somebody takes them."""
    empty.ask("staff", "load", _file(tmp_path), person="root")
    values = ["applicant_name=赵样例", "applicant_id=110101198001010002"]
    empty.ask("case", "open", "hardship_aid", *values, person="lin")
    (task,) = empty.ask("task", "list", person="lin").data["tasks"]
    empty.ask("task", "claim", task["id"], person="lin")
    told = empty.ask("staff", "leave", "lin", "2026-02-10", person="root")
    assert told.data["open_tasks"] == [task["id"]]
    assert empty.ask("case", "open", "hardship_aid", *values, person="lin").code != 0
    assert empty.ask("staff", "show").data["people"]["lin"]["name"] == "林样例"
