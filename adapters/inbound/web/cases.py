"""The list of cases: searched, filtered, page by page, and the columns one wants."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from adapters.i18n.days import days_left, days_waited, last_day
from adapters.inbound.web.desk import kinds
from adapters.inbound.web.listing import CASES, Look
from adapters.inbound.web.saved_views import links, preferred
from adapters.inbound.web.visit import Own, Visit
from engine.model import Status
from engine.ports import CaseQuery, CaseRow
from engine.usecases.list_work import REACHES, Reach, list_cases

router = APIRouter(include_in_schema=False)

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as the list shows it."""

    row: CaseRow
    kind: str
    state: str
    office: str
    outcome: str
    waited: int
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
        waited=days_waited(row.waiting_since, visit.now),
        left=None if running is None else days_left(running, visit.now),
        until="" if running is None else last_day(running).isoformat(),
    )


@router.get("/cases")
def search(visit: Own, status: str = "open", after: str = "") -> Response:
    """Cases of one's offices and copies sent to one, looked at as one likes."""
    kept = preferred(visit, CASES)
    if kept is not None:
        return kept
    look = Look.asked(CASES, visit.request.query_params)
    reach: Reach = next((one for one in REACHES if one == look.filters.get("reach")), "all")
    query = _query(look, status, after)
    rows = list(list_cases(visit.ports, visit.requester, query, reach=reach))
    kind = look.filters.get("kind", "")
    return visit.page(
        "cases.html",
        rows=[case_line(visit, row) for row in rows[:PAGE]],
        more=look.page(rows[PAGE - 1].id) if len(rows) > PAGE else None,
        look=look,
        status=status,
        reach=reach,
        reaches=REACHES,
        views=links(visit, look),
        kinds=kinds(visit),
        states=_states(visit, kind),
        statuses=[known.value for known in Status],
    )


def _query(look: Look, status: str, after: str) -> CaseQuery:
    state = look.filters.get("state")
    return CaseQuery(
        kind=look.filters.get("kind"),
        states=frozenset() if state is None else frozenset((state,)),
        status=next((known for known in Status if known.value == status), None),
        text=look.words.get("text") or None,
        oldest_first=look.oldest_first,
        after=after or None,
        limit=PAGE + 1,
    )


def _states(visit: Visit, kind: str) -> list[tuple[str, str]]:
    if kind not in visit.site.kinds():
        return []
    words = visit.kind_words(kind).kind
    spec = visit.ports.workflows.latest(kind).spec
    return [(name, words.word("states", name)) for name in spec.states]
