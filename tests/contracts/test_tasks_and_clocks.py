"""What every case store does with tasks and clocks: they follow their case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import changes as c
from engine.errors import EngineCode, NotFoundError
from engine.model import ClockState
from engine.ports import CaseStore, TaskQuery
from tests.support.writes import (
    NOW,
    case,
    clock,
    day,
    following,
    opening,
    stored,
    task,
)


def test_an_opened_task_is_listed_with_its_case(cases: CaseStore) -> None:
    """A task shows kind, subject and due moment of its case."""
    opened = task("SA-1", skill="braille", due=day(20))
    cases.commit([opening(case(), c.TaskOpened(task=opened))])
    (row,) = cases.tasks(TaskQuery())
    assert row.task == opened
    assert (row.case_id, row.kind, row.subject) == ("SA-1", "small_aid", "赵样例")


def test_a_task_of_a_day_is_due_when_the_day_is_over_in_the_office(cases: CaseStore) -> None:
    """The last day counts in full, in office time."""
    cases.commit([opening(case(), c.TaskOpened(task=task("SA-1", due=day(20))))])
    due_at = cases.task("SA-1-T1").due_at
    assert due_at is not None
    assert due_at.isoformat() == "2026-02-20T16:00:00+00:00"


def test_a_task_is_due_with_the_clock_of_its_state(cases: CaseStore) -> None:
    """The moment follows the clock when it is extended."""
    opened = opening(
        case(), c.TaskOpened(task=task("SA-1")), c.DeadlineStarted(deadline=clock(days=3))
    )
    loaded = stored(cases, opened)
    assert cases.task("SA-1-T1").due_at == NOW + timedelta(days=3)
    later = c.DeadlineChanged(key="review", how="extended", deadline=clock(days=8))
    cases.commit([following(loaded, later)])
    assert cases.task("SA-1-T1").due_at == NOW + timedelta(days=8)


def test_a_closed_task_is_gone(cases: CaseStore) -> None:
    """A task that was done is in no list and cannot be asked for."""
    loaded = stored(cases, opening(case(), c.TaskOpened(task=task("SA-1"))))
    cases.commit([following(loaded, c.TaskClosed(task_id="SA-1-T1", how="done"))])
    assert list(cases.tasks(TaskQuery())) == []
    with pytest.raises(NotFoundError) as raised:
        cases.task("SA-1-T1")
    assert raised.value.code is EngineCode.TASK_NOT_FOUND


def test_a_claimed_task_lies_with_its_person(cases: CaseStore) -> None:
    """A claim shows in the list of the person and not among the unassigned."""
    loaded = stored(cases, opening(case(), c.TaskOpened(task=task("SA-1"))))
    claim = c.TaskAssigned(task_id="SA-1-T1", at=NOW, assignee="ann", claimed=True)
    cases.commit([following(loaded, claim)])
    (row,) = cases.tasks(TaskQuery(assignee="ann"))
    assert row.task.claimed_at == NOW
    assert list(cases.tasks(TaskQuery(unassigned=True))) == []


def test_tasks_are_listed_by_due_moment_then_age(cases: CaseStore) -> None:
    """What is due comes first, the sooner the earlier; the rest by age."""
    opened = [
        task("SA-1", 1, opened_at=NOW + timedelta(hours=2)),
        task("SA-1", 2, due=day(20)),
        task("SA-1", 3, due=day(12), opened_at=NOW + timedelta(hours=1)),
        task("SA-1", 4),
    ]
    cases.commit([opening(case(), *(c.TaskOpened(task=t) for t in opened))])
    rows = cases.tasks(TaskQuery())
    assert [row.task.id[-2:] for row in rows] == ["T3", "T2", "T4", "T1"]


@pytest.mark.parametrize("oldest_first", [False, True])
def test_pages_of_tasks_follow_without_gap(cases: CaseStore, oldest_first: bool) -> None:
    """Page by page, with and without due moments, gives what one list gives in either order."""
    dated = [task("SA-1", number, due=day(12 + number // 2)) for number in range(4)]
    undated = [task("SA-1", number) for number in range(4, 8)]
    cases.commit([opening(case(), *(c.TaskOpened(task=t) for t in (*dated, *undated)))])
    listed = cases.tasks(TaskQuery(limit=0, oldest_first=oldest_first))
    whole = [row.task.id for row in listed]
    paged: list[str] = []
    query = TaskQuery(limit=3, oldest_first=oldest_first)
    while rows := cases.tasks(query):
        paged += [row.task.id for row in rows]
        last = rows[-1]
        query = replace(query, after=(last.due_at, last.task.opened_at, last.task.id))
    assert paged == whole
    ages = [(row.task.opened_at, row.task.id) for row in listed]
    assert (len(whole), oldest_first and ages != sorted(ages)) == (8, False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (TaskQuery(seats=frozenset({("chief", "d"), ("clerk", "s")})), ["T2", "T3"]),
        (TaskQuery(seats=frozenset()), []),
        (TaskQuery(offices=frozenset({"s"})), ["T3"]),
        (TaskQuery(queue="pay"), ["T2"]),
        (TaskQuery(kind="other"), []),
        (TaskQuery(case_id="SA-1", limit=0), ["T1", "T2", "T3"]),
    ],
)
def test_tasks_are_found_by_what_is_asked(
    cases: CaseStore, query: TaskQuery, found: list[str]
) -> None:
    """Each condition of a query narrows the list."""
    opened = [
        task("SA-1", 1),
        task("SA-1", 2, role="chief", queue="pay"),
        task("SA-1", 3, office="s"),
    ]
    cases.commit([opening(case(), *(c.TaskOpened(task=t) for t in opened))])
    assert [row.task.id[-2:] for row in cases.tasks(query)] == found


def test_clocks_come_back_as_the_case_has_them(cases: CaseStore) -> None:
    """A changed clock replaces its row, a new one is added."""
    loaded = stored(cases, opening(case(), c.DeadlineStarted(deadline=clock())))
    stopped = clock(status=ClockState.STOPPED)
    changes = (
        c.DeadlineChanged(key="review", how="stopped", deadline=stopped),
        c.DeadlineStarted(deadline=clock("notice", provisional=True)),
    )
    after = stored(cases, following(loaded, *changes))
    assert sorted(cases.clocks("SA-1"), key=lambda found: found.key) == sorted(
        after.case.deadlines, key=lambda found: found.key
    )


def test_a_clock_that_an_undone_action_started_is_gone(cases: CaseStore) -> None:
    """What is taken back takes its clocks and tasks with it."""
    loaded = stored(cases, opening(case(), c.TaskOpened(task=task("SA-1"))))
    action = following(
        loaded,
        c.TaskClosed(task_id="SA-1-T1", how="done"),
        c.DeadlineStarted(deadline=clock()),
        c.UndoKept(action="submit", person="ann"),
    )
    loaded = stored(cases, action)
    cases.commit([following(loaded, c.Undone(action="submit"))])
    assert list(cases.clocks("SA-1")) == []
    assert [row.task.id for row in cases.tasks(TaskQuery())] == ["SA-1-T1"]


def test_clocks_are_due_from_the_moment_they_end(cases: CaseStore) -> None:
    """A clock is due at its end and not a moment earlier, the oldest first."""
    for number, days in (("1", 3), ("2", 1), ("3", 9)):
        started = c.DeadlineStarted(deadline=clock(days=days))
        cases.commit([opening(case(f"SA-{number}"), started)])
    end = NOW + timedelta(days=3)
    assert [found.case_id for found in cases.due(end, 10)] == ["SA-2", "SA-1"]
    assert [found.case_id for found in cases.due(end - timedelta(microseconds=1), 10)] == ["SA-2"]
    assert len(cases.due(end, 1)) == 1


def test_a_clock_that_does_not_run_is_never_due(cases: CaseStore) -> None:
    """Paused and stopped clocks are passed over."""
    paused = c.DeadlineStarted(deadline=clock(days=1, status=ClockState.PAUSED))
    cases.commit([opening(case(), paused)])
    assert list(cases.due(NOW + timedelta(days=9), 10)) == []


def test_provisional_clocks_name_their_cases(cases: CaseStore) -> None:
    """A case waits for the next notice once, however many of its clocks do."""
    both = [c.DeadlineStarted(deadline=clock(key, provisional=True)) for key in ("a", "b")]
    cases.commit([opening(case(), *both)])
    cases.commit([opening(case("SA-2"), c.DeadlineStarted(deadline=clock()))])
    assert list(cases.provisional(10)) == ["SA-1"]


def test_a_due_clock_is_claimed_by_one_caller(cases: CaseStore) -> None:
    """Callers get different clocks; a claim that nobody used is over at its moment."""
    for number in range(4):
        clocked = clock(days=1 + number)
        cases.commit([opening(case(f"SA-{number}"), c.DeadlineStarted(deadline=clocked))])
    now, later = NOW + timedelta(days=9), NOW + timedelta(days=9, minutes=1)
    first = cases.claim_due(now, until=later, limit=3)
    second = cases.claim_due(now, until=later, limit=3)
    assert len(first) == 3
    assert [found.case_id for found in (*first, *second)] == ["SA-0", "SA-1", "SA-2", "SA-3"]
    assert list(cases.claim_due(now, until=later, limit=3)) == []
    assert len(cases.claim_due(later, until=later, limit=9)) == 4


def test_clocks_are_near_on_their_reminder_days(cases: CaseStore) -> None:
    """A day that stands in a clock as something else is no reminder day."""
    ahead = clock("review", days=5, reminders=(day(14),))
    cases.commit([opening(case(), c.DeadlineStarted(deadline=ahead))])
    assert [found.key for found in cases.near(day(14), 10)] == ["review"]
    assert list(cases.near(ahead.counted_from, 10)) == []


def test_near_clocks_come_in_pages(cases: CaseStore) -> None:
    """A page begins behind the last clock of the one before, and none is left out."""
    for number in range(5):
        # Of every second case the day stands in its clock as something else.
        days = (day(14),) if number % 2 == 0 else (day(15),)
        ahead = clock("review", days=5, reminders=days)
        cases.commit([opening(case(f"SA-{number}"), c.DeadlineStarted(deadline=ahead))])
    first = cases.near(day(14), 2)
    second = cases.near(day(14), 2, after=(first[-1].case_id, first[-1].key))
    assert [found.case_id for found in (*first, *second)] == ["SA-0", "SA-2", "SA-4"]
