"""Whether the process lives, and whether it can work: for whatever watches it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from adapters.http.site import site_of
from engine.errors import AdapterError

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """The database answers too."""
    try:
        site_of(request).ports.cases.due(site_of(request).ports.clock.now(), 1)
    except AdapterError:
        return JSONResponse({"status": "not ready"}, HTTPStatus.SERVICE_UNAVAILABLE.value)
    return JSONResponse({"status": "ready"})
