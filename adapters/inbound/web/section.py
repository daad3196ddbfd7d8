"""Every page, as one section of the application."""

from __future__ import annotations

from importlib.resources import as_file, files

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from adapters.http import Section
from adapters.inbound.web import (
    access,
    account,
    acting,
    administration,
    approvals,
    auditing,
    case_page,
    case_past,
    case_round,
    case_work,
    cases,
    contacts,
    deliveries,
    desk,
    documents,
    figures,
    giving_out,
    half_year,
    inbox,
    letters,
    live,
    load,
    money,
    opening,
    preferences,
    saved_views,
    searching,
    single_sign_on,
    staffing,
    task_page,
    verifying,
    work_past,
)
from adapters.inbound.web.faults import show_problem

_A_YEAR = "public, max-age=31536000, immutable"

AREAS = (
    access,
    single_sign_on,
    preferences,
    desk,
    saved_views,
    work_past,
    giving_out,
    opening,
    searching,
    cases,
    case_page,
    case_past,
    acting,
    case_round,
    case_work,
    task_page,
    documents,
    letters,
    approvals,
    money,
    load,
    half_year,
    auditing,
    verifying,
    account,
    inbox,
    live,
    contacts,
    administration,
    figures,
    staffing,
    deliveries,
)


class _Assets(StaticFiles):
    """Files of the pages; under an address that names their content they never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, to be kept when its content is part of the address."""
        response = await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b""):
            response.headers["cache-control"] = _A_YEAR
        return response


def pages() -> Section:
    """The pages."""
    with as_file(files("adapters.inbound.web") / "static") as folder:
        assets = _Assets(directory=folder)
    return Section(
        prefix="/",
        routers=[area.router for area in AREAS],
        show=show_problem,
        mounts=[("/static", assets)],
    )
