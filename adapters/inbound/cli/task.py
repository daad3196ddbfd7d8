"""The work that waits: list it, take it, give it back, hand it to somebody."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import JsonValue
from typer import Argument, Option

from adapters.inbound.cli.case import Key, handled
from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk

group = Group("task")

Task = Annotated[str, Argument(metavar="TASK")]


class Which(StrEnum):
    """Whose work to list."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    ABSENT = "absent"
    ALL = "all"


@group.command("list")
def list_tasks(
    desk: Desk,
    which: Annotated[Which, Argument()] = Which.TEAM,
    queue: Annotated[str | None, Option("--queue")] = None,
    kind: Annotated[str | None, Option("--kind")] = None,
    at_office: Annotated[str | None, Option("--office", metavar="OFFICE")] = None,
    role: Annotated[str | None, Option("--role")] = None,
    skill: Annotated[str | None, Option("--skill")] = None,
    holder: Annotated[str | None, Option("--person", metavar="PERSON")] = None,
    limit: Annotated[int, Option("--limit", min=1, max=1000)] = 50,
) -> int:
    """Open tasks, due ones first."""
    from adapters.i18n.plain import task_row_plain
    from adapters.inbound.cli.lists import print_tasks
    from engine.ports import TaskQuery
    from engine.usecases.list_work import list_tasks as look_up

    query = TaskQuery(
        queue=queue,
        kind=kind,
        offices=None if at_office is None else frozenset((at_office,)),
        role=role,
        skill=skill,
        holder=holder,
        limit=limit,
    )
    rows = look_up(desk.ports, desk.requester, which.value, query)
    plain: JsonValue = {"tasks": [task_row_plain(row) for row in rows]}
    return desk.answer(plain, lambda console: print_tasks(console, rows, desk))


@group.command("claim")
def claim(desk: Desk, task: Task, key: Key = None) -> int:
    """Take a task from the queue."""
    from engine.commands import ClaimTask

    case = case_of(desk, task)
    return handled(desk, ClaimTask(case_id=case, task_id=task, idempotency_key=key))


@group.command("release")
def release(desk: Desk, task: Task, key: Key = None) -> int:
    """Put one's task back into the queue."""
    from engine.commands import ReleaseTask

    case = case_of(desk, task)
    return handled(desk, ReleaseTask(case_id=case, task_id=task, idempotency_key=key))


@group.command("assign")
def assign(
    desk: Desk,
    task: Task,
    assignee: Annotated[str, Argument(metavar="PERSON")],
    key: Key = None,
) -> int:
    """Give a task to a person."""
    from engine.commands import AssignTask

    case = case_of(desk, task)
    command = AssignTask(case_id=case, task_id=task, assignee=assignee, idempotency_key=key)
    return handled(desk, command)


def case_of(desk: Desk, task: str) -> str:
    """The case of an open task."""
    return desk.ports.cases.task(task).case_id
