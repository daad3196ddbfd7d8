"""Tasks: queues, claiming, releasing, assigning."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from adapters.i18n.plain import Plain, task_row_plain
from adapters.inbound.rest.answering import IdempotencyKey, carry_out, on_task
from adapters.inbound.rest.call import CasesAct, CasesRead
from adapters.inbound.rest.paging import Cursor, Limit, cursor, invalid_cursor, read_cursor
from adapters.inbound.rest.shapes.cases import Done
from adapters.inbound.rest.shapes.work import Assign, Hold, TaskAnswer, TaskPage, ToPerson
from engine.commands import (
    AssignTask,
    ClaimTask,
    DelegateTask,
    HandOverTask,
    HoldTask,
    ReleaseTask,
    ReturnTask,
    TakeUpTask,
)
from engine.ports import TaskQuery, TaskRow
from engine.usecases.list_work import Queue
from engine.usecases.list_work import list_tasks as find_tasks

router = APIRouter(tags=["tasks"])

TaskId = Annotated[str, Path(max_length=120, examples=["HA-2026-000017-T1.0"])]
Filter = Annotated[str | None, Query(max_length=200)]


@router.get("/tasks", response_model=TaskPage)
def list_tasks(
    call: CasesRead,
    whose: Annotated[Queue, Query(description="Whose work.")] = "mine",
    queue: Filter = None,
    kind: Filter = None,
    case: Filter = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Plain:
    """One's own tasks, those of the queues one serves, or those that nobody has taken."""
    query = TaskQuery(queue=queue, kind=kind, case_id=case, after=_place(cursor), limit=limit + 1)
    rows = find_tasks(call.ports, call.requester, whose, query)
    more = len(rows) > limit
    return {
        "tasks": [task_row_plain(row) for row in rows[:limit]],
        "next": _cursor(rows[limit - 1]) if more else None,
    }


def _cursor(row: TaskRow) -> str:
    due = None if row.due_at is None else row.due_at.isoformat()
    return cursor(due, row.task.opened_at.isoformat(), row.task.id)


def _place(text: str | None) -> tuple[datetime | None, datetime, str] | None:
    place = read_cursor(text, (str, type(None)), str, str)
    if place is None:
        return None
    due, opened, task = place
    return None if due is None else _moment(due), _moment(opened), str(task)


def _moment(text: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise invalid_cursor() from error
    if found.tzinfo is None:
        raise invalid_cursor()
    return found


@router.post("/tasks/{task_id}/claim", response_model=Done)
def claim_task(call: CasesAct, task_id: TaskId, idempotency_key: IdempotencyKey = None) -> Response:
    """Take a task from its queue."""
    return carry_out(call, ClaimTask(**on_task(call, task_id, idempotency_key)))


@router.post("/tasks/{task_id}/release", response_model=Done)
def release_task(
    call: CasesAct, task_id: TaskId, idempotency_key: IdempotencyKey = None
) -> Response:
    """Put one's task back into its queue."""
    return carry_out(call, ReleaseTask(**on_task(call, task_id, idempotency_key)))


@router.post("/tasks/{task_id}/assign", response_model=Done)
def assign_task(
    call: CasesAct, task_id: TaskId, asked: Assign, idempotency_key: IdempotencyKey = None
) -> Response:
    """Give a task to a person."""
    on = on_task(call, task_id, idempotency_key)
    return carry_out(call, AssignTask(**on, assignee=asked.assignee))


@router.post("/tasks/{task_id}/hand-over", response_model=Done)
def hand_over_task(
    call: CasesAct, task_id: TaskId, asked: ToPerson, idempotency_key: IdempotencyKey = None
) -> Response:
    """Give a task that one has to a colleague for good (转办)."""
    on = on_task(call, task_id, idempotency_key)
    return carry_out(call, HandOverTask(**on, person=asked.person, reason=asked.reason))


@router.post("/tasks/{task_id}/delegate", response_model=Done)
def delegate_task(
    call: CasesAct, task_id: TaskId, asked: ToPerson, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask a colleague to look into one's task; it comes back (委派)."""
    on = on_task(call, task_id, idempotency_key)
    return carry_out(call, DelegateTask(**on, person=asked.person, reason=asked.reason))


@router.post("/tasks/{task_id}/return", response_model=Done)
def return_task(
    call: CasesAct, task_id: TaskId, asked: TaskAnswer, idempotency_key: IdempotencyKey = None
) -> Response:
    """Give a task back with the answer, or take it back from whom one asked."""
    on = on_task(call, task_id, idempotency_key)
    return carry_out(call, ReturnTask(**on, text=asked.text))


@router.post("/tasks/{task_id}/hold", response_model=Done)
def hold_task(
    call: CasesAct, task_id: TaskId, asked: Hold, idempotency_key: IdempotencyKey = None
) -> Response:
    """Lay a task aside; it is back by itself on a day."""
    on = on_task(call, task_id, idempotency_key)
    return carry_out(call, HoldTask(**on, until=asked.until, reason=asked.reason))


@router.post("/tasks/{task_id}/take-up", response_model=Done)
def take_up_task(
    call: CasesAct, task_id: TaskId, idempotency_key: IdempotencyKey = None
) -> Response:
    """Take up before its day what was laid aside."""
    return carry_out(call, TakeUpTask(**on_task(call, task_id, idempotency_key)))
