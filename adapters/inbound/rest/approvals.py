"""Rounds of approval: who sits in them, handing votes on, reminding and copying."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from adapters.i18n.plain import Plain, approval_plain
from adapters.inbound.rest.answering import CaseId, IdempotencyKey, carry_out, on_case
from adapters.inbound.rest.call import CasesAct, CasesRead
from adapters.inbound.rest.shapes.cases import ApprovalSaid, Done, Why
from adapters.inbound.rest.shapes.work import AddVoter, CopyTo, OpinionText, ToPerson
from engine.commands import (
    AddApprover,
    CopyCase,
    DelegateVote,
    GiveOpinion,
    RecallVote,
    RemoveApprover,
    SendReminder,
    TransferVote,
)
from engine.usecases.show_case import show_case

router = APIRouter(tags=["approvals"])

_ROUND = "/cases/{case_id}/approval"


@router.get(_ROUND, response_model=ApprovalSaid)
def show_approval(call: CasesRead, case_id: CaseId) -> Plain:
    """The running round; votes are given by actions."""
    case = show_case(call.ports, case_id, call.requester).case
    return {"case": case_id, "approval": approval_plain(case.approval)}


@router.post(f"{_ROUND}/approvers", response_model=Done)
def add_approver(
    call: CasesAct, case_id: CaseId, asked: AddVoter, idempotency_key: IdempotencyKey = None
) -> Response:
    """Have somebody else vote as well (加签)."""
    on, place = on_case(call, case_id, idempotency_key), asked.place
    command = AddApprover(**on, person=asked.person, place=place, reason=asked.reason)
    return carry_out(call, command)


@router.post(f"{_ROUND}/approvers/{{person}}/remove", response_model=Done)
def remove_approver(
    call: CasesAct,
    case_id: CaseId,
    person: Annotated[str, Path(max_length=100)],
    asked: Why,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take somebody who has not answered out of the round (减签)."""
    on = on_case(call, case_id, idempotency_key)
    return carry_out(call, RemoveApprover(**on, person=person, reason=asked.reason or ""))


@router.post(f"{_ROUND}/transfer", response_model=Done)
def transfer_vote(
    call: CasesAct, case_id: CaseId, asked: ToPerson, idempotency_key: IdempotencyKey = None
) -> Response:
    """Hand one's vote to somebody for good (转办)."""
    on = on_case(call, case_id, idempotency_key)
    return carry_out(call, TransferVote(**on, person=asked.person, reason=asked.reason))


@router.post(f"{_ROUND}/delegate", response_model=Done)
def delegate_vote(
    call: CasesAct, case_id: CaseId, asked: ToPerson, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask somebody for an opinion before one votes oneself (委派)."""
    on = on_case(call, case_id, idempotency_key)
    return carry_out(call, DelegateVote(**on, person=asked.person, reason=asked.reason))


@router.post(f"{_ROUND}/opinion", response_model=Done)
def give_opinion(
    call: CasesAct, case_id: CaseId, asked: OpinionText, idempotency_key: IdempotencyKey = None
) -> Response:
    """Answer who asked for an opinion; the vote goes back to them."""
    on = on_case(call, case_id, idempotency_key)
    return carry_out(call, GiveOpinion(**on, text=asked.text))


@router.post(f"{_ROUND}/recall", response_model=Done)
def recall_vote(
    call: CasesAct, case_id: CaseId, idempotency_key: IdempotencyKey = None
) -> Response:
    """Take one's vote back from whom one has asked for an opinion."""
    return carry_out(call, RecallVote(**on_case(call, case_id, idempotency_key)))


@router.post("/cases/{case_id}/reminders", response_model=Done)
def remind(call: CasesAct, case_id: CaseId, idempotency_key: IdempotencyKey = None) -> Response:
    """Remind those the case waits for (催办)."""
    return carry_out(call, SendReminder(**on_case(call, case_id, idempotency_key)))


@router.post("/cases/{case_id}/copies", response_model=Done)
def copy_case(
    call: CasesAct, case_id: CaseId, asked: CopyTo, idempotency_key: IdempotencyKey = None
) -> Response:
    """Let people know of the case and see it (抄送)."""
    on = on_case(call, case_id, idempotency_key)
    return carry_out(call, CopyCase(**on, people=tuple(asked.people), text=asked.text))
