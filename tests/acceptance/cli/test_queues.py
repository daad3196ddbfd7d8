"""Queues at the command line: who has what, what waits, how work moves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.command_line import START, CommandLine

TASK = "HA-2026-000001-T1.0"


@pytest.fixture
def claimed(office: CommandLine, draft: str) -> CommandLine:
    """An office in which he has taken the first task."""
    [task] = office.ask("task", "list", person="he").data["tasks"]
    assert (task["case"], task["id"]) == (draft, TASK)
    assert office.ask("task", "claim", TASK, person="he").code == 0
    return office


def ids(office: CommandLine, *words: str, person: str) -> list[str]:
    """The tasks that a list shows."""
    return [task["id"] for task in office.ask("task", "list", *words, person=person).data["tasks"]]


def test_a_task_is_handed_over_for_good(claimed: CommandLine) -> None:
    """Without a reason it is refused; with one it lies with the colleague."""
    assert claimed.ask("task", "hand-over", TASK, "lin", person="he").reasons == ["reason_missing"]
    said = claimed.ask("task", "hand-over", TASK, "lin", "--reason", "休假", person="he")
    assert said.code == 0
    assert (ids(claimed, "mine", person="he"), ids(claimed, "mine", person="lin")) == ([], [TASK])


def test_a_task_is_asked_about_and_comes_back(claimed: CommandLine) -> None:
    """It waits with who has asked, and is theirs again with the answer."""
    assert claimed.ask("task", "delegate", TASK, "lin", person="he").code == 0
    assert ids(claimed, "waiting", person="he") == [TASK]
    assert claimed.ask("task", "return", TASK, "已核对", person="lin").code == 0
    assert ids(claimed, "mine", person="he") == [TASK]


def test_a_task_is_laid_aside_and_taken_up(claimed: CommandLine) -> None:
    """A list says until when; before that day it can be taken up again."""
    until = (START + timedelta(days=1)).date().isoformat()
    assert claimed.ask("task", "hold", TASK, "someday", person="he").code == 6
    assert claimed.ask("task", "hold", TASK, until, "--reason", "等证明", person="he").code == 0
    assert ids(claimed, "mine", person="he") == []
    assert until in claimed.run("task", "list", "waiting", "--as", "he").out
    assert claimed.ask("task", "take-up", TASK, person="he").code == 0
    assert ids(claimed, "mine", person="he") == [TASK]


def test_work_is_found_by_office_role_and_person(claimed: CommandLine) -> None:
    """Who sees the offices sees their work, by its marks."""
    [task] = claimed.ask("task", "list", "all", person="luo").data["tasks"]
    here = ("--office", task["office"], "--role", task["role"], "--person", "he")
    assert ids(claimed, "all", *here, person="luo") == [TASK]
    assert ids(claimed, "all", "--person", "lin", person="luo") == []
    assert ids(claimed, "all", "--skill", "braille", person="luo") == []


def test_who_may_act_and_what_was_done_are_told(claimed: CommandLine) -> None:
    """The holder may, a colleague hears why not; the opening is what lin did."""
    people = claimed.ask("task", "who", TASK, person="luo").data["people"]
    assert {found["person"]: found["may"] for found in people}["he"]
    assert "何样例" in claimed.run("task", "who", TASK, "--as", "luo").out
    assert claimed.ask("task", "done", person="lin").data["done"][0]["type"] == "case_opened"
    assert claimed.ask("task", "idle", person="lin").data["cases"] == []


def test_many_tasks_are_assigned_and_distributed(office: CommandLine, draft: str) -> None:
    """Each is answered; a distribution says who got what before and when it is done."""
    at = office.ask("task", "list", person="he").data["tasks"][0]["office"]
    shares = ("--share", "he:2:5", "--share", "lin", "--by", "weight")
    planned = office.ask("task", "distribute", at, *shares, "--dry-run", person="luo")
    given = office.ask("task", "distribute", at, *shares, person="luo")
    assert planned.data["tasks"] == given.data["tasks"]
    assert given.data["tasks"][0]["person"] == "he"
    assert office.ask("task", "distribute", at, "--share", "he:x", person="luo").code == 6
    said = office.ask("task", "assign-many", "lin", TASK, "HA-2026-000009-T1.0", person="luo")
    assert [task["done"] for task in said.data["tasks"]] == [True, False]
    assert said.code == 3


def test_the_work_of_who_leaves_is_moved(claimed: CommandLine) -> None:
    """A dry run says what would become of each task; then it does, and the roles end."""
    words = ("staff", "leave", "he", START.date().isoformat(), "--to", "lin")
    planned = claimed.ask(*words, "--dry-run", person="admin")
    assert [one["way"] for one in planned.data["moved"]] == ["handed_over"]
    assert ids(claimed, "mine", person="he") == [TASK]
    assert claimed.ask(*words, person="admin").data["people"]["changed"] == ["he"]
    assert ids(claimed, "mine", person="lin") == [TASK]


def test_skills_stand_in_the_file_of_the_staff(tmp_path: Path) -> None:
    """A person's skills are read with their roles."""
    line = CommandLine(tmp_path)
    line.house.migrate()
    file = tmp_path / "staff.yaml"
    file.write_text(
        "offices:\n  d: {level: district, name: 样例区, region: '371083'}\n"
        "people:\n  root: {name: 管样例, skills: [braille],"
        " roles: [{role: administrator, at: d}]}\n",
        encoding="utf-8",
    )
    assert line.ask("staff", "load", str(file), person="root").code == 0
    assert line.house.ports.staff.directory().person("root").skills == {"braille"}
