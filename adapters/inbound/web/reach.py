"""What an administrator reaches: people of their offices; the whole house from above all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.visit import Own, Visit
from engine.directory import Absence, Office, Person
from engine.usecases.requester import reaches, sees_whole_house, visible_offices


def member(visit: Own, person: str) -> str:
    """Who a page is about, if they exist for who asks.

    Raises:
        HttpError: There is nobody like that for them.
    """
    known = visit.directory.people.get(person)
    if known is None or not reaches(visit.actor, known, visit.directory):
        raise HttpError(404, HttpCode.NOT_FOUND)
    return person


def whole_house(visit: Own) -> Visit:
    """A visit of somebody for whom every office exists.

    Raises:
        HttpError: They see some offices only; what is about all of them does not exist for them.
    """
    if not sees_whole_house(visit.actor, visit.directory):
        raise HttpError(404, HttpCode.NOT_FOUND)
    return visit


Member = Annotated[str, Depends(member)]
WholeHouse = Annotated[Visit, Depends(whole_house)]


def offices_within(visit: Visit) -> list[Office]:
    """The offices that exist for who asks."""
    within = visible_offices(visit.actor, visit.directory) or frozenset()
    return [office for office in visit.directory.offices.values() if office.id in within]


def people_within(visit: Visit) -> Iterator[Person]:
    """Everybody who exists for who asks."""
    every = visit.directory.people.values()
    return (person for person in every if reaches(visit.actor, person, visit.directory))


def absences_within(visit: Visit) -> list[Absence]:
    """The absences of people who exist for who asks."""
    known = {person.id for person in people_within(visit)}
    return [absence for absence in visit.directory.absences if absence.person in known]
