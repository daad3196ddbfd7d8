"""What can be done with tasks from the queues: hand over, ask, lay aside, and back."""

from __future__ import annotations

import re

import pytest

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
