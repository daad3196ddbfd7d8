"""One's own: what one was told, and where one wants to be told (e-mail, webhook, chat robots)."""

from __future__ import annotations

from datetime import time
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.plain import Plain, contact_plain, jsonable
from adapters.inbound.rest.call import Call, Own
from adapters.inbound.rest.faults import ApiCode
from adapters.inbound.rest.paging import Cursor, Limit, cursor, read_cursor
from adapters.inbound.rest.shapes import office as shapes
from engine.contacts import Channel, Contact, is_address
from engine.delivery import Told

router = APIRouter(tags=["notices"])


@router.get("/me/notices", response_model=shapes.NoticePage)
def list_notices(
    call: Own,
    unread: Annotated[bool, Query(description="Only those not read yet.")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Plain:
    """What one was told, newest first."""
    place = read_cursor(cursor, str)
    after = None if place is None else str(place[0])
    inbox = call.ports.inbox
    told = inbox.notices(call.person, unread=unread, after=after, limit=limit + 1)
    more = len(told) > limit
    return {
        "notices": [_notice(call, one) for one in told[:limit]],
        "unread": inbox.unread(call.person),
        "next": _cursor(told[limit - 1].notice.id) if more else None,
    }


def _cursor(notice: str) -> str:
    return cursor(notice)


def _notice(call: Call, told: Told) -> Plain:
    notice = told.notice
    return {
        "id": notice.id,
        "code": notice.code.value,
        "text": call.site.house.notice_words.line(notice, call.language),
        "at": notice.at.isoformat(),
        "case": notice.case_id,
        "kind": notice.kind,
        "params": notice.params,
        "read_at": jsonable(told.read_at),
    }


@router.post("/me/notices/read", response_model=shapes.Count)
def read_notices(call: Own, asked: shapes.ReadNotices) -> Plain:
    """Say that one has read some of them; answers how many were unread."""
    return {"count": call.ports.inbox.mark_read(call.person, asked.notices, call.now)}


@router.get("/me/contacts", response_model=shapes.Contacts)
def list_contacts(call: Own) -> Plain:
    """Where one is told, besides the inbox."""
    return {"contacts": [contact_plain(one) for one in call.ports.contacts.of({call.person})]}


@router.put("/me/contacts/{channel}", response_model=shapes.ContactSaid)
def set_contact(call: Own, channel: Channel, asked: shapes.ContactTo) -> Plain:
    """Be told on a channel; a webhook gets each notice as a signed request."""
    if not is_address(channel, asked.address):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        raise HttpError(status, ApiCode.ADDRESS_UNFIT, channel=channel.value)
    contact = Contact(
        person=call.person,
        channel=channel,
        address=asked.address,
        language=asked.language,
        digest=asked.digest,
        quiet_from=_time(asked.quiet_from),
        quiet_until=_time(asked.quiet_until),
        muted=frozenset(code.value for code in asked.muted),
    )
    call.ports.contacts.save(contact)
    return contact_plain(contact)


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


@router.delete("/me/contacts/{channel}", status_code=HTTPStatus.NO_CONTENT, response_class=Response)
def remove_contact(call: Own, channel: Channel) -> Response:
    """No longer be told on a channel."""
    if not call.ports.contacts.remove(call.person, channel):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return Response(status_code=HTTPStatus.NO_CONTENT)
