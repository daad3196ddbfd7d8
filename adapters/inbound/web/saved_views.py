"""Views of lists that somebody keeps under a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from starlette.datastructures import QueryParams
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.listing import LISTINGS, Listing, Look
from adapters.inbound.web.posted import Posted, Sent
from adapters.inbound.web.visit import Own, Visit
from engine.views import LONGEST_NAME, MOST_VIEWS, SavedView

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLink:
    """A kept view as the list shows it."""

    name: str
    address: str
    here: bool
    preferred: bool


def links(visit: Visit, look: Look) -> list[ViewLink]:
    """The person's views of a list."""
    return [_link(view, look) for view in _views(visit, look.listing)]


def _views(visit: Visit, listing: Listing) -> Sequence[SavedView]:
    return visit.site.house.views.views(visit.guest.person, listing.place)


def _link(view: SavedView, look: Look) -> ViewLink:
    address = Look.kept(look.listing, view).address
    here = address == look.address and not look.words
    return ViewLink(name=view.name, address=address, here=here, preferred=view.preferred)


def preferred(visit: Visit, listing: Listing) -> Response | None:
    """Lead on to the view with which a list opens, when nothing else was asked for."""
    if visit.request.url.query:
        return None
    view = next((view for view in _views(visit, listing) if view.preferred), None)
    if view is None:
        return None
    return RedirectResponse(Look.kept(listing, view).address, HTTPStatus.SEE_OTHER)


@router.post("/views")
def keep(visit: Own, sent: Sent) -> Response:
    """Keep the present look under a name, in place of the view that had it."""
    look = _sent_look(sent)
    name = (sent.given("name") or "")[:LONGEST_NAME]
    known = {view.name for view in _views(visit, look.listing)}
    if not name:
        return visit.to(look.address, "web_done_view_nameless")
    if name not in known and len(known) >= MOST_VIEWS:
        return visit.to(look.address, "web_done_views_full", most=MOST_VIEWS)
    view = SavedView(
        person=visit.guest.person,
        place=look.listing.place,
        name=name,
        filters=look.filters,
        columns=look.columns,
        sort=look.sort,
        preferred=sent.given("preferred") is not None,
    )
    visit.site.house.views.save_view(view)
    return visit.to(look.address, "web_done_view_kept", name=name)


@router.post("/views/drop")
def drop(visit: Own, sent: Sent) -> Response:
    """Forget a view."""
    look = _sent_look(sent)
    visit.site.house.views.drop_view(visit.guest.person, look.listing.place, sent.text("name"))
    return visit.to(look.address, "web_done_view_dropped", name=sent.text("name"))


def _sent_look(sent: Posted) -> Look:
    """The look that a form was sent from, as the address that it carries says."""
    listing = LISTINGS.get(sent.text("place"))
    if listing is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return Look.asked(listing, QueryParams(sent.text("asked")))
