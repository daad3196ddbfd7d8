"""Come in through the city's provider: leave for it, come back from it, be known by a link."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from engine.access import AccessCode, Denied, Session
from engine.access_ports import Doors, IdentityProvider
from engine.errors import AdapterError
from engine.events import EventType
from engine.ports import Ports
from engine.single_sign_on import (
    ATTEMPT_WITHIN,
    IdentityLink,
    Returned,
    SignOnAttempt,
    Vouched,
    challenge,
    fingerprint,
)
from engine.usecases.keep_access import keep_access, keep_stranger
from engine.usecases.sign_in import SignedIn, open_session, session_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Where a browser goes, and the token by which it is known when it comes back."""

    token: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A session, and the page that was asked for before."""

    signed_in: SignedIn
    onward: str


def provider_of(doors: Doors) -> IdentityProvider:
    """The provider of this installation.

    Raises:
        AdapterError: It has none.
    """
    if doors.provider is None:
        raise AdapterError(AccessCode.SIGN_ON_MISSING, retryable=False)
    return doors.provider


def leave_for_provider(ports: Ports, doors: Doors, onward: str) -> Leaving:
    """Send a browser to the provider.

    Raises:
        AdapterError: There is no provider, it cannot be reached, or describes itself wrongly.
    """
    now, token = ports.clock.now(), doors.tokens.token()
    address = provider_of(doors).address(challenge(token))
    doors.links.forget_attempts(now - ATTEMPT_WITHIN)
    doors.links.begin(SignOnAttempt(key=session_key(token), onward=onward, begun_at=now))
    return Leaving(token=token, address=address)


def come_back(
    ports: Ports, doors: Doors, token: str | None, returned: Returned, device: str = ""
) -> Arrived | Denied:
    """Take a browser in that the provider sent back.

    Args:
        ports: The outside.
        doors: Accounts, links and the provider.
        token: What this browser was given when it left; None when it has none.
        returned: What it brought back.
        device: What the browser calls itself.

    Returns:
        A session; or why not. Every refusal after the provider was asked is on record.

    Raises:
        AdapterError: There is no provider, it cannot be reached, or describes itself wrongly.
    """
    provider, now = provider_of(doors), ports.clock.now()
    attempt = _attempt(doors, token, returned.state)
    if token is None or attempt is None or not attempt.is_live(now):
        return Denied(code=AccessCode.SIGN_ON_OVER)
    if returned.declined:
        return Denied(code=AccessCode.SIGN_ON_DECLINED, params={"provider": provider.label})
    vouched = _vouched(provider, token, returned, now)
    if isinstance(vouched, Denied):
        keep_stranger(ports, "single_sign_on_unproven")
        return vouched
    person = _person(ports, doors, vouched, now)
    if person is None:
        return _stranger(ports, provider, vouched)
    fresh = Session(
        key="", person=person, opened_at=now, seen_at=now, device=device, single_sign_on=True
    )
    found = open_session(ports, doors, fresh, doors.accounts.account(person))
    return Arrived(signed_in=found, onward=attempt.onward)


def _attempt(doors: Doors, token: str | None, state: str) -> SignOnAttempt | None:
    """The attempt that this browser began; it is used up only when the state fits as well."""
    if token is None:
        return None
    expected = challenge(token).state
    if not hmac.compare_digest(expected.encode(), state.encode("utf-8", "replace")):
        return None
    return doors.links.take(session_key(token))


def _vouched(
    provider: IdentityProvider, token: str, returned: Returned, now: datetime
) -> Vouched | Denied:
    if returned.code is None or returned.issuer not in (None, provider.issuer):
        return Denied(code=AccessCode.SIGN_ON_UNPROVEN)
    return provider.redeem(challenge(token), returned.code, now)


def _person(ports: Ports, doors: Doors, vouched: Vouched, now: datetime) -> str | None:
    """Whose account it is, if they are still one of ours."""
    link = doors.links.linked(vouched.issuer, vouched.subject)
    person = _claimed(ports, doors, vouched, now) if link is None else link.person
    return person if person in ports.staff.directory().people else None


def _claimed(ports: Ports, doors: Doors, vouched: Vouched, now: datetime) -> str | None:
    """Link a subject by the declared claim, the first time; whoever has a link keeps it.

    A service account is nobody's: who claims its name gets nothing.
    """
    login = vouched.login
    if login is None or login not in ports.staff.directory().people:
        return None
    if any(token.person == login and token.is_live(now) for token in doors.access_tokens.every()):
        return None
    link = IdentityLink(issuer=vouched.issuer, subject=vouched.subject, person=login, linked_at=now)
    if not doors.links.save_link(link):
        return None
    details = _named(vouched)
    keep_access(ports, EventType.ACCOUNT_CHANGED, login, "single_sign_on_linked", details)
    return login


def _stranger(ports: Ports, provider: IdentityProvider, vouched: Vouched) -> Denied:
    keep_stranger(ports, "single_sign_on_unknown", _named(vouched))
    params: dict[str, JsonValue] = {
        "provider": provider.label,
        "subject": vouched.subject,
        "mark": fingerprint(vouched.issuer, vouched.subject),
    }
    return Denied(code=AccessCode.SIGN_ON_UNKNOWN, params=params)


def _named(vouched: Vouched) -> dict[str, JsonValue]:
    return {"mark": fingerprint(vouched.issuer, vouched.subject)}
