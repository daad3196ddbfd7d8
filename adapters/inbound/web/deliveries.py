"""What was promised to the outside world: how far it is, what was given up, how far copies are."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.posted import Sent
from adapters.inbound.web.reach import WholeHouse
from adapters.inbound.web.visit import Visit
from engine.delivery import DeadLetter
from engine.errors import AdapterError
from engine.refusal import Refusal
from engine.sinks import SinkCursor
from engine.usecases.settle_dead_letter import Settling, settle_dead_letter

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    """How far a copy of the log is.

    Attributes:
        standing: `well`, `late`, `failing`, or `unnamed`: no setting names it any more.
    """

    name: str
    standing: str
    behind: int
    defects: int
    cause: str


@router.get("/administration/deliveries")
def deliveries(visit: WholeHouse) -> Response:
    """Messages that wait, dead letters, and the copies of the log."""
    return _page(visit)


@router.post("/administration/deliveries")
def settle(visit: WholeHouse, sent: Sent) -> Response:
    """Try a dead letter again, or drop it, with the reason that the journal keeps."""
    why, retrying = sent.given("why"), sent.text("do") != "drop"
    if why is None:
        return _page(visit, visit.say("web_dead_needs_reason"))
    how: Settling = "retry" if retrying else "drop"
    answer = settle_dead_letter(visit.ports, visit.requester, sent.text("key"), how, why)
    if isinstance(answer, Refusal):
        return _page(visit, "; ".join(visit.words.reason(found) for found in answer.reasons))
    done = "web_done_retried" if retrying else "web_done_dropped"
    return visit.to("/administration/deliveries", done)


def _page(visit: Visit, problem: str = "") -> Response:
    copies, defect = _copies(visit)
    outbox = visit.ports.outbox
    return visit.page(
        "deliveries.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        problem=problem,
        backlog=outbox.backlog(visit.now),
        letters=[(letter, _cause(visit, letter)) for letter in outbox.dead()],
        size=visit.ports.log.size(),
        copies=copies,
        defect=defect,
    )


def _cause(visit: Visit, letter: DeadLetter) -> str:
    return _worded(visit, letter.cause)


def _worded(visit: Visit, cause: str) -> str:
    """Some causes are codes that have words; others are what a program called its failure."""
    if cause not in visit.site.texts:
        return cause
    return visit.say(cause, cause="", error="…", scheme="", sink="", status="…")


def _copies(visit: Visit) -> tuple[list[CopyLine], str]:
    """Every copy that the settings name or that was ever fed; and what is wrong with a setting."""
    size = visit.ports.log.size()
    cursors = {cursor.sink: cursor for cursor in visit.site.house.sink_cursors.all()}
    try:
        named = [sink.name for sink in visit.site.house.sinks]
    except AdapterError as error:
        return [_copy(visit, c, size, named=True) for c in cursors.values()], visit.words.error(
            error
        )
    lines = [
        _copy(visit, cursors.get(name) or SinkCursor(sink=name), size, named=True) for name in named
    ]
    lines += [_copy(visit, c, size, named=False) for c in cursors.values() if c.sink not in named]
    return lines, ""


def _copy(visit: Visit, cursor: SinkCursor, size: int, *, named: bool) -> CopyLine:
    behind = max(size - cursor.next, 0)
    standing = "failing" if cursor.failures else "late" if behind else "well"
    if not named:
        standing = "unnamed"
    return CopyLine(
        name=cursor.sink,
        standing=standing,
        behind=behind,
        defects=cursor.defects,
        cause=_worded(visit, cursor.cause or ""),
    )
