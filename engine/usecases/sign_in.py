"""Come in: a login and a password, and the code of the second factor where there is one.

A wrong login, a wrong password and somebody who has left are all answered alike, after the same
calls and so after the same time. After a few failures a login rests for a while; so does an address
after many.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from pydantic import JsonValue

from engine.access import FAILURE_WINDOW, AccessCode, Account, Denied, Session
from engine.access_ports import Doors
from engine.events import EventType
from engine.ports import Ports
from engine.usecases.keep_access import keep_access
from engine.usecases.recovery import uses_recovery_code


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session; its token goes to the browser and is kept nowhere else."""

    token: str
    session: Session


def session_key(token: str) -> str:
    """Under which a token's session is kept: who reads the table cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(
    ports: Ports, doors: Doors, *, login: str, password: str, address: str, device: str = ""
) -> SignedIn | Denied:
    """Check a login and a password.

    Args:
        ports: The outside.
        doors: Accounts and what they need.
        login: As typed.
        password: As typed.
        address: Network address it came from.
        device: What the browser calls itself.

    Returns:
        A session, which waits for a code when the account has a second factor; or why not.
    """
    now = ports.clock.now()
    login = login.strip()
    failures = doors.accounts.failures(login, address, now - FAILURE_WINDOW)
    rest = failures.rest(now)
    if rest:
        minutes: dict[str, JsonValue] = {"minutes": ceil(rest / timedelta(minutes=1))}
        return Denied(code=AccessCode.TOO_MANY_FAILURES, params=minutes)
    account = _proven(ports, doors, login, password, now)
    if account is None:
        return _failed(ports, doors, login, address, now)
    fresh = Session(
        key="", person=login, opened_at=now, seen_at=now, must_change=account.must_change
    )
    return open_session(ports, doors, replace(fresh, device=device), account)


def _proven(ports: Ports, doors: Doors, login: str, password: str, now: datetime) -> Account | None:
    """The account, if the password is right and in time, and the person is one of ours."""
    account = doors.accounts.account(login)
    right = doors.passwords.matches(password, None if account is None else account.password_hash)
    known = login in ports.staff.directory().people and doors.takes_password_of(login)
    if account is None or account.has_waited_too_long(now):
        return None
    return account if right and known else None


def _failed(ports: Ports, doors: Doors, login: str, address: str, now: datetime) -> Denied:
    doors.accounts.note_failure(login, address, now)
    keep_access(ports, EventType.SIGN_IN_REFUSED, login)
    return Denied(code=AccessCode.SIGN_IN_FAILED)


def open_session(ports: Ports, doors: Doors, fresh: Session, account: Account | None) -> SignedIn:
    """Give a browser its session, which waits for a code when the account has a second factor."""
    waits = account is not None and account.code_secret is not None
    made = _keyed(doors, replace(fresh, device=fresh.device[:120], waits_for_code=waits))
    return made if waits else _come_in(ports, doors, made)


def _keyed(doors: Doors, session: Session) -> SignedIn:
    token = doors.tokens.token()
    kept = replace(session, key=session_key(token))
    doors.accounts.save_session(kept)
    return SignedIn(token=token, session=kept)


def _come_in(ports: Ports, doors: Doors, made: SignedIn) -> SignedIn:
    person = made.session.person
    doors.accounts.forget_failures(person)
    how = "single_sign_on" if made.session.single_sign_on else None
    keep_access(ports, EventType.SIGNED_IN, person, how)
    return made


def give_code(
    ports: Ports, doors: Doors, session: Session, code: str, address: str
) -> SignedIn | Denied:
    """Give the code of the second factor, or a recovery code; the session gets a new token with it.

    Returns:
        The session that counts from now on; or why not.

    Raises:
        AdapterError: The secret of the codes is sealed with a key that is not here.
    """
    now = ports.clock.now()
    failures = doors.accounts.failures(session.person, address, now - FAILURE_WINDOW)
    account = doors.accounts.account(session.person)
    if failures.rest(now) or account is None or account.code_secret is None:
        doors.accounts.end_session(session.key)
        return Denied(code=AccessCode.SIGN_IN_FAILED)
    if not _has_second_factor(ports, doors, account, account.code_secret, code):
        doors.accounts.note_failure(session.person, address, now)
        keep_access(ports, EventType.SIGN_IN_REFUSED, session.person)
        return Denied(code=AccessCode.CODE_WRONG)
    doors.accounts.end_session(session.key)
    full = replace(session, opened_at=now, seen_at=now, waits_for_code=False)
    return _come_in(ports, doors, _keyed(doors, full))


def _has_second_factor(
    ports: Ports, doors: Doors, account: Account, secret: str, code: str
) -> bool:
    opened = doors.sealer.opened(secret, account.person)
    step = doors.codes.step(opened, code, ports.clock.now())
    if step is not None:
        return doors.accounts.accept_code(account.person, step)
    return uses_recovery_code(ports, doors, account.person, code)
