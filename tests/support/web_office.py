"""The office in the browser as a test visits it: a demo-like office, a clock to set, a visitor.

A demo office takes seconds to build; it is built once for each process of the tests and copied for
each test, together with one real hash for everybody's password.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread

from argon2 import PasswordHasher
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from adapters.bootstrap import House
from adapters.i18n import Texts
from adapters.inbound.cli.demo.build import Builder
from adapters.outbound.identity import Argon2Passwords
from adapters.outbound.memory import SettableClock
from adapters.program.serving import Server, web_application
from adapters.settings import Settings
from engine.ports import CaseQuery
from engine.usecases.passwords import give_account

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""Friday 2026-11-20, 09:00 in the office."""
PASSWORD = "quiet boats at noon"
QUICK = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
HERE = {"sec-fetch-site": "same-origin"}
_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
_EMPTY_IN_PICTURES = {"path", "rect", "use", "circle"}


@cache
def definitions() -> dict[str, object]:
    """The parts of an installation that only read the released definitions."""
    house = House(Settings())
    return {name: getattr(house, name) for name in ("workflow_library", "rulebook", "working_days")}


def house_in(folder: Path) -> House:
    """An installation in a folder, at the tests' moment, with hashes that are quick."""
    settings = Settings(data_dir=folder, lang="zh")
    house = House(settings, own_clock=SettableClock(NOW))
    vars(house).update(definitions())
    vars(house)["doors"] = replace(house.doors, passwords=QUICK)
    return house


def build_office(folder: Path) -> None:
    """Build the demo office, and let everybody sign in."""
    house = house_in(folder)
    house.migrate()
    Builder(house, NOW).build(lambda done, total: None)
    first, *others = house.ports.staff.directory().people
    account = give_account(house.ports, house.doors, first, PASSWORD, must_change=False)
    for person in others:
        house.doors.accounts.save_account(replace(account, person=person))
    house.database.close()


@dataclass
class WebOffice:
    """One office of a test's own."""

    folder: Path
    texts: Texts = field(default_factory=Texts.of_installation)
    _known: dict[tuple[str, str], Visitor] = field(default_factory=dict)

    @classmethod
    def copied(cls, built: Path, folder: Path) -> WebOffice:
        """A copy of a built office."""
        shutil.copytree(built, folder)
        return cls(folder)

    @cached_property
    def house(self) -> House:
        """Its installation."""
        return house_in(self.folder)

    @cached_property
    def app(self) -> FastAPI:
        """What answers its requests."""
        return web_application(self.house, self.texts)

    @cached_property
    def cases(self) -> Mapping[str, str]:
        """A case in each state of hardship aid, by the state's name."""
        rows = self.house.ports.cases.cases(CaseQuery(limit=1000))
        return {row.state: row.id for row in rows if row.kind == "hardship_aid"}

    def visitor(self, person: str | None = None, lang: str = "zh") -> Visitor:
        """Somebody with a browser, signed in when a person is named."""
        visitor = Visitor(self, lang)
        if person is not None:
            visitor.sign_in(person)
        return visitor

    def known(self, person: str, lang: str = "zh") -> Visitor:
        """Somebody who signed in once and stays: for tests that only look."""
        if (person, lang) not in self._known:
            self._known[person, lang] = self.visitor(person, lang)
        return self._known[person, lang]

    def wait(self, **span: float) -> None:
        """Let time pass."""
        clock = self.house.clock
        assert isinstance(clock, SettableClock)
        clock.set(clock.now() + timedelta(**span))

    def close(self) -> None:
        """Leave nothing open."""
        self.house.database.close()

    @contextmanager
    def served(self, port: int = 0) -> Iterator[str]:
        """The same pages on a real socket, for real browsers; yields the address."""
        server = Server(self.house, self.texts, host="127.0.0.1", port=port)
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield server.address.rstrip("/")
        finally:
            server.stop()
            thread.join(timeout=20)


class Visitor:
    """A browser as far as a test needs one: cookies, forms, and the token they carry."""

    def __init__(self, office: WebOffice, lang: str = "zh") -> None:
        self.office = office
        self.client = TestClient(office.app, headers=HERE, follow_redirects=False)
        self.client.cookies.set("language", lang)
        self.token = ""

    def sign_in(self, person: str, password: str = PASSWORD) -> Response:
        """Come in through the door."""
        answer = self.client.post("/sign-in", data={"login": person, "password": password})
        if answer.status_code == 303 and answer.headers["location"] == "/":
            self.get("/account")
        return answer

    def get(self, path: str) -> Response:
        """Ask for a page; the token of its forms is kept."""
        answer = self.client.get(path)
        found = _TOKEN.search(answer.text)
        self.token = found[1] if found else self.token
        return answer

    def page(self, path: str) -> str:
        """A page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.text

    def send(
        self,
        path: str,
        data: Mapping[str, object] | None = None,
        *,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Response:
        """Send a form with the token of the session."""
        form = {"csrf": self.token, **(data or {})}
        return self.client.post(path, data=form, files=files or None)


class Outline(HTMLParser):
    """Whether a page is well-formed: what opens closes, in order, and no id occurs twice."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._open: list[str] = []
        self._ids: set[str] = set()
        self.feed(text)
        self.faults += [f"never closed: {tag}" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens, and its id."""
        names = [name for name, _ in attrs]
        self.faults += [f"{tag} has {name} twice" for name in names if names.count(name) > 1]
        self._note(tag, dict(attrs))
        if tag not in _VOID | _EMPTY_IN_PICTURES:
            self._open.append(tag)

    def _note(self, tag: str, attrs: Mapping[str, str | None]) -> None:
        own = attrs.get("id")
        if own is not None and own in self._ids:
            self.faults.append(f"id twice: {own}")
        self._ids.add(own or "")
        if "style" in attrs or any(name.startswith("on") for name in attrs):
            self.faults.append(f"inline style or script on {tag}")

    def handle_endtag(self, tag: str) -> None:
        """What closes is what opened last."""
        if tag in _VOID | _EMPTY_IN_PICTURES:
            return
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"closed out of order: {tag} at {self.getpos()}")
