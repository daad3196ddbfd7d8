"""Whatever is done with work, every task is in exactly the lists it should be in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias, cast, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.outbound.memory import SettableClock
from engine.calendar import OFFICE_ZONE
from engine.commands import (
    Act,
    AssignTask,
    CaseCommand,
    ClaimTask,
    DelegateTask,
    HandOverTask,
    HoldTask,
    ReleaseTask,
    ReturnTask,
    TakeUpTask,
)
from engine.directory import Absence
from engine.model import Case
from engine.ports import CaseQuery, Ports, TaskQuery
from engine.usecases.handle_command import handle_command
from engine.usecases.list_work import Queue, list_tasks
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from tests.support.queue_views import expected
from tests.support.small_house import small_house
from tests.support.small_kind import DIRECTORY, NOW

PEOPLE = tuple(DIRECTORY.people)
STAFF = replace(
    DIRECTORY,
    absences=(
        Absence(
            person="ann",
            delegate="ben",
            since=NOW.date() + timedelta(days=1),
            until=NOW.date() + timedelta(days=3),
        ),
    ),
)

Make: TypeAlias = Callable[[str, str, str, date], CaseCommand]

COMMANDS: tuple[Make, ...] = (
    lambda case, task, other, day: ClaimTask(case_id=case, task_id=task),
    lambda case, task, other, day: ReleaseTask(case_id=case, task_id=task),
    lambda case, task, other, day: AssignTask(case_id=case, task_id=task, assignee=other),
    lambda case, task, other, day: HandOverTask(
        case_id=case, task_id=task, person=other, reason="x"
    ),
    lambda case, task, other, day: DelegateTask(case_id=case, task_id=task, person=other),
    lambda case, task, other, day: ReturnTask(case_id=case, task_id=task, text="x"),
    lambda case, task, other, day: HoldTask(case_id=case, task_id=task, until=day, reason="x"),
    lambda case, task, other, day: TakeUpTask(case_id=case, task_id=task),
    lambda case, task, other, day: Act(case_id=case, action="submit"),
    lambda case, task, other, day: Act(case_id=case, action="approve"),
    lambda case, task, other, day: Act(case_id=case, action="rest"),
    lambda case, task, other, day: Act(case_id=case, action="go_on"),
    lambda case, task, other, day: Act(
        case_id=case, action="send_back", target="draft", reason="x"
    ),
)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(COMMANDS),
        st.sampled_from(PEOPLE),
        st.sampled_from(PEOPLE),
        st.integers(0, 1),
        st.integers(0, 2),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_every_task_is_always_where_it_belongs(
    steps: list[tuple[Make, str, str, int, int]],
) -> None:
    """After every command, taken or refused, and on every later day."""
    ports = _office()
    for make, person, other, number, days in steps:
        case = ports.cases.load(f"SA-{number}").case
        task = case.tasks[0].id if case.tasks else "none"
        command = make(case.id, task, other, _today(ports) + timedelta(days=days))
        _try(ports, command, person)
        _check(ports)
        if days:
            cast("SettableClock", ports.clock).advance(timedelta(days=days - 1))
            _check(ports)


def _office() -> Ports:
    """Two files, whose first submission needs no papers."""
    submit = {"to": "review", "needs": {"documents": None}}
    ports = small_house(actions={"submit": submit})
    ports.staff.save(STAFF)
    for number in range(2):
        open_case(
            ports,
            kind="small_aid",
            office="s",
            data={"name": "赵样例", "amount": "3000"},
            requester=Requester(person="gil"),
            case_id=f"SA-{number}",
        )
    return ports


def _try(ports: Ports, command: CaseCommand, person: str) -> None:
    handle_command(ports, command, Requester(person=person))


def _today(ports: Ports) -> date:
    return ports.clock.now().astimezone(OFFICE_ZONE).date()


def _check(ports: Ports) -> None:
    today = _today(ports)
    rows = ports.cases.cases(CaseQuery())
    cases: list[Case] = [ports.cases.load(row.id).case for row in rows]
    for person in PEOPLE:
        for view in get_args(Queue):
            found = list_tasks(ports, Requester(person=person), view, TaskQuery(limit=0))
            wanted = expected(cases, person, view, STAFF, today)
            assert {row.task.id for row in found} == wanted, (person, view)
