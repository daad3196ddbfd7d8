"""Seats that nobody fills: offices without staff, people without an office, queues nobody works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.calendar import OFFICE_ZONE
from engine.directory import Directory
from engine.ports import Ports, TaskQuery

FIXERS = ("administrator",)
"""Roles that may give people their seats."""


class Lack(StrEnum):
    """What is missing."""

    STAFF = "staff"
    """Nobody holds a role at the office today."""
    SEAT = "seat"
    """The person holds no role today and can do nothing."""
    HOLDER = "holder"
    """Tasks wait for a role that nobody holds at the office today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """One thing that is missing.

    Attributes:
        office: Where; None for a person without an office.
        person: Who, for a person without an office.
        role: Which role, for a queue that nobody works.
        tasks: How many tasks wait in it.
        fixers: Ids of the people who can mend it: administrators of the office or of the nearest
            office above that has some.
    """

    lack: Lack
    office: str | None = None
    person: str | None = None
    role: str | None = None
    tasks: int = 0
    fixers: tuple[str, ...] = ()


def examine_office(ports: Ports) -> tuple[Vacancy, ...]:
    """Everything that is missing today."""
    directory = ports.staff.directory()
    today = ports.clock.now().astimezone(OFFICE_ZONE).date()
    return (
        *_unstaffed(directory, today),
        *_seatless(directory, today),
        *_unworked(ports, directory, today),
    )


def fixers(directory: Directory, office: str | None, on: date) -> tuple[str, ...]:
    """Who can mend it; without an office, every administrator."""
    if office is None or office not in directory.offices:
        return tuple(sorted(p for p in directory.people if _fixes(directory, p, on)))
    for above in directory.chain(office):
        found = {p for role in FIXERS for p in directory.holders(role, above.id, on)}
        if found:
            return tuple(sorted(found))
    return ()


def _fixes(directory: Directory, person: str, on: date) -> bool:
    grants = directory.people[person].grants
    return any(grant.role in FIXERS and grant.holds(on) for grant in grants)


def _unstaffed(directory: Directory, on: date) -> Iterator[Vacancy]:
    staffed = {
        grant.office
        for person in directory.people.values()
        for grant in person.grants
        if grant.holds(on)
    }
    for office in sorted(set(directory.offices) - staffed):
        yield Vacancy(lack=Lack.STAFF, office=office, fixers=fixers(directory, office, on))


def _seatless(directory: Directory, on: date) -> Iterator[Vacancy]:
    everybody = fixers(directory, None, on)
    for person in sorted(directory.people):
        if not any(grant.holds(on) for grant in directory.people[person].grants):
            yield Vacancy(lack=Lack.SEAT, person=person, fixers=everybody)


def _unworked(ports: Ports, directory: Directory, on: date) -> Iterator[Vacancy]:
    rows = ports.cases.tasks(TaskQuery(unassigned=True, limit=0))
    seats = Counter((row.task.role, row.task.office) for row in rows)
    for (role, office), tasks in sorted(seats.items()):
        if not directory.holders(role, office, on):
            mending = fixers(directory, office, on)
            yield Vacancy(lack=Lack.HOLDER, office=office, role=role, tasks=tasks, fixers=mending)
