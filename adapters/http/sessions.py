"""Whose request it is: the session behind its cookie, and the token that its forms carry."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request, Response

from adapters.http.faults import HttpCode, HttpError
from adapters.http.site import Site, site_of
from adapters.settings import Settings
from engine.access import Session
from engine.usecases.requester import Requester
from engine.usecases.sessions import recognise, requester_of

FORM_TOKEN = "csrf"
TOKEN_HEADER = "x-csrf-token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody with a session.

    Attributes:
        token: The session's token, as the browser holds it.
    """

    session: Session
    token: str
    requester: Requester

    @property
    def person(self) -> str:
        """The person's id."""
        return self.session.person

    @property
    def form_token(self) -> str:
        """What every form of this session must carry; nobody else can know it.

        It follows from the session's token, so that it changes with it and needs no keeping.
        """
        return hmac.new(self.token.encode(), b"form", hashlib.sha256).hexdigest()

    def owns(self, form_token: str) -> bool:
        """Whether a form came from this session."""
        return hmac.compare_digest(form_token.encode("utf-8", "replace"), self.form_token.encode())


def cookie_name(settings: Settings) -> str:
    """With TLS a name that browsers accept over TLS only, for this very host."""
    return "__Host-unioncase" if settings.http_secure else "unioncase"


def visitor_of(request: Request) -> Visitor | None:
    """Who sent a request; also somebody whose session still waits for a code."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = _visitor(request, site_of(request))
    found: Visitor | None = request.state.visitor
    return found


def _visitor(request: Request, site: Site) -> Visitor | None:
    token = request.cookies.get(cookie_name(site.settings))
    session = None if token is None else recognise(site.ports, site.doors, token)
    if session is None or token is None:
        return None
    requester = requester_of(site.ports, session)
    return Visitor(session=session, token=token, requester=requester)


def signed_in(request: Request) -> Visitor:
    """Who sent a request: the guard of everything that is not for everybody.

    Raises:
        HttpError: Nobody is signed in.
    """
    visitor = visitor_of(request)
    if visitor is None or visitor.session.waits_for_code:
        raise HttpError(HTTPStatus.UNAUTHORIZED, HttpCode.NOT_SIGNED_IN)
    return visitor


def remember(response: Response, site: Site, token: str) -> None:
    """Give a browser its session."""
    response.set_cookie(
        cookie_name(site.settings),
        token,
        secure=site.settings.http_secure,
        httponly=True,
        samesite="lax",
        path="/",
    )


def forget(response: Response, site: Site) -> None:
    """Take a browser's session away."""
    response.delete_cookie(
        cookie_name(site.settings), path="/", secure=site.settings.http_secure, httponly=True
    )
