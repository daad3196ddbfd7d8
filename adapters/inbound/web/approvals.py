"""Approvals: what waits for one's decision, with the file beside it; several at once."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.case_page import case_values
from adapters.inbound.web.case_view import Choice, choices
from adapters.inbound.web.desk import Line, lines
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.commands import Act
from engine.errors import ConflictError, NotFoundError
from engine.ports import TaskQuery, TaskRow
from engine.refusal import Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.list_work import list_tasks
from engine.usecases.show_case import show_case

router = APIRouter(include_in_schema=False)

_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that waits for a decision of this person."""

    line: Line
    answers: list[Choice]
    amount: str


@router.get("/approvals")
def waiting(visit: Own, case: str = "") -> Response:
    """What waits for one's decision; one file beside the list."""
    rows = [found for row in _rows(visit) if (found := _waiting(visit, row)) is not None]
    shown = next((found for found in rows if found.line.row.case_id == case), None)
    chosen = shown or (rows[0] if rows else None)
    values: dict[str, object] = {}
    if chosen is not None:
        view = show_case(visit.ports, chosen.line.row.case_id, visit.requester)
        values = case_values(visit, view)
    return visit.page("approvals.html", waiting=rows, chosen=chosen, anyone=False, **values)


def _rows(visit: Visit) -> list[TaskRow]:
    query = TaskQuery(limit=_MOST)
    every = [
        *list_tasks(visit.ports, visit.requester, "mine", query),
        *list_tasks(visit.ports, visit.requester, "unassigned", query),
    ]
    return list({row.case_id: row for row in every}.values())


def _waiting(visit: Visit, row: TaskRow) -> Waiting | None:
    """The case, if its state asks for a vote or a sanction and this person may answer."""
    view = show_case(visit.ports, row.case_id, visit.requester)
    state = view.workflow.spec.states[view.case.state]
    if state.approval is None:
        return None
    words = visit.words_of(view.case)
    votes = {n for n, a in view.workflow.spec.actions.items() if a.vote is not None}
    answers = [found for found in choices(view, words) if found.name in votes and found.allowed]
    if not answers:
        return None
    return Waiting(
        line=lines(visit, [row])[0], answers=answers, amount=str(view.facts.get("granted") or "")
    )


@router.post("/approvals")
def decide(visit: Own, sent: Sent) -> Response:
    """Give the same answer on every chosen case; what is refused is told, the rest is done."""
    chosen = sent.all("case")
    told = [
        _decide(visit, case_id, sent.text(f"do-{case_id}", sent.text("do")), sent.given("reason"))
        for case_id in chosen
    ]
    refused = [text for text in told if text is not None]
    if refused:
        return visit.page("refused.html", 422, refused=refused, done=len(told) - len(refused))
    return visit.to("/approvals", "web_done_many", count=len(told))


def _decide(visit: Visit, case_id: str, action: str, reason: str | None) -> str | None:
    command = Act(case_id=case_id, action=action, reason=reason)
    try:
        answer = handle_command(visit.ports, command, visit.requester)
    except (NotFoundError, ConflictError):
        return visit.say("web_not_there_any_more", case=case_id)
    if not isinstance(answer, Refusal):
        return None
    words = visit.words_of(visit.ports.cases.load(case_id).case)
    reasons = "；".join(words.reason(found) for found in answer.reasons)
    return visit.say("web_refused_one", case=case_id, reasons=reasons)
