"""What happens at the door stands in the journal of the person's office."""

from __future__ import annotations

from engine.calendar import OFFICE_ZONE
from engine.errors import ConflictError
from engine.events import EventType
from engine.journal import at_the_door
from engine.ports import Ports
from engine.usecases.keep_journal import keep_journal
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances

_TRIES = 25


def keep_access(ports: Ports, type_: EventType, person: str, what: str | None = None) -> None:
    """Write down that somebody came in, was refused, or changed their account.

    A login that is nobody's, or somebody's without an office, has no journal to stand in.
    """
    office = office_of(ports, person)
    if office is None:
        return
    requester = Requester(person=person)
    for _ in range(_TRIES):
        world = circumstances(ports, requester)
        try:
            keep_journal(ports, office, at_the_door(type_, office, world, what), world)
        except ConflictError:
            continue
        return


def office_of(ports: Ports, person: str) -> str | None:
    """The office a person belongs to: that of their first role, or None."""
    known = ports.staff.directory().people.get(person)
    today = ports.clock.now().astimezone(OFFICE_ZONE).date()
    if known is None:
        return None
    held = [grant.office for grant in known.grants if grant.holds(today)]
    return held[0] if held else None
