"""Live updates: pages are told that something changed, and fetch what they may see of it.

A stream of server-sent events (WHATWG HTML, 9.2) carries no content: only the number of a case with
its version, or that one's work changed.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from adapters.http import HttpCode, HttpError
from adapters.http.streams import Stream
from adapters.i18n.entries import what, who
from adapters.inbound.web.case_page import require_case
from adapters.inbound.web.visit import Own, Visit
from adapters.outbound.watching.changes import Changed
from engine.audit import Entry
from engine.calendar import OFFICE_ZONE
from engine.directory import Actor
from engine.errors import NotFoundError, NotPermittedError
from engine.events import EventType
from engine.model import Case
from engine.usecases.read_history import read_history
from engine.usecases.requester import is_visible, require_visible, visible_offices

router = APIRouter(include_in_schema=False)

_COME_BACK_MILLISECONDS = 5_000
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_UNTOLD = frozenset(
    (
        EventType.PERSONAL_DATA_READ.value,
        EventType.ATTEMPT_REFUSED.value,
    )
)
"""What changes nothing that a page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What one stream is about.

    Attributes:
        hears: Says what a change means for it; called from the thread that made the change.
        may: Whether the person may still be told.
        at_first: What is said when it opens.
    """

    hears: Callable[[Stream, Changed], None]
    may: Callable[[], bool]
    at_first: Callable[[Stream], None] | None = None


def concerns(changed: Changed, person: str, offices: frozenset[str]) -> bool:
    """Whether a change may be one of the work of a person who sees these offices."""
    return bool(changed.offices & offices) or person in changed.people


@router.get("/live")
def work(visit: Own) -> Response:
    """Tell a page when the work of the person or of their offices may have changed."""
    person, offices = visit.guest.person, _offices(visit)

    def hears(stream: Stream, changed: Changed) -> None:
        if concerns(changed, person, offices):
            stream.tell("work", "{}")

    # Whoever gets or loses a role is told by another stream, which the page opens by itself.
    return _stream(visit, Watch(hears=hears, may=lambda: _offices(visit) == offices))


@router.get("/live/cases/{case_id}")
def case(visit: Own, case_id: str) -> Response:
    """Tell the page of a case when the case has a new version; the present one comes first."""
    require_case(case_id)
    now = _case(visit, case_id)
    require_visible(now, visit.actor, visit.directory)

    def say(stream: Stream, version: int) -> None:
        stream.tell("case", json.dumps({"case": case_id, "version": version}))

    def hears(stream: Stream, changed: Changed) -> None:
        if changed.case_id == case_id:
            say(stream, changed.version)

    def may() -> bool:
        return is_visible(_case(visit, case_id), _actor(visit), visit.ports.staff.directory())

    first = now.version
    return _stream(visit, Watch(hears=hears, may=may, at_first=lambda stream: say(stream, first)))


def _actor(visit: Visit) -> Actor:
    """Who is told, with the roles of the present moment; a stream may outlive a day."""
    today = visit.ports.clock.now().astimezone(OFFICE_ZONE).date()
    return visit.requester.actor(visit.ports.staff.directory(), today)


def _offices(visit: Visit) -> frozenset[str]:
    return visible_offices(_actor(visit), visit.ports.staff.directory()) or frozenset()


def _case(visit: Visit, case_id: str) -> Case:
    return visit.ports.cases.load(case_id).case


def _stream(visit: Visit, watch: Watch) -> Response:
    if visit.site.streams.is_full:
        raise HttpError(HTTPStatus.SERVICE_UNAVAILABLE, HttpCode.BUSY)
    return StreamingResponse(_lines(visit, watch), headers=_HEADERS, media_type="text/event-stream")


async def _lines(visit: Visit, watch: Watch) -> AsyncIterator[str]:
    """The stream as text, until the person may not be told any more."""
    site, session = visit.site, visit.guest.session
    with site.streams.kept(Stream(session.person, session.key, site.beat_seconds)) as stream:
        heard = partial(watch.hears, stream)
        leave = await run_in_threadpool(site.house.changes.listen, heard)
        try:
            yield f"retry: {_COME_BACK_MILLISECONDS}\n\n"
            if watch.at_first is not None:
                watch.at_first(stream)
            async for said in stream.told():
                if not await run_in_threadpool(_may, visit, watch):
                    return
                yield _text(said)
        finally:
            leave()


def _may(visit: Visit, watch: Watch) -> bool:
    try:
        return _is_still_here(visit) and watch.may()
    except (NotFoundError, NotPermittedError):
        return False


def _text(said: Mapping[str, str]) -> str:
    """Events as they go over the wire; a comment keeps a silent connection open."""
    events = (f"event: {name}\ndata: {data}\n\n" for name, data in said.items())
    return "".join(events) or ": here\n\n"


def _is_still_here(visit: Visit) -> bool:
    """Whether the session still counts; being told is no use of it that would keep it alive."""
    doors, opened = visit.site.doors, visit.guest.session
    session = doors.accounts.session(opened.key)
    if session is None or session.on_behalf_of != opened.on_behalf_of:
        return False
    now = visit.ports.clock.now()
    known = visit.ports.staff.directory().people
    return session.is_live(now, doors.limits) and session.person in known


@router.get("/cases/{case_id}/changed")
def changed(visit: Own, case_id: str, since: int = 0) -> Response:
    """Who changed a case after one of its entries, to be shown above what somebody reads."""
    require_case(case_id)
    found = [
        entry
        for entry in read_history(visit.ports, case_id, visit.requester)
        if entry.seq > since and _is_told(entry)
    ]
    words = visit.words_of(_case(visit, case_id))
    newest = found[-1].event() if found else None
    return visit.page(
        "changed.html",
        case_id=case_id,
        newest=None if newest is None else {"who": who(newest, words), "what": what(newest, words)},
        count=len(found),
    )


def _is_told(entry: Entry) -> bool:
    return entry.header_plain().get("type") not in _UNTOLD
