"""How long every request took, and its span, by route."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.bootstrap import House


def measured(app: ASGIApp, house: House) -> ASGIApp:
    """The application with a clock and a span around it, where somebody wants to see them."""
    watched = house.metrics is not None or house.tracing is not None
    return _Measured(app, house) if watched else app


class _Measured:
    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._metrics = house.metrics
        self._tracing = house.tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, answered = perf_counter(), _Answered(send)
        with self._span(scope["method"]) as tell:
            try:
                await self._app(scope, receive, answered)
            finally:
                # The route and not the address, which may name a person.
                route = getattr(scope.get("route"), "path", "")
                tell(route, answered.status)
                self._count(scope["method"], route, answered.status, perf_counter() - began)

    def _span(self, method: str) -> AbstractContextManager[Callable[[str, int], None]]:
        return nullcontext(_nobody) if self._tracing is None else self._tracing.request(method)

    def _count(self, method: str, route: str, status: int, seconds: float) -> None:
        # A stream lasts as long as somebody looks, which says nothing about the server.
        if self._metrics is not None and not route.startswith("/live"):
            self._metrics.requests.labels(method, route, str(status)).observe(seconds)


class _Answered:
    """Sends on, and remembers with what status; a request without an answer has failed."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
        await self._send(message)


def _nobody(route: str, status: int) -> None:
    """Nobody wants to know."""
