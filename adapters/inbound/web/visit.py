"""One request to the pages: who asks, in which language, and how an answer is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from adapters.http import HttpCode, HttpError, Site, Visitor, signed_in, site_of, visitor_of
from adapters.http.edge import is_from_here
from adapters.i18n import Language
from adapters.i18n.wording import Wording
from adapters.inbound.web.places import PLACES, listed, require
from adapters.inbound.web.rendering import render
from engine.calendar import OFFICE_ZONE
from engine.directory import Actor, Directory
from engine.model import Case
from engine.ports import Ports
from engine.usecases.requester import Requester, sees_whole_house

LANGUAGE_COOKIE, THEME_COOKIE, NOTICE_COOKIE = "language", "theme", "notice"
PART_HEADER = "x-part"
"""Sent by our own script: it wants the content of a page without the frame around it."""
THEMES = ("auto", "light", "dark")
_ONE_WAY = "/sign-in/single"
"""Addresses below it hold a code that is good for once, and no business on a page."""
_A_YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request and what is needed to answer it; `visitor` is None for those not signed in."""

    request: Request
    site: Site
    visitor: Visitor | None
    _kind_words: dict[str, Wording] = field(default_factory=dict)

    @property
    def ports(self) -> Ports:
        """Everything from outside."""
        return self.site.ports

    @cached_property
    def language(self) -> Language:
        """The chosen language, else the browser's if it is ours, else that of the house."""
        chosen = self.request.cookies.get(LANGUAGE_COOKIE)
        if chosen in tuple(Language):
            return Language(chosen)
        wanted = self.request.headers.get("accept-language", "")[:2].lower()
        return Language(wanted if wanted in tuple(Language) else self.site.settings.lang)

    @property
    def theme(self) -> str:
        """Light, dark, or as the device has it."""
        chosen = self.request.cookies.get(THEME_COOKIE)
        return chosen if chosen in THEMES else THEMES[0]

    @property
    def guest(self) -> Visitor:
        """Who asks.

        Raises:
            HttpError: Nobody is signed in.
        """
        if self.visitor is None:
            raise HttpError(HTTPStatus.UNAUTHORIZED, HttpCode.NOT_SIGNED_IN)
        return self.visitor

    @property
    def requester(self) -> Requester:
        """Who asks, as the use cases know them."""
        return self.guest.requester

    @cached_property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.ports.clock.now()

    @property
    def today(self) -> date:
        """The day at the office."""
        return self.now.astimezone(OFFICE_ZONE).date()

    @cached_property
    def directory(self) -> Directory:
        """Offices and people."""
        return self.ports.staff.directory()

    @cached_property
    def actor(self) -> Actor:
        """Who asks, with the roles held today.

        Raises:
            NotPermittedError: They claim to act for somebody who has not delegated to them.
        """
        return self.requester.actor(self.directory, self.today)

    @cached_property
    def words(self) -> Wording:
        """Words that belong to no kind of case."""
        return self.site.words(self.language)

    def say(self, code: str, **params: object) -> str:
        """A text of the catalogues in the reader's language."""
        return self.words.say(code, **params)

    def words_of(self, case: Case) -> Wording:
        """Words for a case."""
        return self.site.words(self.language, case.kind, case.workflow_version)

    def kind_words(self, kind: str) -> Wording:
        """Words for the version of a kind that new cases get."""
        if kind not in self._kind_words:
            self._kind_words[kind] = self.site.latest_words(self.language, kind)
        return self._kind_words[kind]

    def page(self, template: str, status: int = HTTPStatus.OK, /, **values: object) -> Response:
        """A page, or a part of one."""
        content = render(template, {**self._frame(), **values})
        response = HTMLResponse(content, status)
        if NOTICE_COOKIE in self.request.cookies:
            response.delete_cookie(NOTICE_COOKIE)
        return response

    def _frame(self) -> dict[str, object]:
        """What every page may show."""
        return {
            "visit": self,
            "layout": "bare.html" if PART_HEADER in self.request.headers else "base.html",
            "t": self.say,
            "language": self.language,
            "now": self.now,
            "today": self.today,
            "token": "" if self.visitor is None else self.visitor.form_token,
            "notice": self._notice(),
        }

    @property
    def back(self) -> str:
        """This page's address, to come back to; only that of a page can be asked for again."""
        url = self.request.url
        if url.path.startswith(_ONE_WAY):
            return "/sign-in"
        query = f"?{url.query}" if url.query else ""
        return f"{url.path}{query}" if self.request.method == "GET" else "/"

    @property
    def navigation(self) -> list[object]:
        """Where this person can go."""
        return list(listed(self.actor))

    @cached_property
    def unread(self) -> int:
        """How much this person was told and has not read."""
        return self.ports.inbox.unread(self.guest.person)

    @property
    def sees_whole_house(self) -> bool:
        """Whether every office exists for this person."""
        return sees_whole_house(self.actor, self.directory)

    def is_here(self, path: str) -> bool:
        """Whether the page belongs to the place with this address."""
        here = self.request.url.path
        return here == path if path == "/" else here == path or here.startswith(f"{path}/")

    def to(self, path: str, done: str | None = None, **params: object) -> Response:
        """Lead on to another page after something was done, and say there what it was."""
        response = RedirectResponse(path, HTTPStatus.SEE_OTHER)
        if done is not None:
            told = json.dumps({"code": done, "params": params}, default=str)
            response.set_cookie(
                NOTICE_COOKIE,
                quote(told),
                max_age=60,
                httponly=True,
                samesite="lax",
                secure=self.site.settings.http_secure,
            )
        return response

    def _notice(self) -> str | None:
        """What was done on the page before; a cookie can be anything, so only our own codes."""
        raw = self.request.cookies.get(NOTICE_COOKIE)
        if raw is None:
            return None
        try:
            told = json.loads(unquote(raw))
        except json.JSONDecodeError:
            return None
        if not isinstance(told, Mapping) or not str(told.get("code")).startswith("web_done_"):
            return None
        params = told.get("params")
        return self.say(str(told["code"]), **(params if isinstance(params, dict) else {}))

    def keep(self, response: Response, name: str, value: str) -> None:
        """Let the browser remember a preference for a year."""
        response.set_cookie(
            name,
            value,
            max_age=_A_YEAR_SECONDS,
            httponly=True,
            samesite="lax",
            secure=self.site.settings.http_secure,
        )


def any_visit(request: Request) -> Visit:
    """A request of anybody.

    Raises:
        HttpError: It would change something and comes from another site.
    """
    if not is_from_here(request.method, request.headers):
        raise HttpError(HTTPStatus.FORBIDDEN, HttpCode.CROSS_SITE)
    return Visit(request=request, site=site_of(request), visitor=visitor_of(request))


def own_visit(request: Request) -> Visit:
    """A request of somebody who is signed in, to a place that exists for them.

    Raises:
        HttpError: Nobody is signed in, or there is no such place for them.
    """
    visitor = signed_in(request)
    visit = any_visit(request)
    if visitor.session.must_change and not request.url.path.startswith("/account"):
        raise HttpError(HTTPStatus.UNAUTHORIZED, HttpCode.PASSWORD_DUE)
    for place in PLACES:
        if place.path != "/" and visit.is_here(place.path):
            require(place, visit.actor)
    return visit


Anyone = Annotated[Visit, Depends(any_visit)]
Own = Annotated[Visit, Depends(own_visit)]
