"""Give somebody an account, and let them choose a password of their own."""

from __future__ import annotations

from dataclasses import replace

from engine.access import AccessCode, Account, Denied, Session, password_problem
from engine.access_ports import Doors
from engine.events import EventType
from engine.ports import Ports
from engine.usecases.keep_access import keep_access


def give_account(
    ports: Ports, doors: Doors, person: str, password: str, *, must_change: bool = True
) -> Account:
    """Let a person of the directory sign in with a password.

    Their sessions end, their second factor and its recovery codes are gone, and so are tokens from
    when they were a service account: nothing that was lost opens a door any more.

    Raises:
        NotFoundError: No such person.
    """
    account = new_account(ports, doors, person, password, must_change=must_change)
    keep_access(ports, EventType.ACCOUNT_CHANGED, person, "account_given")
    return account


def new_account(
    ports: Ports, doors: Doors, person: str, password: str, *, must_change: bool
) -> Account:
    """The same without its entry, for whoever leaves one that says more.

    Raises:
        NotFoundError: No such person.
    """
    ports.staff.directory().person(person)
    account = Account(
        person=person,
        password_hash=doors.passwords.hashed(password),
        password_set_at=ports.clock.now(),
        must_change=must_change,
    )
    doors.accounts.save_account(account)
    doors.accounts.end_sessions(person)
    doors.accounts.save_recovery_codes(person, ())
    doors.access_tokens.revoke_of(person, ports.clock.now())
    doors.accounts.forget_failures(person)
    return account


def change_password(
    ports: Ports, doors: Doors, session: Session, *, old: str, new: str
) -> Denied | None:
    """Replace the password; every other session of the person ends.

    Returns:
        None when it was changed, otherwise why not.
    """
    account = doors.accounts.account(session.person)
    if account is None or not doors.passwords.matches(old, account.password_hash):
        return Denied(code=AccessCode.PASSWORD_WRONG)
    problem = _problem(ports, doors, session.person, old, new)
    if problem is not None:
        return problem
    doors.accounts.save_account(
        replace(
            account,
            password_hash=doors.passwords.hashed(new),
            password_set_at=ports.clock.now(),
            must_change=False,
        )
    )
    doors.accounts.end_sessions(session.person, but=session.key)
    doors.accounts.save_session(replace(session, must_change=False))
    keep_access(ports, EventType.ACCOUNT_CHANGED, session.person, "password_changed")
    return None


def _problem(ports: Ports, doors: Doors, person: str, old: str, new: str) -> Denied | None:
    if new == old:
        return Denied(code=AccessCode.PASSWORD_UNCHANGED)
    name = ports.staff.directory().person(person).name
    problem = password_problem(new, person=person, name=name)
    if problem is None and doors.passwords.is_known(new):
        return Denied(code=AccessCode.PASSWORD_KNOWN)
    return problem
