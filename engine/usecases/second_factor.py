"""Turn the second factor of an account on and off."""

from __future__ import annotations

from dataclasses import replace

from engine.access import AccessCode, Account, Denied, Session
from engine.access_ports import Doors
from engine.errors import AdapterError
from engine.events import EventType
from engine.ports import Ports
from engine.usecases.keep_access import keep_access
from engine.usecases.recovery import new_recovery_codes

_BASE32 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=")
"""RFC 4648, section 6."""


def turn_on(
    ports: Ports, doors: Doors, session: Session, *, secret: str, code: str
) -> tuple[str, ...] | Denied:
    """Ask for codes from now on; a first code shows that the app has the secret.

    Returns:
        Recovery codes, to be shown once, when it is on; otherwise why not.
    """
    account = doors.accounts.account(session.person)
    step = doors.codes.step(secret, code, ports.clock.now())
    if account is None or step is None:
        return Denied(code=AccessCode.CODE_WRONG)
    sealed = doors.sealer.sealed(secret, account.person)
    doors.accounts.save_account(replace(account, code_secret=sealed, last_code_step=step))
    doors.accounts.end_sessions(session.person, but=session.key)
    codes = new_recovery_codes(doors, session.person)
    keep_access(ports, EventType.ACCOUNT_CHANGED, session.person, "second_factor_on")
    return codes


def turn_off(ports: Ports, doors: Doors, session: Session, *, password: str) -> Denied | None:
    """Ask for no codes any more; the password shows that it is the person who wants this.

    Returns:
        None when it is off, otherwise why not.
    """
    account = doors.accounts.account(session.person)
    if account is None or not doors.passwords.matches(password, account.password_hash):
        return Denied(code=AccessCode.PASSWORD_WRONG)
    doors.accounts.save_account(replace(account, code_secret=None, last_code_step=0))
    doors.accounts.save_recovery_codes(session.person, ())
    keep_access(ports, EventType.ACCOUNT_CHANGED, session.person, "second_factor_off")
    return None


def reseal(doors: Doors) -> int:
    """Put every secret under the present key, also those that lay readable; returns how many.

    What no known key opens stays as it is: its person needs a new account from the administrator.
    """
    return sum(_resealed(doors, account) for account in doors.accounts.with_second_factor())


def _resealed(doors: Doors, account: Account) -> bool:
    kept = account.code_secret
    if kept is None or doors.sealer.is_current(kept):
        return False
    try:
        plain = kept if is_readable(kept) else doors.sealer.opened(kept, account.person)
    except AdapterError:
        return False
    sealed = doors.sealer.sealed(plain, account.person)
    return doors.accounts.replace_secret(account.person, kept, sealed)


def is_readable(kept: str) -> bool:
    """Whether a secret lies as the app shares it, in base 32, which no seal is written in.

    Example:
        >>> is_readable("JBSWY3DPEHPK3PXP"), is_readable("v1:3f2a:gAAA")
        (True, False)
    """
    return not set(kept) - _BASE32
