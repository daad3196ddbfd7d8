"""Recovery codes: ten ways in, once each, for who has lost the app of their second factor."""

from __future__ import annotations

import hashlib
import hmac

from pydantic import JsonValue

from engine.access import AccessCode, Denied, Session
from engine.access_ports import Doors
from engine.events import EventType
from engine.ports import Ports
from engine.usecases.keep_access import keep_access

COUNT = 10
_BETWEEN = "$"


def new_recovery_codes(doors: Doors, person: str) -> tuple[str, ...]:
    """Ten fresh codes of about 99 bits, to be shown once; those that were left count no more."""
    codes = tuple(doors.tokens.password() for _ in range(COUNT))
    salts = [doors.tokens.token() for _ in codes]
    hashes = [_hash(salt, code) for salt, code in zip(salts, codes, strict=True)]
    doors.accounts.save_recovery_codes(person, hashes)
    return codes


def renew_recovery_codes(
    ports: Ports, doors: Doors, session: Session, *, password: str
) -> tuple[str, ...] | Denied:
    """Ten fresh codes for who has used them up or let somebody see them; takes the password."""
    account = doors.accounts.account(session.person)
    if account is None or not doors.passwords.matches(password, account.password_hash):
        return Denied(code=AccessCode.PASSWORD_WRONG)
    if account.code_secret is None:
        return Denied(code=AccessCode.CODE_WRONG)
    codes = new_recovery_codes(doors, session.person)
    keep_access(ports, EventType.ACCOUNT_CHANGED, session.person, "recovery_codes_renewed")
    return codes


def uses_recovery_code(ports: Ports, doors: Doors, person: str, typed: str) -> bool:
    """Whether it is a code that the person has left; it is used up, and on record, with that."""
    code = "".join(typed.split()).lower()
    left = doors.accounts.recovery_codes(person)
    same = [kept for kept in left if _matches(kept, code)]
    if not same or not doors.accounts.use_recovery_code(person, same[0]):
        return False
    details: dict[str, JsonValue] = {"left": len(left) - 1}
    keep_access(ports, EventType.ACCOUNT_CHANGED, person, "recovery_code_used", details)
    return True


def _hash(salt: str, code: str) -> str:
    digest = hashlib.sha256(f"{salt}{_BETWEEN}{code}".encode()).hexdigest()
    return f"{salt}{_BETWEEN}{digest}"


def _matches(kept: str, code: str) -> bool:
    salt = kept.partition(_BETWEEN)[0]
    return hmac.compare_digest(_hash(salt, code), kept)
