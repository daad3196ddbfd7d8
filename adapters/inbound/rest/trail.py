"""The auditor's part: entries of the offices within reach, and the verification."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from adapters.http import HttpError
from adapters.i18n.plain import Plain, defect_plain, entry_plain
from adapters.inbound.rest.call import AuditRead, Call
from adapters.inbound.rest.faults import ApiCode
from adapters.inbound.rest.paging import Cursor, Limit, cursor, read_cursor
from adapters.inbound.rest.shapes.trail import EntryPage, Verified, Verify
from engine.events import EventType
from engine.ports import EntryQuery
from engine.usecases.read_history import export_entries
from engine.usecases.requester import require_visible, sees_whole_house
from engine.usecases.verify_audit import verify_audit as recompute

router = APIRouter(tags=["audit"])

Filter = Annotated[str | None, Query(max_length=200)]


@router.get("/audit/entries", response_model=EntryPage)
def list_entries(
    call: AuditRead,
    case: Filter = None,
    person: Filter = None,
    type_: Annotated[tuple[EventType, ...], Query(alias="type")] = (),
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Plain:
    """Entries, oldest first, personal data masked; the search itself is recorded."""
    place = read_cursor(cursor, str, int)
    query = EntryQuery(
        case_id=case,
        person=person,
        types=frozenset(one.value for one in type_),
        since=since,
        until=until,
        after=None if place is None else (str(place[0]), int(str(place[1]))),
        limit=limit + 1,
    )
    found = list(export_entries(call.ports, call.requester, query))
    more = len(found) > limit
    return {
        "entries": [entry_plain(entry) for entry in found[:limit]],
        "next": _cursor(found[limit - 1].case_id, found[limit - 1].seq) if more else None,
    }


def _cursor(case: str, seq: int) -> str:
    return cursor(case, seq)


@router.post("/audit/verification", response_model=Verified)
def verify_audit(call: AuditRead, asked: Verify) -> Plain:
    """Recompute the chain and replay the case; or everything, for who may see every office."""
    _require_reach(call, asked.case)
    report = recompute(call.ports, asked.case)
    return {
        "cases": report.cases,
        "entries": report.entries,
        "defects": [defect_plain(found, call.words) for found in report.defects],
    }


def _require_reach(call: Call, case_id: str | None) -> None:
    """Raise unless everything that is to be looked at exists for who asks.

    Raises:
        NotFoundError: The case does not exist for them.
        HttpError: They see some offices only.
    """
    if case_id is not None:
        case = call.ports.cases.load(case_id).case
        require_visible(case, call.actor, call.directory)
    elif not sees_whole_house(call.actor, call.directory):
        raise HttpError(HTTPStatus.FORBIDDEN, ApiCode.WHOLE_HOUSE_ONLY)
