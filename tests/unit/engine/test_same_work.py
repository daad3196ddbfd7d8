"""A login that is somebody's is not told from one that is nobody's: the work is the same.

Nothing is timed here. What takes time are calls to the outside, so those are compared.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from adapters.outbound.memory import InMemoryAccessTokens
from engine.access import AccessCode, Denied
from engine.access_ports import Doors
from engine.access_tokens import AccessToken, Scope
from engine.events import Event, EventType
from engine.journal import journal_id
from engine.ports import EntryQuery, Ports
from engine.usecases.passwords import give_account
from engine.usecases.sessions import recognise
from engine.usecases.sign_in import sign_in
from tests.unit.engine.test_access import PASSWORD, come, doors, ports

__all__ = ["doors", "ports"]
"""The fixtures of the neighbour."""


class Watched:
    """Passes calls on and writes down what was called."""

    def __init__(self, inner: object, name: str, calls: list[str]) -> None:
        self._inner, self._name, self._calls = inner, name, calls

    def __getattr__(self, called: str) -> Any:
        found = getattr(self._inner, called)
        if not callable(found):
            return found

        def passed_on(*args: object, **more: object) -> object:
            self._calls.append(f"{self._name}.{called}")
            return found(*args, **more)

        return passed_on


def watched(parts: Any, calls: list[str]) -> Any:
    """The same ports, each of which writes down its calls."""
    inner = {field.name: getattr(parts, field.name) for field in fields(parts)}
    callable_ports = {name: part for name, part in inner.items() if hasattr(part, "__dict__")}
    return replace(parts, **{n: Watched(p, n, calls) for n, p in callable_ports.items()})


def calls_of(ports: Ports, doors: Doors, login: str) -> list[str]:
    """What a wrong guess with a login calls."""
    calls: list[str] = []
    found = sign_in(
        watched(ports, calls),
        watched(doors, calls),
        login=login,
        password="wrong",
        address="10.0.0.1",
    )
    assert found == Denied(code=AccessCode.SIGN_IN_FAILED)
    return calls


def events(ports: Ports, office: str) -> list[Event]:
    """What stands in an office's journal."""
    stored = ports.cases.entries(EntryQuery(case_id=journal_id(office), limit=0))
    return [event for entry in stored if (event := entry.event()) is not None]


@pytest.mark.parametrize("login", ["nobody", "", "x" * 5000, "卷宗"])
def test_a_wrong_guess_costs_the_same_for_everybody(ports: Ports, doors: Doors, login: str) -> None:
    """Known or not: the same calls in the same order, one hash and one commit among them."""
    for begun in ("ann", "nobody"):
        # A journal's first entry begins it; both have been begun before.
        calls_of(ports, doors, begun)
    known = calls_of(ports, doors, "ann")
    assert calls_of(ports, doors, login) == known
    assert [known.count(one) for one in ("passwords.matches", "cases.commit")] == [1, 1]


def test_a_person_without_an_account_is_like_nobody(ports: Ports, doors: Doors) -> None:
    """Colleagues who only come through the single sign-on are not found out either."""
    for begun in ("ann", "eva"):
        calls_of(ports, doors, begun)
    assert calls_of(ports, doors, "eva") == calls_of(ports, doors, "ann")


def test_a_wrong_guess_at_nobody_is_on_record_without_the_login(ports: Ports, doors: Doors) -> None:
    """In the journal of the office above all; people type passwords as logins."""
    calls_of(ports, doors, "hunter2 is my password")
    tops = [o.id for o in ports.staff.directory().offices.values() if o.parent is None]
    (entry,) = [
        event for event in events(ports, tops[0]) if event.type is EventType.SIGN_IN_REFUSED
    ]
    assert entry.who.person == "outside"
    assert "hunter2" not in str(entry)


def test_a_new_account_ends_what_was_open(ports: Ports, doors: Doors) -> None:
    """Sessions and tokens alike: whoever had either is out."""
    now = ports.clock.now()
    token = AccessToken(
        id="t",
        key="k",
        person="ann",
        label="",
        scopes=frozenset(Scope),
        issued_by="eva",
        issued_at=now,
        expires_at=now.replace(year=now.year + 1),
    )
    assert isinstance(doors.access_tokens, InMemoryAccessTokens)
    doors.access_tokens.save(token)
    session = come(ports, doors)
    give_account(ports, doors, "ann", PASSWORD)
    assert recognise(ports, doors, session.token) is None
    kept = doors.access_tokens.by_id("t")
    assert kept is not None
    assert not kept.is_live(now)
