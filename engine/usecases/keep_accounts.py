"""An administrator gives people accounts and new passwords, and ends their sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from engine.access_ports import Doors
from engine.circumstances import Circumstances
from engine.errors import ConflictError, EngineCode
from engine.events import Event
from engine.journal import account_kept, refused_account
from engine.ports import Ports
from engine.refusal import ReasonCode, Refusal, reason
from engine.single_sign_on import IdentityLink, is_subject
from engine.usecases.keep_access import office_of
from engine.usecases.keep_journal import keep_journal
from engine.usecases.passwords import new_account
from engine.usecases.replace_staff import ADMINISTRATOR
from engine.usecases.requester import Requester
from engine.usecases.single_sign_on import provider_of
from engine.usecases.surroundings import circumstances

_TRIES = 25

_Result = TypeVar("_Result")


def open_account(ports: Ports, doors: Doors, requester: Requester, person: str) -> str | Refusal:
    """Let a person sign in with a fresh password, which they must replace; their sessions end.

    Returns:
        The password, to be handed over once; it is kept nowhere.

    Raises:
        NotFoundError: No such person.
        ConflictError: Others wrote into the journal again and again.
    """
    password = doors.tokens.password()

    def give() -> str:
        new_account(ports, doors, person, password, must_change=True)
        return password

    return _kept(ports, requester, person, "account_given", give)


def end_sessions(ports: Ports, doors: Doors, requester: Requester, person: str) -> int | Refusal:
    """Sign a person out everywhere; returns of how many sessions.

    Raises:
        NotFoundError: No such person.
        ConflictError: Others wrote into the journal again and again.
    """
    return _kept(
        ports, requester, person, "sessions_ended", lambda: doors.accounts.end_sessions(person)
    )


def link_identity(
    ports: Ports, doors: Doors, requester: Requester, person: str, subject: str
) -> IdentityLink | Refusal:
    """Let a subject of the city's provider come in as a person, who may have one such link.

    Tokens from when the person was a service account count no more: their deeds are their own now.

    Raises:
        NotFoundError: No such person.
        AdapterError: This installation has no provider.
        ConflictError: Others wrote into the journal again and again.
    """
    link = IdentityLink(
        issuer=provider_of(doors).issuer,
        subject=subject,
        person=person,
        linked_at=ports.clock.now(),
        linked_by=requester.person,
    )

    taken = Refusal(reasons=(reason(ReasonCode.IDENTITY_TAKEN, person=person),))
    if not is_subject(subject) or _is_taken(doors, link):
        return taken

    def save() -> IdentityLink | Refusal:
        if not doors.links.save_link(link):
            return taken
        doors.access_tokens.revoke_of(person, link.linked_at)
        return link

    return _kept(ports, requester, person, "single_sign_on_linked", save)


def _is_taken(doors: Doors, link: IdentityLink) -> bool:
    """Looked at before the entry is written; the store looks again."""
    theirs = [found.issuer for found in doors.links.links_of(link.person)]
    return link.issuer in theirs or doors.links.linked(link.issuer, link.subject) is not None


def unlink_identity(ports: Ports, doors: Doors, requester: Requester, person: str) -> int | Refusal:
    """Forget a person's links; their sessions end. Returns how many links there were.

    Raises:
        NotFoundError: No such person.
        ConflictError: Others wrote into the journal again and again.
    """

    def drop() -> int:
        dropped = doors.links.drop_links(person)
        doors.accounts.end_sessions(person)
        return dropped

    return _kept(ports, requester, person, "single_sign_on_unlinked", drop)


def _kept(
    ports: Ports, requester: Requester, person: str, what: str, do: Callable[[], _Result]
) -> _Result | Refusal:
    """Do it after its entry, so that there is never a change without one."""
    seat = _seat(circumstances(ports, requester), person)
    if seat is not None:
        _write(ports, requester, lambda world: account_kept(seat, person, what, world), seat)
        return do()
    refusal = Refusal(reasons=(reason(ReasonCode.NOT_YOUR_ROLE, roles=[ADMINISTRATOR]),))
    own = office_of(ports, requester.person)
    if own is not None:
        _write(
            ports, requester, lambda world: refused_account(own, person, what, refusal, world), own
        )
    return refusal


def _seat(world: Circumstances, person: str) -> str | None:
    """The office whose administrator the actor is, at or above all offices of the person."""
    directory = world.directory
    theirs = {grant.office for grant in directory.person(person).grants}
    seats = (grant.office for grant in world.actor.grants if grant.role == ADMINISTRATOR)
    return next((seat for seat in seats if theirs <= directory.below(seat)), None)


def _write(
    ports: Ports, requester: Requester, entry: Callable[[Circumstances], Event], office: str
) -> None:
    for _ in range(_TRIES):
        world = circumstances(ports, requester)
        try:
            return keep_journal(ports, office, entry(world), world)
        except ConflictError:
            # Somebody else wrote into the journal at the same time.
            continue
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=office)
