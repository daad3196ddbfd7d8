"""Offices and people within reach, and oneself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from adapters.http import HttpCode, HttpError
from adapters.i18n.plain import Plain
from adapters.inbound.rest.call import Call, Own, PeopleRead
from adapters.inbound.rest.shapes import office as shapes
from engine.directory import Grant, Office, Person

router = APIRouter(tags=["people and offices"])

Name = Annotated[str, Path(max_length=100)]


@router.get("/me", response_model=shapes.Me)
def show_me(call: Own) -> Plain:
    """Who asks, with the roles held and the offices within reach."""
    person = call.directory.person(call.person)
    return {
        **_person(person, person.grants),
        "on_behalf_of": call.requester.on_behalf_of,
        "offices": [*sorted(call.offices)],
    }


@router.get("/offices", response_model=shapes.Offices)
def list_offices(call: PeopleRead) -> Plain:
    """The offices within reach."""
    found = [office for office in call.directory.offices.values() if office.id in call.offices]
    return {"offices": [_office(office) for office in found]}


@router.get("/offices/{office}", response_model=shapes.OfficeSaid)
def show_office(call: PeopleRead, office: Name) -> Plain:
    """One office."""
    if office not in call.offices:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return _office(call.directory.office(office))


def _office(office: Office) -> Plain:
    return {
        "office": office.id,
        "name": office.name,
        "level": office.level,
        "region": office.region,
        "parent": office.parent,
    }


@router.get("/people", response_model=shapes.People)
def list_people(call: PeopleRead) -> Plain:
    """Everybody with a role at an office within reach."""
    found = ((person, _within(call, person)) for person in call.directory.people.values())
    return {"people": [_person(person, grants) for person, grants in found if grants]}


@router.get("/people/{person}", response_model=shapes.PersonSaid)
def show_person(call: PeopleRead, person: Name) -> Plain:
    """One member of staff, with the roles at offices within reach."""
    found = call.directory.person(person)
    grants = _within(call, found)
    if not grants:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return _person(found, grants)


def _within(call: Call, person: Person) -> tuple[Grant, ...]:
    return tuple(grant for grant in person.grants if grant.office in call.offices)


def _person(person: Person, grants: Iterable[Grant]) -> Plain:
    return {
        "person": person.id,
        "name": person.name,
        "roles": [_role(grant) for grant in grants],
        "skills": [*sorted(person.skills)],
    }


def _role(grant: Grant) -> Plain:
    return {
        "role": grant.role,
        "office": grant.office,
        "since": None if grant.since == date.min else grant.since.isoformat(),
        "until": None if grant.until == date.max else grant.until.isoformat(),
        "limit_fen": grant.limit_fen,
    }
