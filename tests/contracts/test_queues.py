"""What every case store does with queues: each shows what it should, at once, in pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import get_args

import pytest

from engine import changes as c
from engine.commands import AssignTask, CaseCommand, ClaimTask, HoldTask, ReleaseTask
from engine.directory import Absence, Grant, Person
from engine.events import EventType
from engine.model import Case, Status
from engine.ports import CaseQuery, CaseStore, DoneQuery, Staff, TaskQuery
from engine.usecases.answers import Done
from engine.usecases.handle_command import handle_command
from engine.usecases.list_work import Queue, list_tasks
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from tests.support.queue_views import expected
from tests.support.small_house import small_house
from tests.support.small_kind import DIRECTORY
from tests.support.stores import Stores, at, in_memory
from tests.support.writes import NOW, case, day, following, opening, stored, task

TODAY = NOW.date()
STAFF = replace(
    DIRECTORY,
    absences=(Absence(person="ann", delegate="ben", since=TODAY, until=TODAY),),
)


def every_sort_of_task() -> Iterator[Case]:
    """A case for every combination of what a task's lists depend on."""
    combinations = product(
        (None, "ann", "gil"),
        (None, TODAY, TODAY + timedelta(days=1)),
        (None, "ben"),
        (("clerk", "s"), ("chief", "d")),
        (Status.OPEN, Status.SUSPENDED),
        ("s", "d"),
    )
    for number, (holder, held, giver, (role, at_office), status, office) in enumerate(combinations):
        case_id = f"SA-{number:03}"
        opened = task(
            case_id,
            role=role,
            office=at_office,
            assignee=holder,
            held_until=held,
            lent_by=giver if holder else None,
            due=day(12 + number % 9) if number % 4 else None,
        )
        yield case(case_id, office=office, status=status, tasks=(opened,))


@pytest.fixture
def filled(stores: Stores) -> tuple[Stores, list[Case]]:
    """Stores with all of them."""
    made = list(every_sort_of_task())
    stores.staff.save(STAFF)
    stores.cases.commit([opening(one) for one in made])
    return stores, made


def test_every_task_is_in_exactly_the_lists_it_should_be_in(
    filled: tuple[Stores, list[Case]],
) -> None:
    """For every person and every list, whatever a task's lists depend on."""
    stores, cases = filled
    ports = small_house(stores, staffed=True)
    for person, view in product(STAFF.people, get_args(Queue)):
        rows = list_tasks(ports, Requester(person=person), view, TaskQuery(limit=0))
        found = [row.task.id for row in rows]
        assert len(found) == len(set(found))
        assert set(found) == expected(cases, person, view, STAFF, TODAY), (person, view)


def test_pages_of_a_list_made_of_several_follow_without_gap(
    filled: tuple[Stores, list[Case]],
) -> None:
    """What waits comes from three questions; page by page it is one list, due ones first."""
    stores, _ = filled
    ports, ben = small_house(stores, staffed=True), Requester(person="ben")
    whole = [row.task.id for row in list_tasks(ports, ben, "waiting", TaskQuery(limit=0))]
    paged: list[str] = []
    query = TaskQuery(limit=7)
    while rows := list_tasks(ports, ben, "waiting", query):
        paged += [row.task.id for row in rows]
        last = rows[-1]
        query = replace(query, after=(last.due_at, last.task.opened_at, last.task.id))
    assert paged == whole
    assert len(whole) > 20


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (TaskQuery(skill="braille"), ["T2"]),
        (TaskQuery(skills=frozenset({"sign"})), ["T1", "T3"]),
        (TaskQuery(skills=frozenset()), ["T1"]),
        (TaskQuery(role="chief"), ["T3"]),
        (TaskQuery(holder="ann"), ["T2"]),
        (TaskQuery(lent_by="ben"), ["T2"]),
        (TaskQuery(case_offices=frozenset({"elsewhere"})), []),
    ],
)
def test_tasks_are_found_by_role_skill_and_person(
    cases: CaseStore, query: TaskQuery, found: list[str]
) -> None:
    """Who has no skill is shown what asks for none."""
    opened = [
        task("SA-1", 1),
        task("SA-1", 2, skill="braille", assignee="ann", lent_by="ben"),
        task("SA-1", 3, skill="sign", role="chief"),
    ]
    cases.commit([opening(case(), *(c.TaskOpened(task=t) for t in opened))])
    assert [row.task.id[-2:] for row in cases.tasks(query)] == found


def test_a_task_laid_aside_and_lent_comes_back_as_it_was_stored(cases: CaseStore) -> None:
    """Its day and whose it is are kept with it."""
    loaded = stored(cases, opening(case(), c.TaskOpened(task=task("SA-1"))))
    lent = c.TaskAssigned(task_id="SA-1-T1", at=NOW, assignee="ann", lent_by="ben")
    loaded = stored(cases, following(loaded, lent))
    cases.commit([following(loaded, c.TaskHeld(task_id="SA-1-T1", until=day(20)))])
    row = cases.task("SA-1-T1")
    assert (row.task.lent_by, row.task.held_until) == ("ben", day(20))
    assert (row.status, row.waiting_since) == (Status.OPEN, NOW)


def test_what_somebody_did_is_listed_newest_first(cases: CaseStore) -> None:
    """By moment, case and place, within offices and kinds of entry, page by page."""
    for number in range(3):
        loaded = stored(cases, opening(case(f"SA-{number}", office="sd"[number % 2])))
        moved = c.FactSet(field="count", new=number)
        happened = following(loaded, moved, at=NOW + timedelta(hours=number), person="ben")
        cases.commit([happened])
    query = DoneQuery(person="ben", types=frozenset({EventType.ACTION_TAKEN.value}))
    assert [row.case_id for row in cases.done(query)] == ["SA-2", "SA-1", "SA-0"]
    assert [row.case_id for row in cases.done(replace(query, offices=frozenset({"d"})))] == ["SA-1"]
    first = cases.done(replace(query, limit=1))[0]
    assert (first.kind, first.subject, first.type) == ("small_aid", "赵样例", "action_taken")
    after = (first.at, first.case_id, first.seq)
    assert [row.case_id for row in cases.done(replace(query, after=after))] == ["SA-1", "SA-0"]
    assert list(cases.done(replace(query, types=frozenset({"other"})))) == []


def test_cases_without_work_are_found(cases: CaseStore) -> None:
    """A case with an open task is none of them."""
    cases.commit([opening(case("SA-1"), c.TaskOpened(task=task("SA-1")))])
    cases.commit([opening(case("SA-2"))])
    assert [row.id for row in cases.cases(CaseQuery(workless=True))] == ["SA-2"]


def test_skills_come_back_with_their_person(staff: Staff) -> None:
    """As a set, for those who have some."""
    grants = (Grant(role="clerk", office="s"),)
    skilled = Person(id="kim", name="金样例", grants=grants, skills=frozenset({"sign", "braille"}))
    staff.save(replace(DIRECTORY, people={**DIRECTORY.people, "kim": skilled}))
    assert staff.directory().person("kim") == skilled
    assert staff.directory().person("ann").skills == frozenset()


def test_a_list_read_after_a_command_shows_it(stores: Stores) -> None:
    """Whoever reads, in this process or another, sees what a command has just done."""
    ports = small_house(stores)
    other = in_memory() if stores.url is None else at(stores.url)
    elsewhere = ports if stores.url is None else small_house(other, staffed=True)
    for number in range(4):
        given = {"name": "赵样例", "amount": "3000"}
        opened = open_case(
            ports,
            kind="small_aid",
            office="s",
            data=given,
            requester=Requester(person="ann"),
            case_id=f"SA-{number}",
        )
        assert isinstance(opened, Done)
        for person, command, view in _steps(f"SA-{number}"):
            assert isinstance(handle_command(ports, command, Requester(person=person)), Done)
            rows = list_tasks(elsewhere, Requester(person="ann"), view)
            assert f"SA-{number}-T1.0" in [row.task.id for row in rows]
    other.close()


def _steps(case_id: str) -> Iterator[tuple[str, CaseCommand, Queue]]:
    task_id, until = f"{case_id}-T1.0", TODAY + timedelta(days=2)
    yield "ann", ClaimTask(case_id=case_id, task_id=task_id), "mine"
    yield "ann", HoldTask(case_id=case_id, task_id=task_id, until=until, reason="x"), "waiting"
    yield "ann", ReleaseTask(case_id=case_id, task_id=task_id), "unassigned"
    yield "eva", AssignTask(case_id=case_id, task_id=task_id, assignee="ann"), "mine"
