"""Offices and people as an administrator changes them; each change is one entry of a journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.plain import Plain, moved_plain
from adapters.inbound.rest.answering import house_refused
from adapters.inbound.rest.call import Call, CasesDistribute, PeopleManage, PeopleRead
from adapters.inbound.rest.shapes import staff as shapes
from engine.directory import Absence, Directory, Grant, Office, Person
from engine.refusal import Refusal
from engine.usecases.hand_over_work import hand_over_work
from engine.usecases.replace_staff import away, gone, replace_staff
from engine.usecases.requester import reaches

router = APIRouter(tags=["people and offices"])

Name = Annotated[str, Path(max_length=100)]
Login = Annotated[str, Path(pattern=r"^[a-z][a-z0-9._-]{0,39}$", examples=["lin"])]
DryRun = Annotated[bool, Query(description="Only say what would change.")]


@router.put("/staff", response_model=shapes.StaffChanged)
def load_staff(call: PeopleManage, asked: shapes.StaffTo, dry_run: DryRun = False) -> Response:
    """Replace offices and people by those that are sent; what is left out goes."""
    new = Directory(
        offices={key: _office(key, one) for key, one in asked.offices.items()},
        people={key: _person(key, one) for key, one in asked.people.items()},
        absences=tuple(_absence(one.person, one) for one in asked.absences),
    )
    return _changed(call, new, dry_run=dry_run)


@router.put("/offices/{office}", response_model=shapes.StaffChanged)
def keep_office(
    call: PeopleManage, office: Name, asked: shapes.OfficeTo, dry_run: DryRun = False
) -> Response:
    """Add an office, or change its name, level, region or the office above it."""
    directory = call.directory
    if office in directory.offices and office not in call.offices:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    offices = {**directory.offices, office: _office(office, asked)}
    return _changed(call, replace(directory, offices=offices), dry_run=dry_run)


def _office(key: str, asked: shapes.OfficeTo) -> Office:
    return Office(
        id=key, level=asked.level, name=asked.name, region=asked.region, parent=asked.parent
    )


@router.put("/people/{person}", response_model=shapes.StaffChanged)
def keep_person(
    call: PeopleManage, person: Login, asked: shapes.PersonTo, dry_run: DryRun = False
) -> Response:
    """Take somebody in, or change their name, roles and skills."""
    directory = call.directory
    if person in directory.people:
        _reached(call, person)
    people = {**directory.people, person: _person(person, asked)}
    return _changed(call, replace(directory, people=people), dry_run=dry_run)


def _person(key: str, asked: shapes.PersonTo) -> Person:
    grants = tuple(_grant(one) for one in asked.roles)
    return Person(id=key, name=asked.name, grants=grants, skills=frozenset(asked.skills))


def _grant(asked: shapes.RoleTo) -> Grant:
    return Grant(
        role=asked.role,
        office=asked.office,
        since=asked.since or date.min,
        until=asked.until or date.max,
        limit_fen=asked.limit_fen,
    )


def _reached(call: Call, person: str) -> Person:
    """Somebody with a role at an office within reach, or with none anywhere.

    Raises:
        HttpError: There is nobody like that for who asks.
    """
    found = call.directory.people.get(person)
    if found is None or not reaches(call.actor, found, call.directory):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return found


@router.get("/absences", response_model=shapes.Absences)
def list_absences(call: PeopleRead) -> Plain:
    """Who of the people within reach is away, when, and who acts for them."""
    staff = call.directory
    known = {one.id for one in staff.people.values() if reaches(call.actor, one, staff)}
    found = (one for one in staff.absences if one.person in known)
    return {
        "absences": [
            {
                "person": one.person,
                "delegate": one.delegate,
                "since": one.since.isoformat(),
                "until": one.until.isoformat(),
            }
            for one in found
        ]
    }


@router.post("/people/{person}/absences", response_model=shapes.StaffChanged)
def add_absence(
    call: PeopleManage, person: Name, asked: shapes.AwayTo, dry_run: DryRun = False
) -> Response:
    """Let a colleague act for somebody who is away; the same absence twice is one."""
    _reached(call, person)
    _reached(call, asked.delegate)
    absence = _absence(person, asked)
    known = absence in call.directory.absences
    new = call.directory if known else away(call.directory, absence)
    return _changed(call, new, dry_run=dry_run)


def _absence(person: str, asked: shapes.AwayTo) -> Absence:
    return Absence(person=person, delegate=asked.delegate, since=asked.since, until=asked.until)


@router.post("/people/{person}/absences/end", response_model=shapes.StaffChanged)
def end_absence(
    call: PeopleManage, person: Name, asked: shapes.BackFrom, dry_run: DryRun = False
) -> Response:
    """Somebody is back: that colleague acts for them no longer."""
    _reached(call, person)
    ended = (person, asked.delegate, asked.since)
    absences = call.directory.absences
    left = tuple(one for one in absences if (one.person, one.delegate, one.since) != ended)
    return _changed(call, replace(call.directory, absences=left), dry_run=dry_run)


@router.post("/people/{person}/leave", response_model=shapes.Left)
def leave(call: PeopleManage, person: Name, asked: shapes.LeaveOn) -> Response:
    """End all roles of somebody who leaves, and move their work if a colleague takes over."""
    _reached(call, person)
    tasks = [] if asked.to is None else _moved(call, person, asked.to, asked)
    new = gone(call.directory, person, asked.last_day)
    return _changed(call, new, dry_run=asked.dry_run, tasks=tasks)


@router.post("/queues/hand-over", response_model=shapes.Moved)
def hand_over(call: CasesDistribute, asked: shapes.HandOver) -> Plain:
    """Move the open work of a colleague: who gives out work may, task by task."""
    _reached(call, asked.person)
    return {
        "tasks": [*_moved(call, asked.person, asked.to, asked)],
        "dry_run": asked.dry_run,
    }


def _moved(
    call: Call, person: str, to: str, asked: shapes.LeaveOn | shapes.HandOver
) -> list[Plain]:
    _reached(call, to)
    why = asked.reason or call.words.say("cli_leaves")
    moved = hand_over_work(
        call.ports, call.requester, person, to=to, why=why, dry_run=asked.dry_run
    )
    return [moved_plain(one, call.words) for one in moved]


def _changed(
    call: Call, new: Directory, *, dry_run: bool, tasks: list[Plain] | None = None
) -> Response:
    """Make the change, or only judge it, and say what is different."""
    change = replace_staff(call.ports, call.requester, new, dry_run=dry_run)
    if isinstance(change, Refusal):
        return house_refused(call, change)
    plain: Plain = {**change.plain(), "dry_run": dry_run}
    return JSONResponse(plain if tasks is None else {**plain, "tasks": [*tasks]})
