"""A message that was given up is tried again or dropped; either is an entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from engine.circumstances import Circumstances
from engine.delivery import DeadLetter
from engine.directory import Grant
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.journal import dead_letter_settled
from engine.ports import Ports
from engine.refusal import ReasonCode, Refusal, reason
from engine.usecases.keep_access import office_of
from engine.usecases.keep_journal import keep_journal
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances

Settling: TypeAlias = Literal["retry", "drop"]

SETTLERS = ("administrator",)
"""Roles that may look at dead letters and settle them, at an office above all others."""

_TRIES = 25


def dead_letters(ports: Ports, requester: Requester) -> Sequence[DeadLetter] | Refusal:
    """The messages that were given up, oldest first; their keys name people and cases."""
    if not _settlers(circumstances(ports, requester)):
        return _not_theirs()
    return ports.outbox.dead()


def _settlers(world: Circumstances) -> list[Grant]:
    """The grants by which the actor may: a letter may be about any office and any person."""
    every = world.directory.offices.keys()
    held = (grant for grant in world.actor.grants if grant.role in SETTLERS)
    return [grant for grant in held if world.directory.below(grant.office) >= every]


def _not_theirs() -> Refusal:
    return Refusal(reasons=(reason(ReasonCode.NOT_YOUR_ROLE, roles=list(SETTLERS)),))


def settle_dead_letter(
    ports: Ports, requester: Requester, key: str, how: Settling, why: str
) -> Refusal | None:
    """Try a dead letter again, with all its attempts, or drop it for good.

    The entry comes first: a process that dies in between leaves an entry about a letter that is
    still there to be settled, never a change without an entry.

    Args:
        ports: The outside.
        requester: Who settles it.
        key: The message.
        how: What becomes of it.
        why: The reason; it stands in the journal.

    Raises:
        NotFoundError: There is no such dead letter.
        ConflictError: Others wrote into the journal again and again.
    """
    letter = ports.outbox.dead_letter(key)
    if letter is None:
        raise NotFoundError(EngineCode.DEAD_LETTER_NOT_FOUND, key=key)
    for _ in range(_TRIES):
        try:
            return _settle(ports, requester, letter, how, why)
        except ConflictError:
            # Somebody else wrote into the journal at the same time.
            continue
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=key)


def _settle(
    ports: Ports, requester: Requester, letter: DeadLetter, how: Settling, why: str
) -> Refusal | None:
    world = circumstances(ports, requester)
    held = next(iter(_settlers(world)), None)
    office = held.office if held else office_of(ports, requester.person)
    refusal = None
    if held is None:
        refusal = _not_theirs()
    if office is not None:
        event = dead_letter_settled(office, letter, how, why, world, refusal)
        keep_journal(ports, office, event, world)
    if refusal is None:
        settle = ports.outbox.revive if how == "retry" else ports.outbox.drop
        settle(letter.key, world.now)
    return refusal
