"""What a page shows when there is no answer: the same for unknown and for forbidden."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from adapters.http import HttpCode, Problem, Site, site_of, visitor_of
from adapters.inbound.web.visit import Visit

_TO_SIGN_IN = HttpCode.NOT_SIGNED_IN.value
_TO_PASSWORD = HttpCode.PASSWORD_DUE.value


def show_problem(request: Request, problem: Problem) -> Response:
    """A page that says what is wrong; who is not signed in is led to the door."""
    site = site_of(request)
    if problem.code == _TO_PASSWORD:
        return _lead(request, "/account/password")
    if problem.code == _TO_SIGN_IN:
        return _lead(request, f"/sign-in?next={quote(_here(request), safe='/')}")
    return _page(request, site, problem)


def _here(request: Request) -> str:
    """Where to come back to: the page that was asked for, or the one whose form was sent."""
    if request.method == "GET" and "hx-request" not in request.headers:
        return request.url.path
    page = urlsplit(request.headers.get("referer", ""))
    return page.path if page.path and page.netloc == request.url.netloc else "/"


def _lead(request: Request, path: str) -> Response:
    """Lead the browser on; a part of a page cannot be led, so the whole page is."""
    if "hx-request" in request.headers:
        return Response(status_code=HTTPStatus.OK, headers={"hx-redirect": path})
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def _page(request: Request, site: Site, problem: Problem) -> Response:
    visit = Visit(request=request, site=site, visitor=visitor_of(request))
    text = visit.words.say(problem.code, **problem.params)
    return visit.page("problem.html", problem.status, text=text, status_number=problem.status)
