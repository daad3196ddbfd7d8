"""The API as one section of the application."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from adapters.http import Section
from adapters.inbound.rest.document import PREFIX, ROUTERS, SIGNED_ROUTERS, document
from adapters.inbound.rest.problems import show_broken, show_problem, show_unreadable

_described = APIRouter(include_in_schema=False)


@_described.get(f"{PREFIX}/openapi.json")
def describe() -> JSONResponse:
    """What the API is, for programs that make clients of it; it holds nothing of any office."""
    return JSONResponse(document(), headers={"cache-control": "public, max-age=300"})


def api() -> Section:
    """The API."""
    versioned = APIRouter(prefix=PREFIX)
    for router in (*ROUTERS, *SIGNED_ROUTERS):
        versioned.include_router(router)
    return Section(
        prefix="/api/",
        routers=[_described, versioned],
        show=show_problem,
        unreadable=show_unreadable,
        broken=show_broken,
    )
