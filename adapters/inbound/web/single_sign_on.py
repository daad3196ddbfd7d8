"""Sign in through the city's single sign-on, and out of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Depends, Query
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.http.sessions import remember
from adapters.inbound.web.access import inside
from adapters.inbound.web.visit import Anyone, Visit
from engine.access import AccessCode, Denied
from engine.errors import AdapterError
from engine.single_sign_on import ATTEMPT_WITHIN, Returned
from engine.usecases.single_sign_on import come_back, leave_for_provider

router = APIRouter(include_in_schema=False)

_LONGEST = 4096
_Brought = Annotated[str | None, Query(max_length=_LONGEST)]


def with_provider(visit: Anyone) -> Visit:
    """A visit to an installation with a single sign-on.

    Raises:
        HttpError: It has none, and nothing that belongs to one.
    """
    if visit.site.doors.provider is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return visit


WithProvider = Annotated[Visit, Depends(with_provider)]


@router.get("/sign-in/single")
def leave_for(visit: WithProvider, next: str = "/") -> Response:
    """Send the browser to the single sign-on, with a cookie by which it is known again."""
    try:
        leaving = leave_for_provider(visit.ports, visit.site.doors, inside(next))
    except AdapterError as unreachable:
        return _unreachable(visit, unreachable)
    response = RedirectResponse(leaving.address, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        _cookie_name(visit),
        leaving.token,
        max_age=int(ATTEMPT_WITHIN.total_seconds()),
        secure=visit.site.settings.http_secure,
        httponly=True,
        samesite="lax",
        path="/",
    )
    return response


@router.get("/sign-in/single/back")
def back(
    visit: WithProvider,
    state: Annotated[str, Query(max_length=_LONGEST)] = "",
    code: _Brought = None,
    iss: _Brought = None,
    error: _Brought = None,
) -> Response:
    """Take the browser in again; what it brought stands in its address and is good for once."""
    returned = Returned(state=state, code=code, issuer=iss, declined=error is not None)
    token = visit.request.cookies.get(_cookie_name(visit))
    device = visit.request.headers.get("user-agent", "")
    try:
        answer = come_back(visit.ports, visit.site.doors, token, returned, device)
    except AdapterError as unreachable:
        return _unreachable(visit, unreachable)
    if isinstance(answer, Denied):
        return _forgotten(visit, _refused(visit, answer))
    waits = answer.signed_in.session.waits_for_code
    onward = f"/sign-in?next={quote(answer.onward, safe='/')}" if waits else answer.onward
    response = RedirectResponse(onward, HTTPStatus.SEE_OTHER)
    remember(response, visit.site, answer.signed_in.token)
    return _forgotten(visit, response)


@router.get("/sign-in/left")
def left(visit: Anyone) -> Response:
    """Who is signed out here is told that the single sign-on still knows the browser."""
    provider = visit.site.doors.provider
    try:
        farewell = None if provider is None else provider.farewell()
    except AdapterError:
        farewell = None
    if provider is None or farewell is None:
        return visit.to("/sign-in", "web_done_signed_out")
    return visit.page("signed_out.html", provider=provider.label, farewell=farewell)


def _cookie_name(visit: Visit) -> str:
    return "__Host-unioncase-sso" if visit.site.settings.http_secure else "unioncase-sso"


def _forgotten(visit: Visit, response: Response) -> Response:
    response.delete_cookie(
        _cookie_name(visit), path="/", secure=visit.site.settings.http_secure, httponly=True
    )
    return response


def _refused(visit: Visit, denied: Denied) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if denied.code is AccessCode.SIGN_ON_UNKNOWN:
        return visit.page("not_linked.html", status, denied=denied)
    return visit.page("sign_in.html", status, denied=denied, next="/", login="")


def _unreachable(visit: Visit, error: AdapterError) -> Response:
    """The door again, where the provider is away; other troubles are shown like everywhere."""
    structlog.get_logger().warning("single_sign_on_failed", code=error.code.value)
    if not isinstance(error.code, AccessCode):
        raise error
    denied = Denied(code=error.code)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return visit.page("sign_in.html", status, denied=denied, next="/", login="")
