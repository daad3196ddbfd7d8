"""One task: who may do it and what stands against the others, and what one can do with it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.case_page import require_case
from adapters.inbound.web.desk import colleagues, lines
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.task_commands import COMMANDS, command_of
from adapters.inbound.web.visit import Own, Visit
from engine.ports import TaskRow
from engine.refusal import Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.show_case import show_case
from engine.usecases.who_may import Candidate, who_may

router = APIRouter(include_in_schema=False)

_PLACE = "/cases/{case_id}/tasks/{task_id}"
GESTURES = (*COMMANDS, "hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLine:
    """Somebody in the role of a task, in words.

    Attributes:
        against: Why it cannot be theirs now; empty when it can.
    """

    name: str
    holds: bool
    skilled: bool
    against: tuple[str, ...]
    delegates: tuple[str, ...]


@router.get(_PLACE)
def page(visit: Own, case_id: str, task_id: str) -> Response:
    """Who may act on a task, and its tools."""
    require_case(case_id)
    return _page(visit, case_id, task_id)


def _page(visit: Visit, case_id: str, task_id: str, refused: tuple[str, ...] = ()) -> Response:
    # What does not exist for the visitor is answered before anything is said of the task.
    view = show_case(visit.ports, case_id, visit.requester)
    row, found = who_may(visit.ports, task_id, visit.requester)
    if row.case_id != case_id:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    (line,) = lines(visit, [row])
    return visit.page(
        "task.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
        case=view.case,
        w=visit.words_of(view.case),
        line=line,
        people=[_line(visit, row, candidate) for candidate in found],
        colleagues=colleagues(visit),
        refused=refused,
    )


def _line(visit: Visit, row: TaskRow, found: Candidate) -> CandidateLine:
    words = visit.words
    return CandidateLine(
        name=words.person(found.person),
        holds=row.task.assignee == found.person,
        skilled=found.skilled,
        against=tuple(words.reason(item) for item in found.reasons),
        delegates=tuple(words.person(person) for person in found.delegates),
    )


@router.post(_PLACE)
def do(visit: Own, sent: Sent, case_id: str, task_id: str) -> Response:
    """Do something with one task; what stands against it is shown beside the form."""
    require_case(case_id)
    gesture = sent.text("do")
    view = show_case(visit.ports, case_id, visit.requester)
    if gesture not in GESTURES:
        return visit.to(f"/cases/{case_id}/tasks/{task_id}")
    command = command_of(sent, gesture, case_id, task_id, visit.today)
    answer = handle_command(visit.ports, command, visit.requester)
    if isinstance(answer, Refusal):
        words = visit.words_of(view.case)
        told = tuple(words.reason(found) for found in answer.reasons)
        return _page(visit, case_id, task_id, told)
    return visit.to(f"/cases/{case_id}", f"web_done_task_{gesture}")
