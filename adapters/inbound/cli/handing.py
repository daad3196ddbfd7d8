"""Tasks in other hands or at another time: hand over, ask a colleague, lay aside."""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from adapters.inbound.cli import task as tasks
from adapters.inbound.cli.case import Key, Why, handled
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.task import Task, case_of
from adapters.inbound.cli.values import read_day

group = tasks.group

Colleague = Annotated[str, Argument(metavar="PERSON")]


@group.command("hand-over")
def hand_over(
    desk: Desk, task: Task, assignee: Colleague, reason: Why = None, key: Key = None
) -> int:
    """Give a task to a colleague for good."""
    from engine.commands import HandOverTask

    command = HandOverTask(
        case_id=case_of(desk, task),
        task_id=task,
        person=assignee,
        reason=reason or "",
        idempotency_key=key,
    )
    return handled(desk, command)


@group.command("delegate")
def delegate(
    desk: Desk, task: Task, assignee: Colleague, reason: Why = None, key: Key = None
) -> int:
    """Ask a colleague about one's task; it comes back with the answer."""
    from engine.commands import DelegateTask

    command = DelegateTask(
        case_id=case_of(desk, task),
        task_id=task,
        person=assignee,
        reason=reason or "",
        idempotency_key=key,
    )
    return handled(desk, command)


@group.command("return")
def give_back(
    desk: Desk,
    task: Task,
    text: Annotated[str, Argument(metavar="TEXT")] = "",
    key: Key = None,
) -> int:
    """Answer who has asked, or take one's task back."""
    from engine.commands import ReturnTask

    command = ReturnTask(case_id=case_of(desk, task), task_id=task, text=text, idempotency_key=key)
    return handled(desk, command)


@group.command("hold")
def hold(
    desk: Desk,
    task: Task,
    back_on: Annotated[str, Argument(metavar="DATE")],
    reason: Why = None,
    key: Key = None,
) -> int:
    """Lay a task aside; it is back by itself on its day."""
    from engine.commands import HoldTask

    command = HoldTask(
        case_id=case_of(desk, task),
        task_id=task,
        until=read_day(back_on),
        reason=reason or "",
        idempotency_key=key,
    )
    return handled(desk, command)


@group.command("take-up")
def take_up(desk: Desk, task: Task, key: Key = None) -> int:
    """Take up again what was laid aside."""
    from engine.commands import TakeUpTask

    command = TakeUpTask(case_id=case_of(desk, task), task_id=task, idempotency_key=key)
    return handled(desk, command)
