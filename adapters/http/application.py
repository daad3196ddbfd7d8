"""One application out of sections: the pages, and whatever else answers requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from adapters.http.edge import BodyLimit, Edge, SafeHeaders, safe_headers
from adapters.http.faults import HttpCode, HttpError
from adapters.http.health import router as health
from adapters.http.problems import Problem, failure, problem_of, problem_of_status
from adapters.http.site import Site, site_of
from engine.errors import NotPermittedError
from engine.usecases.refused_attempts import record_pretender
from engine.usecases.requester import Requester
from rules.errors import UnioncaseError

CLAIMANT = "claimant"
"""Where a request keeps who says for whom they act."""
_SMALLEST_ZIPPED_BYTES = 600


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the application with its own way to say what went wrong.

    Attributes:
        prefix: How the addresses of its answers begin; the longest one that fits decides.
        routers: What it answers.
        show: Words a problem for whoever asked.
        mounts: Further applications, by the address below which they answer.
        unreadable: Words what is wrong with the values of a request; without it such an address
            does not exist.
        broken: Says that something broke, with nothing but the texts at hand.
    """

    prefix: str
    routers: Sequence[APIRouter]
    show: Callable[[Request, Problem], Response]
    mounts: Sequence[tuple[str, ASGIApp]] = ()
    unreadable: Callable[[Request, RequestValidationError], Response] | None = None
    broken: Callable[[Request, Problem], Response] | None = None


def application(site: Site, sections: Sequence[Section]) -> FastAPI:
    """Put the sections together around one installation."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.site = site
    app.include_router(health)
    for section in sections:
        for router in section.routers:
            app.include_router(router)
        for path, mounted in section.mounts:
            app.mount(path, mounted)
    shown = _Shown(sections)
    app.add_exception_handler(UnioncaseError, shown.error)
    app.add_exception_handler(HTTPException, shown.status)
    app.add_exception_handler(RequestValidationError, shown.unreadable)
    app.add_exception_handler(Exception, shown.broken)
    # The last one added is the outermost.
    app.add_middleware(GZipMiddleware, minimum_size=_SMALLEST_ZIPPED_BYTES)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders, secure=site.settings.http_secure)
    app.add_middleware(Edge, new_id=lambda: token_hex(8))
    return app


class _Shown:
    """Lets the section that was asked word a problem."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sorted(sections, key=lambda section: len(section.prefix), reverse=True)

    def _asked(self, request: Request) -> Section | None:
        here = request.url.path
        return next((found for found in self._sections if here.startswith(found.prefix)), None)

    def _show(self, request: Request, problem: Problem) -> Response:
        section = self._asked(request)
        if section is not None:
            return section.show(request, problem)
        return JSONResponse({"code": problem.code}, status_code=problem.status)

    def error(self, request: Request, error: Exception) -> Response:
        """An error raised on purpose."""
        assert isinstance(error, UnioncaseError)
        if isinstance(error, NotPermittedError):
            _record_pretender(request, error)
        return self._show(request, problem_of(error))

    def broken(self, request: Request, error: Exception) -> Response:
        """Something broke; not even the words may be at hand. The server logs what it was."""
        del error
        request_id = getattr(request.state, "request_id", "")
        problem, section = failure(), self._asked(request)
        if section is not None and section.broken is not None:
            response = section.broken(request, problem)
        else:
            response = _failed(problem, request_id)
        # What stands around every other answer was passed by.
        response.headers.update(safe_headers(secure=request.url.scheme == "https"))
        response.headers["x-request-id"] = request_id
        return response

    def status(self, request: Request, error: Exception) -> Response:
        """No such address, or not in this way."""
        assert isinstance(error, HTTPException)
        response = self._show(request, problem_of_status(error.status_code))
        response.headers.update(error.headers or {})
        return response

    def unreadable(self, request: Request, error: Exception) -> Response:
        """An address or a form whose values are not what they must be."""
        assert isinstance(error, RequestValidationError)
        section = self._asked(request)
        if section is not None and section.unreadable is not None:
            return section.unreadable(request, error)
        unreadable = HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
        return self._show(request, problem_of(unreadable))


def _record_pretender(request: Request, error: NotPermittedError) -> None:
    """A false claim to act for somebody leaves an entry, whatever was asked."""
    claimant = getattr(request.state, CLAIMANT, None)
    if isinstance(claimant, Requester):
        asked = f"{request.method} {request.scope['route'].path}"
        record_pretender(site_of(request).ports, claimant, error, asked)


def _failed(problem: Problem, request_id: str) -> Response:
    text = f"{problem.status} {problem.code} {request_id}\n"
    return Response(text, problem.status, media_type="text/plain")
