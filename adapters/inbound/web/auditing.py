"""The auditor's pages: every entry, who looked at what, what was refused; also as a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.case_view import Told, tell
from adapters.inbound.web.downloads import download
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.audit import Entry
from engine.calendar import OFFICE_ZONE
from engine.events import EventType
from engine.ports import EntryQuery
from engine.sheet import CellValue, Table
from engine.usecases.read_history import export_entries

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

_ASKED = ("view", "case", "person", "since", "until")
_COLUMNS = ("at", "who", "what", "to", "reason", "case", "seq", "type", "hash")
_MOST_ROWS = 100_000
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
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
    asked = {"view": chosen, "case": case, "person": person, "since": since, "until": until}
    query = _query(asked, after=_place(after), limit=PAGE + 1)
    found = list(export_entries(visit.ports, visit.requester, query))
    more = f"{found[PAGE - 1].case_id}|{found[PAGE - 1].seq}" if len(found) > PAGE else None
    return visit.page(
        "audit.html",
        rows=[(entry, _told(visit, entry)) for entry in found[:PAGE]],
        more=more,
        views=list(_VIEWS),
        asked=asked,
        people=sorted((p.name, p.id) for p in visit.directory.people.values()),
    )


def _query(
    asked: Mapping[str, str], *, limit: int, after: tuple[str, int] | None = None
) -> EntryQuery:
    return EntryQuery(
        case_id=asked["case"].strip() or None,
        person=asked["person"] or None,
        types=_VIEWS.get(asked["view"], frozenset()),
        since=_midnight(asked["since"], 0),
        until=_midnight(asked["until"], 1),
        after=after,
        limit=limit,
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


@router.post("/audit/export")
def export(visit: Own, sent: Sent) -> Response:
    """The entries that were asked for as a table, masked; the reading stands in the journal."""
    asked = {name: sent.text(name) for name in _ASKED}
    found = export_entries(visit.ports, visit.requester, _query(asked, limit=_MOST_ROWS))
    rows = tuple(_line(visit, entry) for entry in found)
    headings = tuple(visit.say(f"web_export_{name}") for name in _COLUMNS)
    table = Table(name=visit.say("web_audit"), headings=headings, rows=rows)
    kind = "csv" if sent.text("format") == "csv" else "xlsx"
    return download(_written(visit, table, kind), f"audit-{visit.today}.{kind}", _MEDIA[kind])


def _line(visit: Visit, entry: Entry) -> tuple[CellValue, ...]:
    told = _told(visit, entry)
    header = entry.header_plain()
    place = (entry.case_id, Decimal(entry.seq), str(header.get("type")))
    return (told.at, told.who, told.what, told.to, told.reason, *place, entry.hash)


def _written(visit: Visit, table: Table, kind: str) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"entries.{kind}"
        visit.site.house.write_table(file, table)
        return file.read_bytes()
