"""A running approval from the case page: bring in, hand on, ask; remind, copy, and look ahead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import cast

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.case_page import require_case
from adapters.inbound.web.case_work import carry_out
from adapters.inbound.web.posted import Posted, Sent
from adapters.inbound.web.round_view import way
from adapters.inbound.web.visit import Own
from engine.commands import (
    AddApprover,
    CaseCommand,
    CopyCase,
    DelegateVote,
    GiveOpinion,
    Place,
    RecallVote,
    RemoveApprover,
    SendReminder,
    TransferVote,
)
from engine.usecases.forecast_case import forecast_case

router = APIRouter(include_in_schema=False)


def _add(case_id: str, sent: Posted) -> CaseCommand:
    asked = sent.text("place")
    place = cast("Place", asked if asked in ("before", "after", "beside") else "before")
    return AddApprover(
        case_id=case_id, person=sent.text("person"), place=place, reason=sent.text("reason")
    )


def _remove(case_id: str, sent: Posted) -> CaseCommand:
    return RemoveApprover(case_id=case_id, person=sent.text("person"), reason=sent.text("reason"))


def _transfer(case_id: str, sent: Posted) -> CaseCommand:
    return TransferVote(case_id=case_id, person=sent.text("person"), reason=sent.text("reason"))


def _delegate(case_id: str, sent: Posted) -> CaseCommand:
    return DelegateVote(case_id=case_id, person=sent.text("person"), reason=sent.text("reason"))


def _answer(case_id: str, sent: Posted) -> CaseCommand:
    return GiveOpinion(case_id=case_id, text=sent.text("reason"))


def _recall(case_id: str, sent: Posted) -> CaseCommand:
    del sent
    return RecallVote(case_id=case_id)


def _remind(case_id: str, sent: Posted) -> CaseCommand:
    del sent
    return SendReminder(case_id=case_id)


def _copy(case_id: str, sent: Posted) -> CaseCommand:
    return CopyCase(case_id=case_id, people=sent.all("person"), text=sent.text("reason"))


_COMMANDS: Mapping[str, Callable[[str, Posted], CaseCommand]] = {
    "add": _add,
    "remove": _remove,
    "transfer": _transfer,
    "delegate": _delegate,
    "answer": _answer,
    "recall": _recall,
    "remind": _remind,
    "copy": _copy,
}


@router.post("/cases/{case_id}/round/{what}")
def change(visit: Own, sent: Sent, case_id: str, what: str) -> Response:
    """Change the running round, remind those the case waits for, or copy it to colleagues."""
    if what not in _COMMANDS:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return carry_out(visit, _COMMANDS[what](case_id, sent), f"web_done_round_{what}")


@router.get("/cases/{case_id}/forecast")
def forecast(visit: Own, case_id: str, action: str = "") -> Response:
    """The way ahead of a case with the names of those who will be asked."""
    require_case(case_id)
    found = forecast_case(visit.ports, case_id, visit.requester, action=action or None)
    case = found.case
    words = visit.words_of(case)
    spec = found.workflow.spec
    onward = [n for n in found.workflow.outgoing[case.state] if spec.actions[n].type == "advance"]
    return visit.page(
        "forecast.html",
        case=case,
        w=words,
        way=way(found.way, words),
        actions=[(name, words.kind.word("actions", name)) for name in onward],
        action=action,
    )
