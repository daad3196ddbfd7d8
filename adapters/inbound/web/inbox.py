"""What one was told: the newest first, and what has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.delivery import Told

router = APIRouter(include_in_schema=False)

PAGE = 50
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A notice in words."""

    id: str
    at: datetime
    case_id: str
    code: str
    text: str
    unread: bool


@router.get("/inbox")
def told(visit: Own, unread: bool = False, after: str = "") -> Response:
    """One's own notices; nobody reads another's."""
    person = visit.guest.person
    found = visit.ports.inbox.notices(person, unread=unread, after=after or None, limit=PAGE + 1)
    shown = [_line(visit, one) for one in found[:PAGE]]
    more = found[PAGE - 1].notice.id if len(found) > PAGE else None
    return visit.page("inbox.html", lines=shown, only_unread=unread, more=more)


def _line(visit: Visit, one: Told) -> NoticeLine:
    notice = one.notice
    return NoticeLine(
        id=notice.id,
        at=notice.at,
        case_id=notice.case_id,
        code=notice.code.value,
        text=visit.site.house.notice_words.line(notice, visit.language),
        unread=one.read_at is None,
    )


@router.post("/inbox/read")
def mark_read(visit: Own, sent: Sent) -> Response:
    """Say that one has read the chosen notices, or all of them."""
    person, inbox = visit.guest.person, visit.ports.inbox
    ids = [*sent.all("notice")]
    if sent.given("all"):
        ids = [one.notice.id for one in inbox.notices(person, unread=True, limit=_MOST)]
    count = inbox.mark_read(person, ids, visit.now)
    return visit.to("/inbox", "web_done_read", count=count)


@router.post("/inbox/open")
def open_notice(visit: Own, sent: Sent) -> Response:
    """Mark a notice as read and go to its case."""
    notice = visit.ports.inbox.notice(sent.text("notice"))
    if notice is None or notice.person != visit.guest.person:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    visit.ports.inbox.mark_read(notice.person, [notice.id], visit.now)
    return visit.to(f"/cases/{notice.case_id}")
