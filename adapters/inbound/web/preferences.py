"""Language and colours, for everybody."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.i18n import Language
from adapters.inbound.web.access import inside
from adapters.inbound.web.posted import SentByAnyone
from adapters.inbound.web.visit import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, Anyone

router = APIRouter(include_in_schema=False)


@router.post("/preferences")
def prefer(visit: Anyone, sent: SentByAnyone) -> Response:
    """Keep what was chosen, and stay on the page."""
    response = visit.to(inside(sent.text("back", "/")))
    if sent.text("language") in tuple(Language):
        visit.keep(response, LANGUAGE_COOKIE, sent.text("language"))
    if sent.text("theme") in THEMES:
        visit.keep(response, THEME_COOKIE, sent.text("theme"))
    return response
