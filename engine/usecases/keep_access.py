"""What happens at the door stands in the journal of the person's office."""

from __future__ import annotations

from pydantic import JsonValue

from engine.calendar import OFFICE_ZONE
from engine.directory import OUTSIDE, Directory
from engine.errors import ConflictError
from engine.events import EventType
from engine.journal import at_the_door
from engine.ports import Ports
from engine.usecases.keep_journal import keep_journal
from engine.usecases.requester import Requester, machine
from engine.usecases.surroundings import circumstances

_TRIES = 25


def keep_access(
    ports: Ports,
    type_: EventType,
    person: str,
    what: str | None = None,
    details: dict[str, JsonValue] | None = None,
) -> None:
    """Write down that somebody came in, was refused, or changed their account.

    A login that is nobody's, or somebody's without an office, stands in the journal of the topmost
    office, and without the login: people type passwords there. So a wrong guess costs the same
    whether or not there is such a person, and nobody can tell by the time it takes.
    """
    office, top = office_of(ports, person), _topmost(ports.staff.directory())
    requester = machine(OUTSIDE) if office is None else Requester(person=person)
    _keep(ports, requester, office or top, type_, what, details)


def keep_stranger(ports: Ports, what: str, details: dict[str, JsonValue] | None = None) -> None:
    """Write down that somebody was refused of whom it is not known who they are."""
    office = _topmost(ports.staff.directory())
    _keep(ports, machine(OUTSIDE), office, EventType.SIGN_IN_REFUSED, what, details)


def _topmost(directory: Directory) -> str | None:
    """The office above all; None where there is no office yet."""
    tops = sorted(office.id for office in directory.offices.values() if office.parent is None)
    return tops[0] if tops else None


def _keep(
    ports: Ports,
    requester: Requester,
    office: str | None,
    type_: EventType,
    what: str | None,
    details: dict[str, JsonValue] | None,
) -> None:
    if office is None:
        return
    for _ in range(_TRIES):
        world = circumstances(ports, requester)
        try:
            keep_journal(ports, office, at_the_door(type_, office, world, what, details), world)
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
