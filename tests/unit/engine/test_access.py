"""Coming in and staying in: passwords, codes, rests after failures, sessions that end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from adapters.outbound.identity import AesGcmSealer
from adapters.outbound.memory import (
    InMemoryAccessTokens,
    InMemoryAccounts,
    InMemoryIdentityLinks,
    SettableClock,
)
from engine.access import AccessCode, Denied, Limits, password_problem
from engine.access_ports import Doors
from engine.events import EventType
from engine.journal import journal_id
from engine.ports import EntryQuery, Ports
from engine.usecases.passwords import change_password, give_account
from engine.usecases.second_factor import turn_off, turn_on
from engine.usecases.sessions import act_for, recognise, requester_of, sign_out_everywhere
from engine.usecases.sign_in import SignedIn, give_code, sign_in
from tests.unit.engine.test_usecases import house

PASSWORD = "quiet boats at noon"


class PlainPasswords:
    """Hashes that can be read; only the real ones are slow."""

    def hashed(self, password: str) -> str:
        """The password, marked."""
        return f"hash of {password}"

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the marked one."""
        return password_hash == self.hashed(password)

    def is_known(self, password: str) -> bool:
        """One is known."""
        return password == "correct horse battery"


class CountingCodes:
    """The code of a time step is its number."""

    def new_secret(self) -> str:
        """Always the same."""
        return "secret"

    def address(self, secret: str, person: str) -> str:
        """Readable."""
        return f"otpauth:{person}:{secret}"

    def step(self, secret: str, code: str, now: object) -> int | None:
        """The number that was typed."""
        return int(code) if code.isdigit() else None


@dataclass
class CountingTokens:
    """Tokens in order."""

    given: list[str] = field(default_factory=list)

    def token(self) -> str:
        """The next one."""
        self.given.append(f"token {len(self.given)}")
        return self.given[-1]

    def password(self) -> str:
        """Always the same."""
        return PASSWORD


@pytest.fixture
def ports() -> Ports:
    """A small office."""
    return house()


@pytest.fixture
def doors(ports: Ports) -> Doors:
    """Its door, and an account for ann."""
    accounts = InMemoryAccounts()
    made = Doors(
        accounts=accounts,
        passwords=PlainPasswords(),
        codes=CountingCodes(),
        tokens=CountingTokens(),
        drafts=accounts,
        access_tokens=InMemoryAccessTokens(),
        limits=Limits(),
        links=InMemoryIdentityLinks(),
        sealer=AesGcmSealer(lambda: bytes(32)),
    )
    give_account(ports, made, "ann", PASSWORD)
    return made


def come(ports: Ports, doors: Doors, password: str = PASSWORD, login: str = "ann") -> SignedIn:
    """Sign in and get a session."""
    found = sign_in(ports, doors, login=login, password=password, address="10.0.0.1")
    assert isinstance(found, SignedIn)
    return found


def refused(ports: Ports, doors: Doors, password: str, login: str = "ann") -> AccessCode:
    """Try to sign in and be refused."""
    found = sign_in(ports, doors, login=login, password=password, address="10.0.0.1")
    assert isinstance(found, Denied)
    return found.code


def wait(ports: Ports, **span: float) -> None:
    """Let time pass."""
    assert isinstance(ports.clock, SettableClock)
    ports.clock.set(ports.clock.now() + timedelta(**span))


def journal(ports: Ports) -> list[EventType]:
    """What happened at the door, as the journal of ann's office tells it."""
    entries = ports.cases.entries(EntryQuery(case_id=journal_id("s"), limit=0))
    return [event.type for entry in entries if (event := entry.event()) is not None]


def test_the_right_password_opens_a_session(ports: Ports, doors: Doors) -> None:
    """The token is recognised, and another one is not."""
    found = come(ports, doors)
    assert recognise(ports, doors, found.token) == found.session
    assert recognise(ports, doors, "another") is None


def test_a_wrong_login_and_a_wrong_password_look_the_same(ports: Ports, doors: Doors) -> None:
    """Nobody learns from the answer who has an account."""
    codes = {refused(ports, doors, "wrong"), refused(ports, doors, PASSWORD, login="nobody")}
    assert codes == {AccessCode.SIGN_IN_FAILED}


def test_after_five_failures_a_login_rests(ports: Ports, doors: Doors) -> None:
    """Not even the right password helps, until a quarter of an hour has passed."""
    for _ in range(5):
        refused(ports, doors, "wrong")
    resting = sign_in(ports, doors, login="ann", password=PASSWORD, address="10.0.0.1")
    assert resting == Denied(code=AccessCode.TOO_MANY_FAILURES, params={"minutes": 15})
    wait(ports, minutes=16)
    come(ports, doors)


def test_nobody_can_keep_a_colleague_out(ports: Ports, doors: Doors) -> None:
    """Guesses from one address rest the login there; the person comes in from their own."""
    for _ in range(20):
        sign_in(ports, doors, login="ann", password="wrong", address="10.9.9.9")
    come(ports, doors)


def test_guesses_from_everywhere_rest_a_login_everywhere(ports: Ports, doors: Doors) -> None:
    """Many addresses get no more tries together than a quarter of an hour allows."""
    for number in range(25):
        sign_in(ports, doors, login="ann", password="wrong", address=f"10.9.9.{number}")
    assert refused(ports, doors, PASSWORD) is AccessCode.TOO_MANY_FAILURES


def test_a_password_that_was_given_out_does_not_wait_for_ever(ports: Ports, doors: Doors) -> None:
    """Two weeks after it was handed over it opens nothing; one's own has no end."""
    come(ports, doors)
    give_account(ports, doors, "ann", PASSWORD, must_change=True)
    wait(ports, days=13)
    come(ports, doors)
    wait(ports, days=1)
    assert refused(ports, doors, PASSWORD) is AccessCode.SIGN_IN_FAILED
    give_account(ports, doors, "ann", PASSWORD, must_change=False)
    wait(ports, days=400)
    come(ports, doors)


def test_sign_ins_stand_in_the_journal(ports: Ports, doors: Doors) -> None:
    """Both who came in and who was refused."""
    refused(ports, doors, "wrong")
    come(ports, doors)
    assert journal(ports)[-2:] == [EventType.SIGN_IN_REFUSED, EventType.SIGNED_IN]


def test_a_session_ends_when_nobody_uses_it(ports: Ports, doors: Doors) -> None:
    """It lives on with every request, and dies after half an hour without one."""
    found = come(ports, doors)
    for _ in range(3):
        wait(ports, minutes=20)
        assert recognise(ports, doors, found.token) is not None
    wait(ports, minutes=31)
    assert recognise(ports, doors, found.token) is None


def test_a_session_ends_at_the_end_of_the_day(ports: Ports, doors: Doors) -> None:
    """Twelve hours of steady work are enough."""
    found = come(ports, doors)
    seen = []
    for _ in range(37):
        wait(ports, minutes=20)
        seen.append(recognise(ports, doors, found.token) is not None)
    assert seen == [True] * 35 + [False] * 2


def test_who_has_left_is_not_recognised(ports: Ports, doors: Doors) -> None:
    """A session does not outlive the person's place in the directory."""
    found = come(ports, doors)
    directory = ports.staff.directory()
    left = {key: person for key, person in directory.people.items() if key != "ann"}
    ports.staff.save(replace(directory, people=left))
    assert recognise(ports, doors, found.token) is None


def test_the_second_factor_is_asked_for(ports: Ports, doors: Doors) -> None:
    """Before the code a session waits; with it there is a new token, and the old one is dead."""
    shown = turn_on(ports, doors, come(ports, doors).session, secret="s", code="1")
    assert isinstance(shown, tuple)
    waiting = come(ports, doors)
    assert waiting.session.waits_for_code
    found = give_code(ports, doors, waiting.session, "2", "10.0.0.1")
    assert isinstance(found, SignedIn)
    assert recognise(ports, doors, waiting.token) is None
    assert recognise(ports, doors, found.token) == found.session


def test_a_code_works_once(ports: Ports, doors: Doors) -> None:
    """Whoever looked over a shoulder cannot use it again."""
    turn_on(ports, doors, come(ports, doors).session, secret="s", code="1")
    first, second = come(ports, doors), come(ports, doors)
    assert isinstance(give_code(ports, doors, first.session, "2", "10.0.0.1"), SignedIn)
    again = give_code(ports, doors, second.session, "2", "10.0.0.1")
    assert again == Denied(code=AccessCode.CODE_WRONG)


def test_turning_the_second_factor_off_takes_the_password(ports: Ports, doors: Doors) -> None:
    """An open browser is not enough for it."""
    session = come(ports, doors).session
    turn_on(ports, doors, session, secret="s", code="1")
    wrong = turn_off(ports, doors, session, password="wrong")
    assert wrong == Denied(code=AccessCode.PASSWORD_WRONG)
    assert turn_off(ports, doors, session, password=PASSWORD) is None
    assert not come(ports, doors).session.waits_for_code


def test_a_new_password_ends_the_other_sessions(ports: Ports, doors: Doors) -> None:
    """The one it was changed in lives on, and the old password is worth nothing."""
    here, elsewhere = come(ports, doors), come(ports, doors)
    new = "seven kites over the mill"
    assert change_password(ports, doors, here.session, old=PASSWORD, new=new) is None
    assert recognise(ports, doors, here.token) is not None
    assert recognise(ports, doors, elsewhere.token) is None
    assert refused(ports, doors, PASSWORD) is AccessCode.SIGN_IN_FAILED
    come(ports, doors, new)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wrong", "seven kites over the mill", AccessCode.PASSWORD_WRONG),
        (PASSWORD, PASSWORD, AccessCode.PASSWORD_UNCHANGED),
        (PASSWORD, "correct horse battery", AccessCode.PASSWORD_KNOWN),
        (PASSWORD, "short", AccessCode.PASSWORD_TOO_SHORT),
    ],
)
def test_a_bad_new_password_is_refused(
    ports: Ports, doors: Doors, old: str, new: str, code: AccessCode
) -> None:
    """With the reason, and the old one stays."""
    session = come(ports, doors).session
    assert change_password(ports, doors, session, old=old, new=new) == Denied(
        code=code, params={"shortest": 12} if code is AccessCode.PASSWORD_TOO_SHORT else {}
    )
    come(ports, doors)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x" * 129, AccessCode.PASSWORD_TOO_LONG),
        ("abcdefghijklmnop", AccessCode.PASSWORD_TOO_SIMPLE),
        ("2109876543210987", AccessCode.PASSWORD_TOO_SIMPLE),
        ("xyzwvxyzwvxyzwv", AccessCode.PASSWORD_TOO_SIMPLE),
        ("111122221111", AccessCode.PASSWORD_TOO_SIMPLE),
        ("my name is wanghong", AccessCode.PASSWORD_NAMES_PERSON),
        ("我叫林样例，在工会上班，很高兴", AccessCode.PASSWORD_NAMES_PERSON),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, code: AccessCode) -> None:
    """Runs, repetitions and the person's own name."""
    found = password_problem(password, person="wanghong", name="林样例")
    assert found is not None
    assert found.code is code


def test_somebody_acts_only_for_who_has_delegated_to_them(ports: Ports, doors: Doors) -> None:
    """Asking for anybody else changes nothing."""
    session = come(ports, doors).session
    switched = act_for(ports, doors, session, "eva")
    assert requester_of(ports, switched).on_behalf_of is None


def test_signing_out_everywhere_leaves_only_this_browser(ports: Ports, doors: Doors) -> None:
    """All other sessions of the person end."""
    here, elsewhere = come(ports, doors), come(ports, doors)
    assert sign_out_everywhere(ports, doors, here.session) == 1
    assert recognise(ports, doors, elsewhere.token) is None
