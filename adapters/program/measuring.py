"""How long every request took, by route."""

from __future__ import annotations

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.outbound.watching.prometheus import Metrics


def measured(app: ASGIApp, metrics: Metrics | None) -> ASGIApp:
    """The application with a clock around it, where somebody reads the figures."""
    return app if metrics is None else _Measured(app, metrics)


class _Measured:
    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answered)
        finally:
            # The route and not the address: an address may name a person, and there are too many.
            route = getattr(scope.get("route"), "path", "")
            labels = (scope["method"], route, str(int(status)))
            self._metrics.requests.labels(*labels).observe(perf_counter() - began)
