"""Sign in and out."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from adapters.http.sessions import forget, remember
from adapters.inbound.web.posted import Sent, SentByAnyone
from adapters.inbound.web.visit import Anyone, Own, Visit
from engine.access import Denied
from engine.usecases.sessions import act_for, sign_out
from engine.usecases.sign_in import SignedIn, give_code, sign_in

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def door(visit: Anyone, next: str = "/") -> Response:
    """The door; who has come in already is led on."""
    if visit.visitor is None:
        return visit.page("sign_in.html", next=inside(next), login="", denied=None)
    if visit.visitor.session.waits_for_code:
        return visit.page("second_factor.html", next=inside(next), denied=None)
    return visit.to(inside(next))


@router.post("/sign-in")
def come_in(visit: Anyone, sent: SentByAnyone) -> Response:
    """Check a login and a password."""
    login, onward = sent.text("login"), inside(sent.text("next", "/"))
    answer = sign_in(
        visit.ports,
        visit.site.doors,
        login=login,
        password=sent.text("password"),
        address=_address(visit.request),
        device=visit.request.headers.get("user-agent", ""),
    )
    if isinstance(answer, Denied):
        return _again(visit, "sign_in.html", answer, onward, login=login)
    return _admitted(visit, answer, "/sign-in" if answer.session.waits_for_code else onward)


@router.post("/sign-in/code")
def second_step(visit: Anyone, sent: Sent) -> Response:
    """Check the code of the second factor."""
    onward = inside(sent.text("next", "/"))
    session = visit.guest.session
    if not session.waits_for_code:
        return visit.to(onward)
    answer = give_code(
        visit.ports, visit.site.doors, session, sent.text("code"), _address(visit.request)
    )
    if isinstance(answer, Denied):
        return _again(visit, "second_factor.html", answer, onward)
    return _admitted(visit, answer, onward)


@router.post("/sign-out")
def leave(visit: Own, sent: Sent) -> Response:
    """End the session."""
    del sent
    sign_out(visit.site.doors, visit.guest.session)
    visit.site.streams.end_session(visit.guest.session.key)
    single = visit.guest.session.single_sign_on
    response = visit.to(*(("/sign-in/left",) if single else ("/sign-in", "web_done_signed_out")))
    forget(response, visit.site)
    return response


@router.post("/acting-for")
def stand_in(visit: Own, sent: Sent) -> Response:
    """Act for an absent colleague, or for oneself again."""
    act_for(visit.ports, visit.site.doors, visit.guest.session, sent.given("absent"))
    return visit.to("/")


def _admitted(visit: Visit, answer: SignedIn, onward: str) -> Response:
    response = RedirectResponse(onward, HTTPStatus.SEE_OTHER)
    remember(response, visit.site, answer.token)
    return response


def _again(visit: Visit, template: str, denied: Denied, onward: str, **values: object) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return visit.page(template, status, denied=denied, next=onward, **values)


def inside(path: str) -> str:
    """A page of this office to go on to; nobody can send people elsewhere through us."""
    parts = urlsplit(path)
    foreign = parts.scheme or parts.netloc or not path.startswith("/")
    return "/" if foreign or path.startswith(("//", "/\\")) else path


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
