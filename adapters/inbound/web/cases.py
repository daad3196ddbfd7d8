"""The list of cases: searched, filtered, page by page, and the columns one wants."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from adapters.i18n.days import days_left, last_day
from adapters.inbound.web.desk import kinds
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.model import Status
from engine.ports import CaseQuery, CaseRow
from engine.usecases.list_work import list_cases

router = APIRouter(include_in_schema=False)

PAGE = 50
COLUMNS = ("kind", "state", "office", "due", "opened", "entered", "outcome")
_USUAL = ("kind", "state", "office", "due", "entered")
_COLUMNS_COOKIE = "case_columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as the list shows it."""

    row: CaseRow
    kind: str
    state: str
    office: str
    outcome: str
    left: int | None
    until: str


def case_line(visit: Visit, row: CaseRow) -> CaseLine:
    """A case in words."""
    words = visit.kind_words(row.kind)
    running = row.due_at if row.status is not Status.CLOSED else None
    return CaseLine(
        row=row,
        kind=words.kind.name or row.kind,
        state=words.kind.word("states", row.state),
        office=words.office(row.office),
        outcome="" if row.outcome is None else words.kind.word("outcomes", row.outcome),
        left=None if running is None else days_left(running, visit.now),
        until="" if running is None else last_day(running).isoformat(),
    )


@router.get("/cases")
def search(
    visit: Own,
    text: str = "",
    kind: str = "",
    state: str = "",
    status: str = "open",
    after: str = "",
) -> Response:
    """Cases of one's offices, newest first."""
    query = CaseQuery(
        kind=kind or None,
        states=frozenset((state,)) if state else frozenset(),
        status=next((known for known in Status if known.value == status), None),
        text=text.strip() or None,
        after=after or None,
        limit=PAGE + 1,
    )
    rows = list(list_cases(visit.ports, visit.requester, query))
    return visit.page(
        "cases.html",
        rows=[case_line(visit, row) for row in rows[:PAGE]],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        asked={"text": text, "kind": kind, "state": state, "status": status},
        kinds=kinds(visit),
        states=_states(visit, kind),
        statuses=[known.value for known in Status],
        columns=_columns(visit),
        every_column=COLUMNS,
    )


def _states(visit: Visit, kind: str) -> list[tuple[str, str]]:
    if kind not in visit.site.kinds():
        return []
    words = visit.kind_words(kind).kind
    spec = visit.ports.workflows.latest(kind).spec
    return [(name, words.word("states", name)) for name in spec.states]


def _columns(visit: Visit) -> tuple[str, ...]:
    kept = visit.request.cookies.get(_COLUMNS_COOKIE, "").split("-")
    chosen = tuple(name for name in COLUMNS if name in kept)
    return chosen or _USUAL


@router.post("/cases/columns")
def choose_columns(visit: Own, sent: Sent) -> Response:
    """Keep which columns this person wants to see."""
    chosen = [name for name in COLUMNS if name in sent.all("column")]
    response = visit.to("/cases", "web_done_columns")
    visit.keep(response, _COLUMNS_COOKIE, "-".join(chosen))
    return response
