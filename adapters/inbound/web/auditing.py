"""The auditor's pages: every entry, who looked at what, what was refused, the verification."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.case_view import Told, tell
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.audit import Entry
from engine.calendar import OFFICE_ZONE
from engine.events import EventType
from engine.ports import EntryQuery
from engine.usecases.read_history import export_entries
from engine.usecases.verify_audit import verify_audit

router = APIRouter(include_in_schema=False)

PAGE = 100
_VIEWS: dict[str, frozenset[str]] = {
    "all": frozenset(),
    "reads": frozenset({EventType.PERSONAL_DATA_READ.value}),
    "refusals": frozenset({EventType.ATTEMPT_REFUSED.value, EventType.SIGN_IN_REFUSED.value}),
    "door": frozenset(
        {
            EventType.SIGNED_IN.value,
            EventType.SIGN_IN_REFUSED.value,
            EventType.ACCOUNT_CHANGED.value,
        }
    ),
    "actions": frozenset({EventType.ACTION_TAKEN.value, EventType.VOTE_RECORDED.value}),
}


@router.get("/audit")
def entries(
    visit: Own,
    view: str = "all",
    case: str = "",
    person: str = "",
    since: str = "",
    until: str = "",
    after: str = "",
) -> Response:
    """Entries of one's offices, filtered; the search itself stands in the journal."""
    chosen = view if view in _VIEWS else "all"
    query = EntryQuery(
        case_id=case.strip() or None,
        person=person or None,
        types=_VIEWS[chosen],
        since=_midnight(since, 0),
        until=_midnight(until, 1),
        after=_place(after),
        limit=PAGE + 1,
    )
    found = list(export_entries(visit.ports, visit.requester, query))
    more = f"{found[PAGE - 1].case_id}|{found[PAGE - 1].seq}" if len(found) > PAGE else None
    return visit.page(
        "audit.html",
        rows=[(entry, _told(visit, entry)) for entry in found[:PAGE]],
        more=more,
        views=list(_VIEWS),
        asked={"view": chosen, "case": case, "person": person, "since": since, "until": until},
        people=sorted((p.name, p.id) for p in visit.directory.people.values()),
    )


def _told(visit: Visit, entry: Entry) -> Told:
    kind, _, version = str(entry.header_plain().get("workflow") or "").partition("@")
    words = visit.site.words(visit.language, kind, int(version)) if version else visit.words
    return tell((entry,), words)[0]


def _midnight(text: str, days: int) -> datetime | None:
    """The beginning of a day at the office, or of the one `days` later; None for no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day + timedelta(days=days), time(), OFFICE_ZONE)


def _place(text: str) -> tuple[str, int] | None:
    case, _, seq = text.rpartition("|")
    return (case, int(seq)) if case and seq.isascii() and seq.isdigit() else None


@router.get("/audit/verification")
def verification(visit: Own) -> Response:
    """What verifying means, and the way to do it."""
    return visit.page("verification.html", report=None, defects=[], checked_at=None)


@router.post("/audit/verification")
def verify(visit: Own, sent: Sent) -> Response:
    """Check every chain, replay every case, compare rows and money."""
    del sent
    report = verify_audit(visit.ports)
    defects = [visit.words.defect(found) for found in report.defects]
    return visit.page("verification.html", report=report, defects=defects, checked_at=visit.now)
