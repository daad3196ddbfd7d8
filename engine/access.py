"""Accounts, sessions and sign-ins as values, and the house's rules about them.

Who a person is and what they may do stands in the directory; an account only says how they prove
that it is they. Secrets never stand here: of a password there is a hash, of a session its key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from pydantic import JsonValue

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
FAILURES_ALLOWED = 5
"""Failed sign-ins with one login from one address within `FAILURE_WINDOW` before it rests there."""
FAILURES_ALLOWED_WITH_LOGIN = 25
"""The same with one login from all addresses together, before it rests everywhere."""
FAILURES_ALLOWED_FROM_ADDRESS = 40
"""The same for one network address, behind which a whole office may sit."""
FAILURE_WINDOW = timedelta(minutes=15)
SECOND_STEP_WITHIN = timedelta(minutes=5)
"""How long a session may wait for its second factor."""
GIVEN_PASSWORD_LASTS = timedelta(days=14)
"""How long a password that was given out may wait for its person."""
_FEWEST_CHARACTERS = 5


class AccessCode(StrEnum):
    """Why somebody does not come in, or a change to an account is refused."""

    SIGN_IN_FAILED = "access_sign_in_failed"
    TOO_MANY_FAILURES = "access_too_many_failures"
    CODE_WRONG = "access_code_wrong"
    PASSWORD_WRONG = "access_password_wrong"
    PASSWORD_TOO_SHORT = "access_password_too_short"
    PASSWORD_TOO_LONG = "access_password_too_long"
    PASSWORD_TOO_SIMPLE = "access_password_too_simple"
    PASSWORD_KNOWN = "access_password_known"
    PASSWORD_NAMES_PERSON = "access_password_names_person"
    PASSWORD_UNCHANGED = "access_password_unchanged"
    SECRETS_KEY_DIFFERS = "access_secrets_key_differs"
    SIGN_ON_OVER = "access_sign_on_over"
    SIGN_ON_DECLINED = "access_sign_on_declined"
    SIGN_ON_UNPROVEN = "access_sign_on_unproven"
    SIGN_ON_UNKNOWN = "access_sign_on_unknown"
    SIGN_ON_UNREACHABLE = "access_sign_on_unreachable"
    SIGN_ON_MISSING = "access_sign_on_missing"
    SIGN_ON_SETTING_UNFIT = "access_sign_on_setting_unfit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """An answer, not an error: what was asked is refused, and why."""

    code: AccessCode
    params: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How one person of the directory signs in.

    Attributes:
        person: The person's id, which is also the login.
        password_hash: In the hashing library's own notation.
        code_secret: Shared secret of the one-time codes, sealed; None without a second factor.
        last_code_step: Time step of the last accepted code, so that none is accepted twice.
        must_change: The password was given out by somebody else and is good for one purpose only.
    """

    person: str
    password_hash: str
    password_set_at: datetime
    code_secret: str | None = None
    last_code_step: int = 0
    must_change: bool = False

    def has_waited_too_long(self, now: datetime) -> bool:
        """Whether the password was given out and not replaced in time."""
        return self.must_change and now >= self.password_set_at + GIVEN_PASSWORD_LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long sessions last.

    Attributes:
        idle: Without a request for so long, a session is over.
        absolute: After so long it is over in any case.
    """

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One signed-in browser.

    Attributes:
        key: Hash of the token that the browser holds; the token itself is kept nowhere.
        device: What the browser calls itself, shortened; for the person's own list.
        waits_for_code: The password was right, the second factor has not been given yet.
        must_change: The password was given out by somebody else; it opens one page only.
        on_behalf_of: The absent colleague whom the person acts for at present.
        single_sign_on: It was opened through the city's provider, which knows the browser still.
    """

    key: str
    person: str
    opened_at: datetime
    seen_at: datetime
    device: str = ""
    waits_for_code: bool = False
    on_behalf_of: str | None = None
    must_change: bool = False
    single_sign_on: bool = False

    def is_live(self, now: datetime, limits: Limits) -> bool:
        """Whether it still counts at a moment.

        Example:
            >>> from datetime import UTC
            >>> opened = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
            >>> session = Session(key="k", person="lin", opened_at=opened, seen_at=opened)
            >>> session.is_live(opened + timedelta(minutes=29), Limits())
            True
            >>> session.is_live(opened + timedelta(minutes=30), Limits())
            False
        """
        idle = SECOND_STEP_WITHIN if self.waits_for_code else limits.idle
        return now < self.seen_at + idle and now < self.opened_at + limits.absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many failures there were within the window, and when the newest one was."""

    count: int = 0
    latest: datetime | None = None

    def rest(self, allowed: int, now: datetime) -> timedelta:
        """How long nobody may try again; zero when one may."""
        if self.count < allowed or self.latest is None:
            return timedelta()
        return max(self.latest + FAILURE_WINDOW - now, timedelta())


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Failed sign-ins within the window.

    A few rest a login for the address that they came from: who guesses at a colleague's password
    must not keep the colleague out. It takes many to rest the login for everybody.

    Attributes:
        here: With this login from this address.
        with_login: With this login from anywhere.
        from_address: With any login from this address.
    """

    here: Tally = Tally()
    with_login: Tally = Tally()
    from_address: Tally = Tally()

    def rest(self, now: datetime) -> timedelta:
        """How long nobody may try again; zero when one may.

        Example:
            >>> from datetime import UTC
            >>> now = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
            >>> five = Tally(count=5, latest=now - timedelta(minutes=5))
            >>> Failures(here=five, with_login=five).rest(now)
            datetime.timedelta(seconds=600)
            >>> Failures(with_login=five).rest(now)
            datetime.timedelta(0)
        """
        return max(
            self.here.rest(FAILURES_ALLOWED, now),
            self.with_login.rest(FAILURES_ALLOWED_WITH_LOGIN, now),
            self.from_address.rest(FAILURES_ALLOWED_FROM_ADDRESS, now),
        )


def password_problem(password: str, *, person: str, name: str) -> Denied | None:
    """What speaks against a new password, apart from lists of known ones.

    Length counts, not kinds of characters (NIST SP 800-63B, 3.1.1); what is left out are runs and
    repetitions, which are long without being hard to guess.

    Example:
        >>> password_problem("aaaaaaaaaaaaaaaa", person="lin", name="林样例").code.value
        'access_password_too_simple'
        >>> password_problem("quiet boats at noon", person="lin", name="林样例")
    """
    if len(password) < SHORTEST_PASSWORD:
        shortest: dict[str, JsonValue] = {"shortest": SHORTEST_PASSWORD}
        return Denied(code=AccessCode.PASSWORD_TOO_SHORT, params=shortest)
    if len(password) > LONGEST_PASSWORD:
        return Denied(code=AccessCode.PASSWORD_TOO_LONG, params={"longest": LONGEST_PASSWORD})
    if _is_simple(password):
        return Denied(code=AccessCode.PASSWORD_TOO_SIMPLE)
    lowered = password.lower()
    if (len(person) > 3 and person.lower() in lowered) or name in password:
        return Denied(code=AccessCode.PASSWORD_NAMES_PERSON)
    return None


def _is_simple(password: str) -> bool:
    """Few characters over and over, or a run of neighbours (`abcdefghijkl`, `210987654321`)."""
    if len(set(password)) < _FEWEST_CHARACTERS:
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(password)}
    return steps <= {1, -9} or steps <= {-1, 9} or _repeats(password)


def _repeats(password: str) -> bool:
    """Whether it is a short piece said several times."""
    half = len(password) // 2
    return any(
        password == (password[:size] * (len(password) // size + 1))[: len(password)]
        for size in range(1, min(half, 5) + 1)
    )
