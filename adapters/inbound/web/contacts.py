"""Where one wants to be told besides the inbox: channel, digest, quiet hours, what is left out."""

from __future__ import annotations

from datetime import time
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.i18n import Language
from adapters.inbound.web.posted import Posted, Sent
from adapters.inbound.web.visit import Own, Visit
from engine.contacts import Channel, Contact, is_address
from engine.notices import NoticeCode

router = APIRouter(include_in_schema=False)


@router.get("/account/contacts")
def contacts(visit: Own) -> Response:
    """One's contacts, each as a form."""
    return _page(visit)


def _page(visit: Visit, status: int = HTTPStatus.OK, denied: str | None = None) -> Response:
    kept = {one.channel: one for one in visit.ports.contacts.of({visit.guest.person})}
    return visit.page(
        "contacts.html",
        status,
        channels=[(channel.value, kept.get(channel)) for channel in Channel],
        open_channels=frozenset(visit.ports.couriers),
        codes=[code.value for code in NoticeCode],
        languages=[language.value for language in Language],
        denied=denied,
    )


@router.post("/account/contacts/{channel}")
def save(visit: Own, sent: Sent, channel: Channel) -> Response:
    """Be told on a channel, or no longer."""
    if sent.given("remove"):
        visit.ports.contacts.remove(visit.guest.person, channel)
        return visit.to("/account/contacts", "web_done_contact_removed")
    wrong = _wrong(visit, sent, channel)
    if wrong is not None:
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, wrong)
    visit.ports.contacts.save(_contact(visit, sent, channel))
    return visit.to("/account/contacts", "web_done_contact")


def _wrong(visit: Visit, sent: Posted, channel: Channel) -> str | None:
    """What is wrong with what was typed, and what would be right."""
    address = sent.text("address").strip()
    if not is_address(channel, address):
        return visit.say(f"web_contact_wrong_{'email' if channel is Channel.EMAIL else 'url'}")
    hours = (sent.given("quiet_from"), sent.given("quiet_until"))
    if (hours[0] is None) != (hours[1] is None) or any(
        _hour(text) is None for text in hours if text
    ):
        return visit.say("web_contact_wrong_hours")
    return None


def _contact(visit: Visit, sent: Posted, channel: Channel) -> Contact:
    told = frozenset(sent.all("told"))
    wanted = sent.text("language")
    return Contact(
        person=visit.guest.person,
        channel=channel,
        address=sent.text("address").strip(),
        language=wanted if wanted in tuple(Language) else visit.language.value,
        digest=sent.given("digest") is not None,
        quiet_from=_hour(sent.text("quiet_from")),
        quiet_until=_hour(sent.text("quiet_until")),
        muted=frozenset(code.value for code in NoticeCode) - told,
    )


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None
