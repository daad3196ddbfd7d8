"""Come in: a login and a password, and the code of the second factor where there is one.

A wrong login, a wrong password and somebody who has left are all answered alike and after the same
time. After a few failures a login rests for a while; so does an address after many.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import JsonValue

from engine.access import FAILURE_WINDOW, AccessCode, Account, Denied, Session
from engine.access_ports import Doors
from engine.events import EventType
from engine.ports import Ports
from engine.usecases.keep_access import keep_access


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
        minutes: dict[str, JsonValue] = {"minutes": -(-rest.total_seconds() // 60)}
        return Denied(code=AccessCode.TOO_MANY_FAILURES, params=minutes)
    account = _proven(ports, doors, login, password)
    if account is None:
        return _failed(ports, doors, login, address, now)
    if account.code_secret is None:
        return _come_in(ports, doors, login, _session(doors, account, now, device))
    return _session(doors, account, now, device)


def _proven(ports: Ports, doors: Doors, login: str, password: str) -> Account | None:
    """The account, if the password is right and the person is one of ours."""
    account = doors.accounts.account(login)
    right = doors.passwords.matches(password, None if account is None else account.password_hash)
    known = login in ports.staff.directory().people
    return account if right and known else None


def _failed(ports: Ports, doors: Doors, login: str, address: str, now: datetime) -> Denied:
    doors.accounts.note_failure(login, address, now)
    keep_access(ports, EventType.SIGN_IN_REFUSED, login)
    return Denied(code=AccessCode.SIGN_IN_FAILED)


def _session(doors: Doors, account: Account, now: datetime, device: str) -> SignedIn:
    token = doors.tokens.token()
    session = Session(
        key=session_key(token),
        person=account.person,
        opened_at=now,
        seen_at=now,
        device=device[:120],
        waits_for_code=account.code_secret is not None,
        must_change=account.must_change,
    )
    doors.accounts.save_session(session)
    return SignedIn(token=token, session=session)


def _come_in(ports: Ports, doors: Doors, login: str, made: SignedIn) -> SignedIn:
    doors.accounts.forget_failures(login)
    keep_access(ports, EventType.SIGNED_IN, login)
    return made


def give_code(
    ports: Ports, doors: Doors, session: Session, code: str, address: str
) -> SignedIn | Denied:
    """Give the code of the second factor; the session gets a new token with it.

    Returns:
        The session that counts from now on; or why not.
    """
    now = ports.clock.now()
    failures = doors.accounts.failures(session.person, address, now - FAILURE_WINDOW)
    account = doors.accounts.account(session.person)
    if failures.rest(now) or account is None or account.code_secret is None:
        doors.accounts.end_session(session.key)
        return Denied(code=AccessCode.SIGN_IN_FAILED)
    step = doors.codes.step(account.code_secret, code, now)
    if step is None or not doors.accounts.accept_code(session.person, step):
        doors.accounts.note_failure(session.person, address, now)
        keep_access(ports, EventType.SIGN_IN_REFUSED, session.person)
        return Denied(code=AccessCode.CODE_WRONG)
    doors.accounts.end_session(session.key)
    token = doors.tokens.token()
    full = replace(
        session, key=session_key(token), opened_at=now, seen_at=now, waits_for_code=False
    )
    doors.accounts.save_session(full)
    return _come_in(ports, doors, session.person, SignedIn(token=token, session=full))
