"""The same done to many cases or tasks: each is decided and answered on its own."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from adapters.http import problem_of
from adapters.i18n.plain import Plain, done_plain
from adapters.inbound.rest.actions import act_of
from adapters.inbound.rest.answering import IdempotencyKey, OnTask, case_refused, on_task
from adapters.inbound.rest.call import Call, CasesAct
from adapters.inbound.rest.problems import said
from adapters.inbound.rest.shapes.work import ActOnMany, ManySaid, TasksOfMany
from engine.commands import AssignTask, ClaimTask, ReleaseTask
from engine.errors import ConflictError, NotFoundError
from engine.refusal import Refusal
from engine.usecases.act_on_many import act_on_many
from engine.usecases.answers import Answer
from engine.usecases.handle_command import handle_command
from rules.errors import UnioncaseError

router = APIRouter(tags=["bulk"])


@router.post("/bulk/actions", response_model=ManySaid, status_code=HTTPStatus.MULTI_STATUS)
def act_on_cases(call: CasesAct, asked: ActOnMany, idempotency_key: IdempotencyKey = None) -> Plain:
    """Take an action on many cases, where its kind declares it fit for that."""
    command = act_of(
        asked, case_id="", action=asked.action, version=None, key=call.key(idempotency_key)
    )
    found = act_on_many(call.ports, asked.cases, command, call.requester)
    items = [_item(call, one.case_id, one.case_id, one.answer, one.error) for one in found]
    return {"items": [*items]}


@router.post("/bulk/tasks", response_model=ManySaid, status_code=HTTPStatus.MULTI_STATUS)
def handle_tasks(
    call: CasesAct, asked: TasksOfMany, idempotency_key: IdempotencyKey = None
) -> Plain:
    """Claim, release or assign many tasks."""
    tasks = dict.fromkeys(asked.tasks)
    return {"items": [_task(call, asked, task, idempotency_key) for task in tasks]}


def _task(call: Call, asked: TasksOfMany, task_id: str, key: str | None) -> Plain:
    own_key = None if key is None else f"{key}:{task_id}"
    try:
        on = on_task(call, task_id, own_key)
        answer = handle_command(call.ports, _command(asked, on), call.requester)
    except (NotFoundError, ConflictError) as error:
        return _item(call, task_id, "", None, error)
    return _item(call, task_id, on["case_id"], answer, None)


def _command(asked: TasksOfMany, on: OnTask) -> ClaimTask | ReleaseTask | AssignTask:
    if asked.do == "assign":
        return AssignTask(**on, assignee=asked.assignee or "")
    return ClaimTask(**on) if asked.do == "claim" else ReleaseTask(**on)


def _item(
    call: Call, item: str, case_id: str, answer: Answer | None, error: UnioncaseError | None
) -> Plain:
    if answer is not None and not isinstance(answer, Refusal):
        return {"item": item, "status": HTTPStatus.OK.value, "done": done_plain(answer)}
    if isinstance(answer, Refusal):
        problem = case_refused(call, answer, case_id)
    else:
        assert error is not None
        problem = said(call.site, call.language, problem_of(error))
    return {"item": item, "status": problem.status, "problem": problem.model_dump(mode="json")}
