"""Tokens of service accounts: issued and revoked by administrators, each with its entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engine.access_ports import Doors
from engine.access_tokens import LONGEST_LIFE, AccessToken, Scope
from engine.circumstances import Circumstances
from engine.errors import EngineCode, NotFoundError
from engine.events import Event
from engine.journal import refused_token, token_changed
from engine.ports import Ports
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.usecases.keep_access import office_of
from engine.usecases.keep_journal import enter
from engine.usecases.requester import Requester, visible_offices
from engine.usecases.sign_in import session_key
from engine.usecases.surroundings import circumstances

ISSUERS = ("administrator",)
"""Roles that may issue and revoke tokens, for accounts of their office and of those below."""

PREFIX = "uc_"
"""How tokens begin, so that people and scanners of leaked secrets know one when they see it."""

_ID_LENGTH = 12
_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new token; `secret` is shown once and kept nowhere."""

    secret: str
    token: AccessToken


def issue_token(
    ports: Ports,
    doors: Doors,
    requester: Requester,
    *,
    person: str,
    label: str,
    scopes: frozenset[Scope],
    life: timedelta,
) -> Issued | Refusal:
    """Issue a token to a service account; the entry stands in the journal of its office.

    Args:
        ports: The outside.
        doors: Accounts and tokens.
        requester: Who issues it.
        person: The service account: a member of staff who does not sign in with a password.
        label: What it is for.
        scopes: What it may be used for.
        life: How long; `LONGEST_LIFE` at most.

    Raises:
        NotFoundError: No such account for this administrator.
        ConflictError: Others wrote into the journal again and again.
    """
    office = _office(ports, requester, person)
    now = ports.clock.now()
    secret = PREFIX + doors.tokens.token()
    key = session_key(secret)
    token = AccessToken(
        id=key[:_ID_LENGTH],
        key=key,
        person=person,
        label=label,
        scopes=scopes,
        issued_by=requester.person,
        issued_at=now,
        expires_at=now + min(life, LONGEST_LIFE),
    )
    refusal = _entered(ports, requester, office, token, "token_issued", _own_password(doors, token))
    if refusal is not None:
        return refusal
    doors.access_tokens.save(token)
    return Issued(secret=secret, token=token)


def revoke_token(
    ports: Ports, doors: Doors, requester: Requester, token_id: str
) -> AccessToken | Refusal:
    """Take a token away at once; one that was revoked before stays as it is.

    Raises:
        NotFoundError: No such token for this administrator.
        ConflictError: Others wrote into the journal again and again.
    """
    token = doors.access_tokens.by_id(token_id)
    if token is None:
        raise NotFoundError(EngineCode.TOKEN_NOT_FOUND, token=token_id)
    office = _office(ports, requester, token.person)
    if token.revoked_at is not None:
        return token
    refusal = _entered(ports, requester, office, token, "token_revoked")
    if refusal is not None:
        return refusal
    revoked = replace(token, revoked_at=ports.clock.now())
    doors.access_tokens.save(revoked)
    return revoked


def list_tokens(ports: Ports, doors: Doors, requester: Requester) -> Sequence[AccessToken]:
    """The tokens of the accounts that the person looks after, newest first; none for others."""
    world = circumstances(ports, requester)
    if not set(ISSUERS) & set(world.actor.roles):
        return ()
    return [
        token
        for token in doors.access_tokens.every()
        if _is_within(office_of(ports, token.person), world)
    ]


def recognise_token(ports: Ports, doors: Doors, secret: str) -> AccessToken | None:
    """The token behind a secret, if it counts and its account is still one of ours."""
    token = doors.access_tokens.by_key(session_key(secret))
    now = ports.clock.now()
    if token is None or not token.is_live(now):
        return None
    if token.person not in ports.staff.directory().people:
        return None
    if token.used_at is None or now - token.used_at >= _NOTED_EVERY:
        doors.access_tokens.note_use(token.key, now)
    return token


def _is_within(office: str | None, world: Circumstances) -> bool:
    visible = visible_offices(world.actor, world.directory)
    return visible is None or office in visible


def _office(ports: Ports, requester: Requester, person: str) -> str:
    """The office whose journal has the account's entries.

    Raises:
        NotFoundError: No such account for this person, or it belongs to no office.
    """
    office = office_of(ports, person)
    if office is None or not _is_within(office, circumstances(ports, requester)):
        raise NotFoundError(EngineCode.PERSON_NOT_FOUND, person=person)
    return office


def _own_password(doors: Doors, token: AccessToken) -> tuple[Reason, ...]:
    """Nobody gets a key to act as somebody who signs in: their name stands under their deeds."""
    if doors.accounts.account(token.person) is None and not doors.links.links_of(token.person):
        return ()
    return (reason(ReasonCode.SIGNS_IN_THEMSELVES, person=token.person),)


def _entered(
    ports: Ports,
    requester: Requester,
    office: str,
    token: AccessToken,
    what: str,
    reasons: tuple[Reason, ...] = (),
) -> Refusal | None:
    """Write the entry first: a process that dies in between leaves no token without one."""

    def attempt(world: Circumstances) -> tuple[Event, Refusal | None]:
        barred = (*_authority(world), *reasons)
        if barred:
            refusal = Refusal(reasons=barred)
            return refused_token(office, token, what, refusal, world), refusal
        return token_changed(office, token, what, world), None

    return enter(ports, requester, office, attempt)


def _authority(world: Circumstances) -> tuple[Reason, ...]:
    if set(ISSUERS) & set(world.actor.roles):
        return ()
    return (reason(ReasonCode.NOT_YOUR_ROLE, roles=list(ISSUERS)),)
