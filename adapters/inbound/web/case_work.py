"""Smaller things done to a case from its page: tasks, remarks, personal data, taking back."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.case_page import case_values, require_case
from adapters.inbound.web.case_view import fact
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.commands import (
    AddNote,
    CaseCommand,
    Undo,
    WithdrawDocument,
)
from engine.refusal import Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.reveal_fields import reveal_fields
from engine.usecases.show_case import show_case

router = APIRouter(include_in_schema=False)


def carry_out(visit: Visit, command: CaseCommand, done: str) -> Response:
    """Give a command and go back to the case, with the reasons when it was refused."""
    require_case(command.case_id)
    answer = handle_command(visit.ports, command, visit.requester)
    if isinstance(answer, Refusal):
        return refused(visit, command.case_id, answer)
    return visit.to(f"/cases/{command.case_id}", done)


def refused(visit: Visit, case_id: str, refusal: Refusal) -> Response:
    """The case page with every reason of a refusal on top."""
    view = show_case(visit.ports, case_id, visit.requester)
    words = visit.words_of(view.case)
    reasons = [words.reason(found) for found in refusal.reasons]
    return visit.page(
        "case.html",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        **case_values(visit, view),
        anyone=False,
        refused=reasons,
    )


@router.post("/cases/{case_id}/notes")
def note(visit: Own, sent: Sent, case_id: str) -> Response:
    """Leave a remark."""
    text = sent.given("text")
    if text is None:
        return visit.to(f"/cases/{case_id}")
    mentioned = sent.given("mention")
    named = f"{text[:2000]} @{mentioned}" if mentioned in visit.directory.people else text[:2000]
    return carry_out(visit, AddNote(case_id=case_id, text=named), "web_done_noted")


@router.post("/cases/{case_id}/undo")
def undo(visit: Own, sent: Sent, case_id: str) -> Response:
    """Take back one's own last action."""
    command = Undo(case_id=case_id, reason=sent.given("reason"))
    return carry_out(visit, command, "web_done_undone")


@router.post("/cases/{case_id}/documents/{document_id}/withdraw")
def withdraw(visit: Own, sent: Sent, case_id: str, document_id: str) -> Response:
    """Declare that a paper does not count."""
    command = WithdrawDocument(case_id=case_id, document_id=document_id, reason=sent.text("reason"))
    return carry_out(visit, command, "web_done_withdrawn")


@router.post("/cases/{case_id}/reveal")
def show_personal(visit: Own, sent: Sent, case_id: str) -> Response:
    """Show the chosen fields unmasked; the reading is recorded with its purpose."""
    require_case(case_id)
    fields = sent.all("field")
    answer = reveal_fields(
        visit.ports, case_id, fields, sent.text("purpose").strip(), visit.requester
    )
    if isinstance(answer, Refusal):
        return refused(visit, case_id, answer)
    view = show_case(visit.ports, case_id, visit.requester)
    words = visit.words_of(view.case)
    spec = view.workflow.spec.case
    shown = [fact(name, spec[name], value, words) for name, value in answer.items()]
    return visit.page("revealed.html", case=view.case, w=words, facts=shown)
