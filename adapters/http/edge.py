"""What stands around every request: its id and its line in the log, headers, limit, origin."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.http.faults import HttpCode, HttpError

LARGEST_BODY_BYTES = 25 * 1024 * 1024
"""A little more than the largest paper, for the form around it."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-store",
}
_A_YEAR_SECONDS = 31_536_000
_BROKEN = HTTPStatus.INTERNAL_SERVER_ERROR.value


class Edge:
    """Gives each request an id, and the log one line about it.

    What breaks inside goes on to the server, which is the edge of the process and logs it; by then
    the application has answered.

    Args:
        app: What answers.
        new_id: Gives a request its id; nothing of the caller's is taken over into the log.
    """

    def __init__(self, app: ASGIApp, *, new_id: Callable[[], str]) -> None:
        self._app = app
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._new_id()
        scope.setdefault("state", {})["request_id"] = request_id
        began = perf_counter()
        answered = _Answered(send, request_id, began)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, answered)
            finally:
                _log(scope, answered.status or _BROKEN, perf_counter() - began)


class _Answered:
    """Sends on, and remembers with what status; adds the id that the log has, and the time taken.

    Who waits for a page sees in any browser how much of it was the server's part (Server-Timing,
    W3C).
    """

    def __init__(self, send: Send, request_id: str, began: float) -> None:
        self._send = send
        self._request_id = request_id
        self._began = began
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = self._request_id
            taken = (perf_counter() - self._began) * 1000
            headers["server-timing"] = f"app;dur={taken:.1f}"
        await self._send(message)


def _log(scope: Scope, status: int, seconds: float) -> None:
    """One line: the route and not the address, which may name a person or a case."""
    route = getattr(scope.get("route"), "path", None)
    structlog.get_logger().info(
        "request",
        method=scope["method"],
        route=route,
        status=int(status),
        milliseconds=round(seconds * 1000, 1),
    )


def safe_headers(*, secure: bool) -> dict[str, str]:
    """The headers that tell browsers what to forbid."""
    strict = {"strict-transport-security": f"max-age={_A_YEAR_SECONDS}"} if secure else {}
    return {**_HEADERS, **strict}


class SafeHeaders:
    """Adds the headers that tell browsers what to forbid; an answer may set its own."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = safe_headers(secure=secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class BodyLimit:
    """Stops reading a body that is larger than anything this program takes."""

    def __init__(self, app: ASGIApp, *, largest_bytes: int = LARGEST_BODY_BYTES) -> None:
        self._app = app
        self._largest = largest_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                raise HttpError(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HttpCode.TOO_LARGE, largest=self._largest
                )
            return message

        await self._app(scope, counted if scope["type"] == "http" else receive, send)


def is_from_here(method: str, headers: Headers) -> bool:
    """Whether a request that changes something comes from one of our own pages.

    Browsers say so themselves, in one of two headers that no page can forge. A request that a
    program sends has neither, and no cookie either, unless somebody means it to.

    Example:
        >>> is_from_here("POST", Headers({"sec-fetch-site": "cross-site"}))
        False
        >>> is_from_here("POST", Headers({"host": "office", "origin": "http://office"}))
        True
    """
    if method in SAFE:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")
