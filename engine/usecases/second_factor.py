"""Turn the second factor of an account on and off."""

from __future__ import annotations

from dataclasses import replace

from engine.access import AccessCode, Denied, Session
from engine.access_ports import Doors
from engine.events import EventType
from engine.ports import Ports
from engine.usecases.keep_access import keep_access


def turn_on(
    ports: Ports, doors: Doors, session: Session, *, secret: str, code: str
) -> Denied | None:
    """Ask for codes from now on; a first code shows that the app has the secret.

    Returns:
        None when it is on, otherwise why not.
    """
    account = doors.accounts.account(session.person)
    step = doors.codes.step(secret, code, ports.clock.now())
    if account is None or step is None:
        return Denied(code=AccessCode.CODE_WRONG)
    doors.accounts.save_account(replace(account, code_secret=secret, last_code_step=step))
    doors.accounts.end_sessions(session.person, but=session.key)
    keep_access(ports, EventType.ACCOUNT_CHANGED, session.person, "second_factor_on")
    return None


def turn_off(ports: Ports, doors: Doors, session: Session, *, password: str) -> Denied | None:
    """Ask for no codes any more; the password shows that it is the person who wants this.

    Returns:
        None when it is off, otherwise why not.
    """
    account = doors.accounts.account(session.person)
    if account is None or not doors.passwords.matches(password, account.password_hash):
        return Denied(code=AccessCode.PASSWORD_WRONG)
    doors.accounts.save_account(replace(account, code_secret=None, last_code_step=0))
    keep_access(ports, EventType.ACCOUNT_CHANGED, session.person, "second_factor_off")
    return None
