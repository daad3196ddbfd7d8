"""What one did, newest first, and the cases with which nobody has anything to do at present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.cases import case_line
from adapters.inbound.web.desk import QUEUES, gives_out
from adapters.inbound.web.visit import Own, Visit
from engine.ports import CaseQuery, DoneRow
from engine.usecases.list_work import list_done, list_idle_cases

router = APIRouter(include_in_schema=False)

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneLine:
    """Something that somebody did, in words."""

    row: DoneRow
    kind: str
    what: str
    absent: str


@router.get("/queue/done")
def done(visit: Own, after: str = "") -> Response:
    """What the person did."""
    rows = list_done(visit.ports, visit.requester, after=_place(after), limit=PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return visit.page(
        "done.html",
        rows=[_line(visit, row) for row in rows[:PAGE]],
        more=None if last is None else f"{last.at.isoformat()}|{last.case_id}|{last.seq}",
        queues=QUEUES,
        gives=gives_out(visit),
    )


def _line(visit: Visit, row: DoneRow) -> DoneLine:
    words = visit.kind_words(row.kind)
    action = "" if row.action is None else words.kind.find("actions", row.action)
    return DoneLine(
        row=row,
        kind=words.kind.name or row.kind,
        what=action or words.say(row.type),
        absent="" if row.on_behalf_of is None else words.person(row.on_behalf_of),
    )


def _place(text: str) -> tuple[datetime, str, int] | None:
    at, _, rest = text.partition("|")
    case_id, _, seq = rest.partition("|")
    try:
        return datetime.fromisoformat(at), case_id, int(seq)
    except ValueError:
        return None


@router.get("/queue/idle")
def idle(visit: Own, after: str = "") -> Response:
    """Open cases that are nobody's task: they wait for a clock or for somebody outside."""
    query = CaseQuery(after=after or None, limit=PAGE + 1)
    rows = list_idle_cases(visit.ports, visit.requester, query)
    return visit.page(
        "idle.html",
        rows=[case_line(visit, row) for row in rows[:PAGE]],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        queues=QUEUES,
        gives=gives_out(visit),
    )
