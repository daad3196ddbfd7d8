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


@group.command("list")
def list_tasks(
    desk: Desk,
    which: Annotated[Which, Argument()] = Which.TEAM,
    queue: Annotated[str | None, Option("--queue")] = None,
    limit: Annotated[int, Option("--limit", min=1, max=1000)] = 50,
) -> int:
    """Open tasks, due ones first."""
    from adapters.i18n.plain import task_row_plain
    from adapters.inbound.cli.lists import print_tasks
    from engine.ports import TaskQuery
    from engine.usecases.list_work import list_tasks as look_up

    query = TaskQuery(queue=queue, limit=limit)
    rows = look_up(desk.ports, desk.requester, which.value, query)
    plain: JsonValue = {"tasks": [task_row_plain(row) for row in rows]}
    return desk.answer(plain, lambda console: print_tasks(console, rows, desk))


@group.command("claim")
def claim(desk: Desk, task: Task, key: Key = None) -> int:
    """Take a task from the queue."""
    from engine.commands import ClaimTask

    case = _case_of(desk, task)
    return handled(desk, ClaimTask(case_id=case, task_id=task, idempotency_key=key))


@group.command("release")
def release(desk: Desk, task: Task, key: Key = None) -> int:
    """Put one's task back into the queue."""
    from engine.commands import ReleaseTask

    case = _case_of(desk, task)
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

    case = _case_of(desk, task)
    command = AssignTask(case_id=case, task_id=task, assignee=assignee, idempotency_key=key)
    return handled(desk, command)


def _case_of(desk: Desk, task: str) -> str:
    return desk.ports.cases.task(task).case_id
