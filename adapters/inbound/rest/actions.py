"""Actions: what is possible and why not, the way ahead, and taking one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.plain import Plain, ahead_plain, explained_plain
from adapters.inbound.rest.answering import (
    CaseId,
    IdempotencyKey,
    IfMatch,
    carry_out,
    expected,
)
from adapters.inbound.rest.call import Call, CasesAct, CasesRead
from adapters.inbound.rest.shapes import cases as shapes
from adapters.inbound.rest.shapes.work import Way
from engine.commands import Act
from engine.usecases.forecast_case import forecast_case as look_ahead
from engine.usecases.show_case import show_case

router = APIRouter(tags=["actions"])

ActionName = Annotated[str, Path(max_length=100, examples=["submit"])]
Whom = Annotated[
    Literal["me", "anyone"],
    Query(alias="for", description="`anyone` leaves out reasons that lie in the caller."),
]


@router.get("/cases/{case_id}/actions", response_model=shapes.Actions)
def list_actions(call: CasesRead, case_id: CaseId, whom: Whom = "me") -> Plain:
    """Every action from the present state: allowed, or the complete list of reasons."""
    return _actions(call, case_id, whom)


@router.get("/cases/{case_id}/actions/{action}", response_model=shapes.Actions)
def show_action(call: CasesRead, case_id: CaseId, action: ActionName, whom: Whom = "me") -> Plain:
    """One action from the present state."""
    found = _actions(call, case_id, whom, action)
    if not found["actions"]:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return found


def _actions(call: Call, case_id: str, whom: str, action: str | None = None) -> Plain:
    view = show_case(call.ports, case_id, call.requester, anyone=whom == "anyone")
    words = call.words_of(view.case)
    found = [one for one in view.actions if action in (None, one.action)]
    return {
        "case": case_id,
        "state": view.case.state,
        "version": view.case.version,
        "actions": [explained_plain(one, words) for one in found],
    }


@router.post("/cases/{case_id}/actions/{action}", response_model=shapes.Done)
def take_action(
    call: CasesAct,
    case_id: CaseId,
    action: ActionName,
    asked: shapes.Act,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take an action; a vote in a round of approval is one too."""
    command = act_of(
        asked,
        case_id=case_id,
        action=action,
        version=expected(if_match),
        key=call.key(idempotency_key),
    )
    return carry_out(call, command)


def act_of(
    asked: shapes.Act, *, case_id: str, action: str, version: int | None, key: str | None
) -> Act:
    """The command that a body asks for."""
    return Act(
        case_id=case_id,
        action=action,
        expected_version=version,
        idempotency_key=key,
        data=asked.data,
        reason=asked.reason,
        target=asked.target,
        straight_back=asked.straight_back,
        approvers=tuple(asked.approvers),
        with_person=asked.with_person,
        extension=asked.extension,
    )


@router.get("/cases/{case_id}/forecast", response_model=Way)
def forecast_case(
    call: CasesRead,
    case_id: CaseId,
    action: Annotated[str | None, Query(max_length=100)] = None,
    approver: Annotated[tuple[str, ...], Query(max_length=50)] = (),
) -> Plain:
    """The whole way ahead, with the names of those who will be asked."""
    found = look_ahead(call.ports, case_id, call.requester, action=action, approvers=approver)
    words = call.words_of(found.case)
    return {"case": case_id, "way": [ahead_plain(step, words) for step in found.way]}
