"""What can be done with tasks from the queues: hand over, ask, lay aside, and back."""

from __future__ import annotations

import re

import pytest

from engine.events import EventType
from engine.ports import EntryQuery
from tests.support.web_office import WebOffice

ROW = re.compile(r'name="task" value="([^"|]+\|[^"]+)"')


def claimed(office: WebOffice) -> tuple[str, str]:
    """Lin takes a task that nobody has; its case, and how forms name it."""
    lin = office.known("lin", "en")
    task = ROW.findall(lin.page("/work?queue=unassigned&kind=hardship_aid"))[-1]
    assert lin.send("/work", {"do": "claim", "task": task}).status_code == 303
    return task.partition("|")[0], task


def test_a_task_is_laid_aside_and_taken_up(office: WebOffice) -> None:
    """It stands among those laid aside, with the day, until it is taken up."""
    case, task = claimed(office)
    lin = office.known("lin", "en")
    form = {"do": "hold", "task": task, "until": "2026-11-23", "reason": "waiting for a paper"}
    assert lin.send("/work", form).status_code == 303
    waiting = lin.page("/work?queue=waiting")
    assert case in waiting
    assert "laid aside until 2026-11-23" in waiting
    assert task not in lin.page("/work?queue=mine")
    assert lin.send("/work", {"do": "take_up", "task": task}).status_code == 303
    assert task in lin.page("/work?queue=mine")


def test_a_row_has_its_own_button(office: WebOffice) -> None:
    """It does with its task alone what it says, whatever is picked, and leads back to the list."""
    lin = office.known("lin", "en")
    buttons = re.findall(r'name="one" value="(claim[^"]+)"', lin.page("/work?queue=unassigned"))
    other = buttons[1].partition("|")[2]
    form = {"one": buttons[0], "task": other, "do": "claim", "asked": "queue=unassigned"}
    answer = lin.send("/work", form)
    assert answer.headers["location"] == "/work?queue=unassigned"
    mine = lin.page("/work?queue=mine")
    assert (buttons[0].partition("|")[2] in mine, other in mine) == (True, False)


def test_one_task_has_a_page_of_its_own(office: WebOffice) -> None:
    """It says who may act on it; what is done there leads back to the case, or says why not."""
    case, task = claimed(office)
    lin = office.known("lin", "en")
    place = f"/cases/{case}/tasks/{task.partition('|')[2]}"
    assert "has it" in lin.page(place)
    late = lin.send(place, {"do": "hold", "until": "2020-01-01", "reason": "x"})
    assert (late.status_code, 'id="problems"' in late.text) == (422, True)
    done = lin.send(place, {"do": "release"})
    assert (done.status_code, done.headers["location"]) == (303, f"/cases/{case}")
    assert lin.send(place, {"do": "approve"}).headers["location"] == place


def test_who_cannot_do_anything_with_tasks_has_no_buttons_for_it(calm: WebOffice) -> None:
    """An auditor sees cases and tasks, and neither claims nor adds anything."""
    shen = calm.known("shen", "en")
    case = calm.cases["completeness"]
    pages = shen.page("/work"), shen.page(f"/cases/{case}")
    assert [re.findall(r'name="(?:do|one)"', text) for text in pages] == [[], []]
    assert not re.search(r'action="/cases/[^"]+/(?:notes|documents)"', pages[1])
    assert 'name="one"' in calm.known("lin", "en").page("/work?queue=unassigned")


def test_waiting_work_is_given_out_after_a_look(office: WebOffice) -> None:
    """The same levers first say what would happen, then do it; the outcome is recorded."""
    gao = office.known("gao", "en")
    gao.page("/queue/give-out?office=textile-mill")
    levers = {
        "office": "textile-mill",
        "by": "round_robin",
        "person": ["lin", "bo"],
        "weight-lin": "2",
        "limit-bo": "40",
    }
    looked = gao.send("/queue/give-out", {**levers, "do": "look"}).text
    assert "Nothing has happened yet" in looked
    given = gao.send("/queue/give-out", {**levers, "do": "give"}).text
    assert "were given out" in given
    rows = office.house.ports.cases.entries(
        EntryQuery(types=frozenset({EventType.WORK_DISTRIBUTED.value}), limit=0)
    )
    details = [event.details for entry in rows if (event := entry.event()) is not None]
    levers_kept = details[-1]["levers"]
    assert isinstance(levers_kept, dict)
    assert levers_kept["by"] == "round_robin"


def test_only_who_gives_out_work_is_offered_it(calm: WebOffice) -> None:
    """For a caseworker and an auditor there is no such page, and no tab."""
    for person in ("lin", "shen"):
        visitor = calm.known(person)
        assert visitor.get("/queue/give-out").status_code == 404
        assert "/queue/give-out" not in visitor.page("/work")


def test_what_one_did_stands_newest_first(office: WebOffice) -> None:
    """An action of this moment is on top of the list of what was done."""
    gao = office.known("gao", "en")
    before = re.findall(r'<time>|class="nowrap">([^<]+)<', gao.page("/queue/done"))
    assert before == sorted(before, reverse=True)
    assert before


@pytest.mark.parametrize("day", ["", "2026-11-20", "yesterday"])
def test_a_day_that_is_not_ahead_is_refused(office: WebOffice, day: str) -> None:
    """Nothing is laid aside until today or until no day at all."""
    _, task = claimed(office)
    form = {"do": "hold", "task": task, "until": day, "reason": "x"}
    assert office.known("lin", "en").send("/work", form).status_code == 422


def test_a_task_is_handed_over_for_good(office: WebOffice) -> None:
    """It is the colleague's then."""
    _, task = claimed(office)
    form = {"do": "hand_over", "task": task, "assignee": "bo", "reason": "on leave"}
    assert office.known("lin", "en").send("/work", form).status_code == 303
    assert task in office.known("bo", "en").page("/work?queue=mine")


def test_a_colleague_is_asked_and_answers(office: WebOffice) -> None:
    """The task goes there and comes back."""
    _, task = claimed(office)
    lin, bo = office.known("lin", "en"), office.known("bo", "en")
    form = {"do": "ask", "task": task, "assignee": "bo", "reason": "please look"}
    assert lin.send("/work", form).status_code == 303
    assert "asked by" in bo.page("/work?queue=mine")
    assert bo.send("/work", {"do": "return", "task": task, "reason": "fine"}).status_code == 303
    assert task in lin.page("/work?queue=mine")
