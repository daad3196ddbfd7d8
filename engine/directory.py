"""Offices and people as they stand at one moment: an argument of every decision.

A directory is a frozen snapshot. The adapters load it and make a new one when staff changes;
nothing in the core looks a person up elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from engine.errors import DirectoryError, EngineCode, NotFoundError, NotPermittedError
from rules.policy import region_code

OfficeLevel = Literal["grassroots", "street", "district", "city", "province"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A union office in the tree of offices.

    Raises:
        DirectoryError: The region is no division code; no rule could be asked about its cases.
    """

    id: str
    level: OfficeLevel
    name: str
    region: str
    """Administrative division whose parameters apply (GB/T 2260), e.g. `370211`, or `CN`."""
    parent: str | None = None

    def __post_init__(self) -> None:
        if region_code(self.region) is None:
            raise DirectoryError(EngineCode.REGION_INVALID, office=self.id, region=self.region)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role held at an office, within dates (both inclusive) and up to an amount."""

    role: str
    office: str
    since: date = date.min
    until: date = date.max
    limit_fen: int | None = None
    """The largest amount this person may decide in this role; None is without limit."""

    def holds(self, on: date) -> bool:
        """Whether the role is held on that day."""
        return self.since <= on <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff. The name is for pages and letters; the trail holds the id."""

    id: str
    name: str
    grants: tuple[Grant, ...] = ()
    skills: frozenset[str] = frozenset()
    """What they can do that not everybody in their role can, e.g. a sign language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away and another person acts for them, within dates (both inclusive)."""

    person: str
    delegate: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who gives a command: a person with the roles held today, or a part of the machine.

    Attributes:
        on_behalf_of: The absent person acted for; the roles are then theirs.
        machine: `timer`, `join` or `outside` when no person acts.
    """

    person: str
    grants: tuple[Grant, ...] = ()
    on_behalf_of: str | None = None
    machine: Literal["timer", "join", "outside"] | None = None

    @property
    def people(self) -> frozenset[str]:
        """The person and whom they represent: both count for separation of duties."""
        return frozenset(p for p in (self.person, self.on_behalf_of) if p)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held, each once, in order."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants))

    def grants_at(self, role: str, office: str) -> Iterator[Grant]:
        """The grants of a role at an office."""
        return (g for g in self.grants if g.role == role and g.office == office)


TIMER = Actor(person="timer", machine="timer")
JOIN = Actor(person="join", machine="join")
OUTSIDE = Actor(person="outside", machine="outside")


@dataclass(frozen=True, kw_only=True)
class Directory:
    """The tree of offices and the people in it."""

    offices: Mapping[str, Office] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()

    def office(self, office_id: str) -> Office:
        """Return an office.

        Raises:
            NotFoundError: No such office.
        """
        if office_id not in self.offices:
            raise NotFoundError(EngineCode.OFFICE_NOT_FOUND, office=office_id)
        return self.offices[office_id]

    def person(self, person_id: str) -> Person:
        """Return a person.

        Raises:
            NotFoundError: No such person.
        """
        if person_id not in self.people:
            raise NotFoundError(EngineCode.PERSON_NOT_FOUND, person=person_id)
        return self.people[person_id]

    def chain(self, office_id: str) -> tuple[Office, ...]:
        """The office and all above it, nearest first."""
        office = self.office(office_id)
        above: list[Office] = [office]
        while office.parent is not None:
            office = self.office(office.parent)
            above.append(office)
        return tuple(above)

    def at_level(self, office_id: str, level: str) -> Office | None:
        """The office of the chain that `level` means; `own` is the office itself."""
        if level == "own":
            return self.office(office_id)
        return next((o for o in self.chain(office_id) if o.level == level), None)

    def below(self, office_id: str) -> frozenset[str]:
        """The office and every office under it: what its staff may see."""
        return self._below.get(office_id, frozenset())

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        under: dict[str, set[str]] = {}
        for office in self.offices:
            for above in self.chain(office):
                under.setdefault(above.id, set()).add(office)
        return {above: frozenset(offices) for above, offices in under.items()}

    @cached_property
    def _by_seat(self) -> dict[tuple[str, str], tuple[tuple[str, Grant], ...]]:
        seats: dict[tuple[str, str], tuple[tuple[str, Grant], ...]] = {}
        for person in self.people.values():
            for grant in person.grants:
                seat = (grant.role, grant.office)
                seats[seat] = (*seats.get(seat, ()), (person.id, grant))
        return seats

    @cached_property
    def _by_office(self) -> dict[str, tuple[str, ...]]:
        known: dict[str, dict[str, None]] = {}
        for person in self.people.values():
            for grant in person.grants:
                known.setdefault(grant.office, {})[person.id] = None
        return {office: tuple(people) for office, people in known.items()}

    def known_at(self, offices: Iterable[str]) -> tuple[Person, ...]:
        """Everybody with a role at one of these offices, in whatever time; each once."""
        ids = (person for office in offices for person in self._by_office.get(office, ()))
        return tuple(self.people[person] for person in dict.fromkeys(ids))

    def holders(self, role: str, office_id: str, on: date) -> tuple[str, ...]:
        """Ids of the people who hold a role at an office on a day."""
        seat = self._by_seat.get((role, office_id), ())
        return tuple(dict.fromkeys(person for person, grant in seat if grant.holds(on)))

    def actor(self, person_id: str, on: date, *, on_behalf_of: str | None = None) -> Actor:
        """The person as they may act on a day, for themselves or for an absent colleague.

        Raises:
            NotFoundError: No such person.
            NotPermittedError: The colleague has not delegated to them for that day.
        """
        person = self.person(person_id)
        if on_behalf_of is None:
            return Actor(person=person.id, grants=_held(person, on))
        if not self._delegates(on_behalf_of, person_id, on):
            raise false_claim(person_id, on_behalf_of, on)
        absent = self.person(on_behalf_of)
        return Actor(person=person.id, grants=_held(absent, on), on_behalf_of=absent.id)

    def stood_in_for(self, delegate: str, on: date) -> tuple[str, ...]:
        """Ids of the absent colleagues for whom a person acts on a day."""
        there = (a for a in self.absences if a.delegate == delegate and a.since <= on <= a.until)
        return tuple(dict.fromkeys(absence.person for absence in there))

    def delegates_of(self, person: str, on: date) -> tuple[str, ...]:
        """Ids of those who act for a person on a day; nobody acts for who is there."""
        there = (a for a in self.absences if a.person == person and a.since <= on <= a.until)
        return tuple(dict.fromkeys(absence.delegate for absence in there))

    def _delegates(self, absent: str, delegate: str, on: date) -> bool:
        return any(
            a.person == absent and a.delegate == delegate and a.since <= on <= a.until
            for a in self.absences
        )


def false_claim(person: str, absent: str, on: date) -> NotPermittedError:
    """The error that ends what somebody asks in the name of who has not delegated to them."""
    return NotPermittedError(EngineCode.NOT_DELEGATED, person=person, absent=absent, on=str(on))


def _held(person: Person, on: date) -> tuple[Grant, ...]:
    return tuple(grant for grant in person.grants if grant.holds(on))
