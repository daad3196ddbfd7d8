"""One's own account: password, second factor, where one is signed in."""

from __future__ import annotations

import re
from http import HTTPStatus

import segno
from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.access import Denied
from engine.usecases.passwords import change_password
from engine.usecases.recovery import renew_recovery_codes
from engine.usecases.second_factor import turn_off, turn_on
from engine.usecases.sessions import represented, sign_out_everywhere

_SECRET = re.compile(r"[A-Z2-7]{32}")

router = APIRouter(include_in_schema=False)


@router.get("/account")
def account(visit: Own) -> Response:
    """Roles, absences, sessions, and what can be changed."""
    return _page(visit)


def _page(visit: Visit, status: int = HTTPStatus.OK, **more: object) -> Response:
    accounts = visit.site.doors.accounts
    found = accounts.account(visit.guest.person)
    values: dict[str, object] = {
        "person": visit.directory.person(visit.guest.person),
        "sessions": accounts.sessions(visit.guest.person),
        "here": visit.guest.session.key,
        "has_password": found is not None,
        "links": visit.site.doors.links.links_of(visit.guest.person),
        "recovery_left": len(accounts.recovery_codes(visit.guest.person)),
        "second_factor": found is not None and found.code_secret is not None,
        "stands_in_for": represented(visit.ports, visit.guest.person),
        "denied": None,
    }
    return visit.page("account.html", status, **{**values, **more})


@router.get("/account/password")
def password(visit: Own) -> Response:
    """The form for a new password."""
    return visit.page("password.html", denied=None)


@router.post("/account/password")
def set_password(visit: Own, sent: Sent) -> Response:
    """Change the password; every other session ends."""
    if sent.text("new") != sent.text("again"):
        return _not_changed(visit, visit.say("web_passwords_differ"))
    denied = change_password(
        visit.ports,
        visit.site.doors,
        visit.guest.session,
        old=sent.text("old"),
        new=sent.text("new"),
    )
    if denied is not None:
        return _not_changed(visit, visit.say(denied.code.value, **denied.params))
    return visit.to("/account", "web_done_password")


def _not_changed(visit: Visit, why: str) -> Response:
    return visit.page("password.html", HTTPStatus.UNPROCESSABLE_ENTITY, denied=why)


@router.get("/account/second-factor")
def second_factor(visit: Own) -> Response:
    """The secret to share with an app, as a picture and as text."""
    return _shared(visit, visit.site.doors.codes.new_secret(), None)


def _shared(visit: Visit, secret: str, denied: Denied | None) -> Response:
    status = HTTPStatus.OK if denied is None else HTTPStatus.UNPROCESSABLE_ENTITY
    address = visit.site.doors.codes.address(secret, visit.guest.person)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    return visit.page("share_secret.html", status, secret=secret, picture=picture, denied=denied)


@router.post("/account/second-factor")
def turn_second_factor_on(visit: Own, sent: Sent) -> Response:
    """Ask for codes from now on."""
    secret = sent.text("secret")
    if not _SECRET.fullmatch(secret):
        # None of ours: there is nothing to repeat, so another one is offered.
        return visit.to("/account/second-factor")
    answer = turn_on(
        visit.ports,
        visit.site.doors,
        visit.guest.session,
        secret=secret,
        code=sent.text("code"),
    )
    if isinstance(answer, Denied):
        return _shared(visit, secret, answer)
    return visit.page("recovery_codes.html", codes=answer)


@router.post("/account/recovery-codes")
def renew_codes(visit: Own, sent: Sent) -> Response:
    """Ten fresh recovery codes, shown once; those before count no more."""
    answer = renew_recovery_codes(
        visit.ports, visit.site.doors, visit.guest.session, password=sent.text("password")
    )
    if isinstance(answer, Denied):
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, denied=answer)
    return visit.page("recovery_codes.html", codes=answer)


@router.post("/account/second-factor/off")
def turn_second_factor_off(visit: Own, sent: Sent) -> Response:
    """Ask for no codes any more."""
    denied = turn_off(
        visit.ports, visit.site.doors, visit.guest.session, password=sent.text("password")
    )
    if denied is not None:
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, denied=denied)
    return visit.to("/account", "web_done_second_factor_off")


@router.post("/account/sessions/end")
def end_sessions(visit: Own, sent: Sent) -> Response:
    """Sign out everywhere else."""
    del sent
    ended = sign_out_everywhere(visit.ports, visit.site.doors, visit.guest.session)
    return visit.to("/account", "web_done_sessions_ended", count=ended)
