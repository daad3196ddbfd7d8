"""Signing in through a provider as a browser does it, and what an attacker's browser gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from httpx2 import Response

from adapters.outbound.memory import InMemoryIdentityLinks
from adapters.settings import Settings
from engine.access_tokens import Scope
from engine.directory import Directory
from engine.errors import AdapterError, EngineCode
from engine.events import Event, EventType
from engine.journal import journal_id
from engine.ports import EntryQuery
from engine.single_sign_on import SignOnAttempt
from engine.usecases.keep_tokens import Issued, issue_token, recognise_token
from engine.usecases.passwords import give_account
from engine.usecases.requester import Requester
from engine.usecases.second_factor import turn_on
from tests.support.openid_provider import (
    CLIENT,
    Lie,
    LittleProvider,
    back,
    little_provider,
)
from tests.support.sign_on_office import build_small_office, copied, office_with
from tests.support.web_office import NOW, PASSWORD, Visitor, WebOffice

ADMIN = Requester(person="admin")


class LinksAway(InMemoryIdentityLinks):
    """A store whose database does not answer."""

    def take(self, key: str) -> SignOnAttempt | None:
        """Nothing, for ever."""
        raise AdapterError(EngineCode.STORE_UNAVAILABLE, retryable=True, driver=key[:1])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small office; nobody has an account."""
    folder = tmp_path_factory.mktemp("small") / "office"
    build_small_office(folder)
    return folder


@pytest.fixture
def provider() -> Iterator[LittleProvider]:
    """A provider of the test's own."""
    with little_provider(lambda: NOW) as made:
        yield made


@pytest.fixture
def office(provider: LittleProvider, built: Path, tmp_path: Path) -> Iterator[WebOffice]:
    """One whose provider names logins in a claim."""
    made = office_with(provider, built, tmp_path, oidc_login_claim="employee_number")
    yield made
    made.close()


def leave(visitor: Visitor, onward: str = "/account") -> str:
    """Click the button; returns where the browser is sent."""
    answer = visitor.client.get(f"/sign-in/single?next={onward}")
    assert answer.status_code == 303
    return answer.headers["location"]


def come(visitor: Visitor, provider: LittleProvider, onward: str = "/account") -> Response:
    """There and back again."""
    return visitor.client.get(back(provider.authorize(leave(visitor, onward))))


def refused(answer: Response, visitor: Visitor) -> str:
    """A refusal that opened nothing; returns its page."""
    assert answer.status_code == 422
    assert visitor.get("/account").status_code == 303
    return answer.text


def entries(office: WebOffice, journal: str) -> list[Event]:
    """What stands in the journal of an office."""
    stored = office.house.ports.cases.entries(EntryQuery(case_id=journal_id(journal)))
    return [event for entry in stored if (event := entry.event()) is not None]


def link(office: WebOffice, person: str, subject: str) -> None:
    """The administrator links a person on the person's page."""
    give_account(office.house.ports, office.house.doors, "admin", PASSWORD, must_change=False)
    admin = office.visitor("admin")
    admin.page(f"/administration/people/{person}")
    answer = admin.send(f"/administration/people/{person}/link", {"subject": subject})
    assert answer.status_code == 303, answer.text


def test_a_person_comes_in_by_the_declared_claim(
    office: WebOffice, provider: LittleProvider
) -> None:
    """Without any password here, to the page they wanted, with a session like every other."""
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    visitor = office.visitor()
    answer = come(visitor, provider, "/account")
    assert answer.headers["location"] == "/account"
    assert "林样例" in visitor.page("/account")
    signed_in = entries(office, "mill")[-1]
    assert (signed_in.type, signed_in.action) == (EventType.SIGNED_IN, "single_sign_on")


def test_the_first_link_stays(office: WebOffice, provider: LittleProvider) -> None:
    """Another subject with the same claim gets nothing, and a renamed one keeps its account."""
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    come(office.visitor(), provider)
    provider.person = {"sub": "s-2", "employee_number": "lin"}
    thief = office.visitor()
    assert "s-2" in refused(come(thief, provider), thief)
    provider.person = {"sub": "s-1", "employee_number": "bai"}
    visitor = office.visitor()
    come(visitor, provider)
    assert "林样例" in visitor.page("/account")


def test_an_unknown_subject_is_told_what_to_do(office: WebOffice, provider: LittleProvider) -> None:
    """The page shows what to give to the administrator; the journal has its mark and no more."""
    provider.person = {"sub": "s-77", "employee_number": "nobody", "name": "吴样例"}
    visitor = office.visitor()
    page = refused(come(visitor, provider), visitor)
    event = entries(office, "city")[-1]
    assert (event.type, event.action) == (EventType.SIGN_IN_REFUSED, "single_sign_on_unknown")
    assert str(event.details["mark"]) in page
    assert "s-77" in page
    assert "s-77" not in str(event)


def test_an_administrator_links_and_unlinks(office: WebOffice, provider: LittleProvider) -> None:
    """The subject comes in as that person until the link is gone, which ends the session too."""
    provider.person = {"sub": "s-9"}
    link(office, "bai", "s-9")
    visitor = office.visitor()
    come(visitor, provider)
    assert "白样例" in visitor.page("/account")
    admin = office.visitor("admin")
    admin.page("/administration/people/bai")
    admin.send("/administration/people/bai/unlink")
    assert visitor.get("/account").status_code == 303
    again = office.visitor()
    refused(come(again, provider), again)
    actions = [event.action for event in entries(office, "city")]
    assert {"single_sign_on_linked", "single_sign_on_unlinked"} <= set(actions)


def test_a_subject_is_linked_to_one_person(office: WebOffice, provider: LittleProvider) -> None:
    """A second person does not get it, and neither does a text that is no subject."""
    link(office, "bai", "s-9")
    admin = office.visitor("admin")
    admin.page("/administration/people/lin")
    for subject in ("s-9", "标识"):
        answer = admin.send("/administration/people/lin/link", {"subject": subject})
        assert answer.status_code == 422
    assert office.house.doors.links.links_of("lin") == []


def test_e_mail_links_nobody(provider: LittleProvider, built: Path, tmp_path: Path) -> None:
    """Whoever got a colleague's old address does not get the colleague's files."""
    office = office_with(provider, built, tmp_path)
    provider.person = {"sub": "s-5", "email": "lin@office.example", "preferred_username": "lin"}
    visitor = office.visitor()
    refused(come(visitor, provider), visitor)
    office.close()


def test_a_service_account_is_nobodys(office: WebOffice, provider: LittleProvider) -> None:
    """A claim that names one opens nothing; linked by hand, its tokens end."""
    ports, doors = office.house.ports, office.house.doors
    issued = issue_token(
        ports,
        doors,
        ADMIN,
        person="hr",
        label="",
        scopes=frozenset({Scope.CASES_READ}),
        life=timedelta(days=9),
    )
    assert isinstance(issued, Issued)
    provider.person = {"sub": "s-6", "employee_number": "hr"}
    visitor = office.visitor()
    refused(come(visitor, provider), visitor)
    link(office, "hr", "s-6")
    assert recognise_token(ports, doors, issued.secret) is None


def test_who_has_left_does_not_come_in(office: WebOffice, provider: LittleProvider) -> None:
    """The provider may still know them; the directory decides."""
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    come(office.visitor(), provider)
    directory = office.house.ports.staff.directory()
    left = {key: person for key, person in directory.people.items() if key != "lin"}
    office.house.ports.staff.save(Directory(offices=directory.offices, people=left))
    visitor = office.visitor()
    refused(come(visitor, provider), visitor)


def test_coming_back_without_having_begun(office: WebOffice, provider: LittleProvider) -> None:
    """An attacker's own answer in somebody else's browser signs nobody in (login CSRF)."""
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    brought = provider.authorize(leave(office.visitor()))
    victim = office.visitor()
    refused(victim.client.get(back(brought)), victim)
    assert provider.sent == []


def test_a_state_of_another_attempt(office: WebOffice, provider: LittleProvider) -> None:
    """Neither a made-up state nor that of an earlier attempt, which is still open, counts."""
    visitor = office.visitor()
    first = provider.authorize(leave(visitor))
    second = provider.authorize(leave(visitor))
    for state in ("", "x", first["state"], "状态"):
        refused(visitor.client.get(back({**second, "state": state})), visitor)
    assert provider.sent == []


def test_a_replayed_answer(office: WebOffice, provider: LittleProvider) -> None:
    """The same address a second time opens nothing, even with the cookie put back."""
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    visitor = office.visitor()
    brought = provider.authorize(leave(visitor))
    cookie = visitor.client.cookies["unioncase-sso"]
    assert visitor.client.get(back(brought)).status_code == 303
    thief = office.visitor()
    thief.client.cookies.set("unioncase-sso", cookie)
    refused(thief.client.get(back(brought)), thief)
    assert len(provider.sent) == 1


def test_an_answer_that_comes_too_late(office: WebOffice, provider: LittleProvider) -> None:
    """Ten minutes are enough."""
    visitor = office.visitor()
    brought = provider.authorize(leave(visitor))
    office.wait(minutes=11)
    refused(visitor.client.get(back(brought)), visitor)


def test_an_answer_of_another_provider(office: WebOffice, provider: LittleProvider) -> None:
    """Who says to be another issuer gets no code of ours (mix-up, RFC 9207)."""
    visitor = office.visitor()
    brought = provider.authorize(leave(visitor))
    answer = visitor.client.get(back({**brought, "iss": "https://evil.example/realm"}))
    refused(answer, visitor)
    assert provider.sent == []
    assert entries(office, "city")[-1].action == "single_sign_on_unproven"


def test_a_code_of_another_browser(office: WebOffice, provider: LittleProvider) -> None:
    """A stolen code in an attempt of the thief's own fails: its verifier and nonce are others."""
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    stolen = provider.authorize(leave(office.visitor()))["code"]
    thief = office.visitor()
    own = provider.authorize(leave(thief))
    refused(thief.client.get(back({**own, "code": stolen})), thief)


def test_a_token_with_another_nonce(office: WebOffice, provider: LittleProvider) -> None:
    """A token of another sign-in is not taken, and the attempt is on record."""
    provider.lie = Lie(claims=lambda claims: {**claims, "nonce": "of another sign-in"})
    visitor = office.visitor()
    refused(come(visitor, provider), visitor)
    assert entries(office, "city")[-1].type is EventType.SIGN_IN_REFUSED


def test_who_cancels_at_the_provider(office: WebOffice, provider: LittleProvider) -> None:
    """Is told so, and nothing of what the provider wrote stands on the page."""
    visitor = office.visitor()
    state = provider.authorize(leave(visitor))["state"]
    said = {"state": state, "error": "access_denied", "error_description": "call 0900-EVIL"}
    page = refused(visitor.client.get(back(said)), visitor)
    assert "EVIL" not in page
    assert "市统一认证" in page


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_single_sign_on_leads_nowhere_else(
    office: WebOffice, provider: LittleProvider, onward: str
) -> None:
    """An address of another site is not gone to, and the callback is always our own."""
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    assert come(office.visitor(), provider, onward).headers["location"] == "/"
    callback = provider.sent[-1]["redirect_uri"]
    assert callback == "https://office.example/sign-in/single/back"


def test_a_provider_that_does_not_answer(office: WebOffice, provider: LittleProvider) -> None:
    """The page says so, offers the other way in, and is no error of ours."""
    provider.lie = Lie(said=lambda said: {})
    answer = office.visitor().client.get("/sign-in/single")
    assert (answer.status_code, 'name="password"' in answer.text) == (503, True)


def test_the_second_factor_of_a_local_account_is_asked_for_too(
    office: WebOffice, provider: LittleProvider
) -> None:
    """Whoever turned it on here does not lose it by coming in through the other door."""
    ports, doors = office.house.ports, office.house.doors
    give_account(ports, doors, "lin", PASSWORD, must_change=False)
    local = office.visitor("lin")
    session = doors.accounts.sessions("lin")[0]
    secret = pyotp.random_base32()
    turn_on(ports, doors, session, secret=secret, code=pyotp.TOTP(secret).at(NOW))
    del local
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    visitor = office.visitor()
    assert come(visitor, provider).headers["location"] == "/sign-in?next=/account"
    assert visitor.get("/account").status_code == 303
    page = visitor.page("/sign-in?next=/account")
    assert 'value="/account"' in page
    office.wait(minutes=1)
    code = pyotp.TOTP(secret).at(office.house.clock.now())
    visitor.send("/sign-in/code", {"code": code})
    assert visitor.get("/account").status_code == 200


def test_signing_out_offers_to_sign_out_there_too(
    office: WebOffice, provider: LittleProvider
) -> None:
    """No token stands in the address; a session with a password is not asked."""
    provider.person = {"sub": "s-1", "employee_number": "lin"}
    visitor = office.visitor()
    come(visitor, provider)
    visitor.page("/account")
    assert visitor.send("/sign-out").headers["location"] == "/sign-in/left"
    page = visitor.page("/sign-in/left")
    (farewell,) = re.findall(r'href="(http[^"]+)"', page)
    assert farewell.startswith(f"{provider.issuer}/logout?client_id={CLIENT}&amp;")
    assert "token" not in farewell
    assert visitor.get("/account").status_code == 303


def test_passwords_may_be_for_the_emergency_administrator_only(
    provider: LittleProvider, built: Path, tmp_path: Path
) -> None:
    """Everybody else's right password is answered like a wrong one."""
    office = office_with(provider, built, tmp_path, local_sign_in=False, emergency_person="admin")
    for person in ("lin", "admin"):
        give_account(office.house.ports, office.house.doors, person, PASSWORD, must_change=False)
    right, wrong = office.visitor().sign_in("lin"), office.visitor().sign_in("lin", "wrong")
    assert (right.status_code, right.text) == (422, wrong.text)
    assert office.visitor().sign_in("admin").status_code == 303
    office.close()


def test_an_office_without_single_sign_on_has_no_button(built: Path, tmp_path: Path) -> None:
    """And whoever asks for it is told that there is none."""
    office = copied(built, Settings(data_dir=tmp_path / "office", lang="en"))
    visitor = office.visitor(lang="en")
    assert "/sign-in/single" not in visitor.page("/sign-in")
    assert visitor.client.get("/sign-in/single").status_code == 404
    assert visitor.client.get("/sign-in/single/back?state=x&code=y").status_code == 404
    office.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_button_stands_on_the_sign_in_page(office: WebOffice, lang: str) -> None:
    """With the name that people know it by, in both languages."""
    page = office.visitor(lang=lang).page("/sign-in?next=/cases")
    assert 'href="/sign-in/single?next=/cases"' in page
    assert "市统一认证" in page


def test_a_database_that_is_away_is_no_fault_of_the_provider(
    office: WebOffice, provider: LittleProvider
) -> None:
    """It is told like on every other page."""
    visitor = office.visitor()
    brought = provider.authorize(leave(visitor))
    vars(office.house)["doors"] = replace(office.house.doors, links=LinksAway())
    answer = visitor.client.get(back(brought))
    assert (answer.status_code, 'name="password"' in answer.text) == (503, False)
