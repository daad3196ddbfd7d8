"""One person as an administrator sees them: roles, absences, leaving, account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.posted import Posted, Sent
from adapters.inbound.web.reach import Member, offices_within, people_within
from adapters.inbound.web.single_sign_on import with_provider
from adapters.inbound.web.visit import Own, Visit
from engine.directory import Absence, Directory, Grant, Person
from engine.money import MoneyError, fen_from_yuan
from engine.ports import TaskQuery
from engine.refusal import Refusal
from engine.usecases.hand_over_work import Moved, hand_over_work
from engine.usecases.keep_accounts import (
    end_sessions,
    link_identity,
    open_account,
    unlink_identity,
)
from engine.usecases.replace_staff import away, gone, replace_staff

router = APIRouter(include_in_schema=False)

_PLACE = "/administration/people"
_FIELDS = ("role", "office", "since", "until", "limit", "to", "why", "subject")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a form, shown above the forms."""

    problems: tuple[str, ...] = ()
    password: str = ""
    moved: tuple[str, ...] = ()
    typed: Mapping[str, str] | None = None


@router.get("/administration/people/{person}")
def person_page(visit: Own, person: Member) -> Response:
    """Everything about one person, and what can be changed."""
    return _page(visit, person)


def _page(visit: Visit, person: str, told: Told | None = None) -> Response:
    told = told or Told()
    directory, accounts = visit.directory, visit.site.doors.accounts
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told.problems else HTTPStatus.OK
    return visit.page(
        "person.html",
        status,
        person=directory.person(person),
        told=told,
        typed={**dict.fromkeys(_FIELDS, ""), **(told.typed or {})},
        roles=roles(visit),
        offices=offices_within(visit),
        colleagues=[one for one in people_within(visit) if one.id != person],
        absences=[one for one in directory.absences if one.person == person],
        account=accounts.account(person),
        links=visit.site.doors.links.links_of(person),
        sessions=accounts.sessions(person),
        tasks=visit.ports.cases.tasks(TaskQuery(assignee=person, limit=0)),
    )


def roles(visit: Visit) -> list[tuple[str, str]]:
    """Every role that somebody holds somewhere, by its name."""
    people = visit.directory.people.values()
    held = {grant.role for person in people for grant in person.grants}
    return sorted((visit.words.role(role), role) for role in held)


def _answer(visit: Visit, person: str, sent: Posted, new: Directory, done: str) -> Response:
    """Change the directory, and lead back to the person or say why not."""
    answer = replace_staff(visit.ports, visit.requester, new)
    if isinstance(answer, Refusal):
        problems = tuple(visit.words.reason(found) for found in answer.reasons)
        return _page(visit, person, Told(problems=problems, typed=_typed(sent)))
    return visit.to(f"{_PLACE}/{person}", done)


def _typed(sent: Posted) -> Mapping[str, str]:
    return dict(sent.fields(""))


def _wrong(visit: Visit, person: str, sent: Posted, code: str) -> Response:
    return _page(visit, person, Told(problems=(visit.say(code),), typed=_typed(sent)))


def _day(text: str, otherwise: date) -> date:
    """A day; what is none counts as left out, since browsers only send days."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _with(directory: Directory, person: Person) -> Directory:
    return replace(directory, people={**directory.people, person.id: person})


@router.post("/administration/people")
def take_in(visit: Own, sent: Sent) -> Response:
    """Take somebody in, under a short name for signing in; roles follow on their page."""
    login, name, office = sent.text("id").strip(), sent.given("name"), sent.text("office")
    if not _LOGIN.fullmatch(login) or name is None or login in visit.directory.people:
        return visit.to("/administration", "web_done_not_taken_in")
    visit.directory.office(office)
    grant = Grant(role=sent.text("role"), office=office, since=visit.today)
    new = _with(visit.directory, Person(id=login, name=name, grants=(grant,)))
    answer = replace_staff(visit.ports, visit.requester, new)
    if isinstance(answer, Refusal):
        return visit.to("/administration", "web_done_not_taken_in")
    return visit.to(f"{_PLACE}/{login}", "web_done_taken_in")


@router.post("/administration/people/{person}/roles")
def give_role(visit: Own, sent: Sent, person: Member) -> Response:
    """Give a role at an office, from a day on and up to an amount."""
    known = visit.directory.person(person)
    limit = sent.given("limit")
    try:
        limit_fen = None if limit is None else fen_from_yuan(limit)
    except MoneyError:
        return _wrong(visit, person, sent, "web_staff_bad_limit")
    visit.directory.office(sent.text("office"))
    grant = Grant(
        role=sent.text("role"),
        office=sent.text("office"),
        since=_day(sent.text("since"), visit.today),
        until=_day(sent.text("until"), date.max),
        limit_fen=limit_fen,
    )
    if grant.since > grant.until:
        return _wrong(visit, person, sent, "web_staff_bad_days")
    new = replace(known, grants=(*known.grants, grant))
    return _answer(visit, person, sent, _with(visit.directory, new), "web_done_role_given")


@router.post("/administration/people/{person}/roles/end")
def end_role(visit: Own, sent: Sent, person: Member) -> Response:
    """End a role; what was done in it stays done by whoever held it."""
    known, last_day = visit.directory.person(person), _day(sent.text("until"), visit.today)
    kept = tuple(
        replace(grant, until=last_day) if grant_key(grant) == sent.text("grant") else grant
        for grant in known.grants
    )
    held = tuple(grant for grant in kept if grant.since <= grant.until)
    new = _with(visit.directory, replace(known, grants=held))
    return _answer(visit, person, sent, new, "web_done_role_ended")


def grant_key(grant: Grant) -> str:
    """Names a role of a person in a form."""
    return f"{grant.role}|{grant.office}|{grant.since.isoformat()}"


@router.post("/administration/people/{person}/absence")
def absence(visit: Own, sent: Sent, person: Member) -> Response:
    """Let a colleague act for somebody who is away."""
    since = _day(sent.text("since"), visit.today)
    until = _day(sent.text("until"), since)
    if since > until:
        return _wrong(visit, person, sent, "web_staff_bad_days")
    if sent.text("delegate") == person:
        return _wrong(visit, person, sent, "web_staff_own_delegate")
    found = Absence(person=person, delegate=sent.text("delegate"), since=since, until=until)
    new = away(visit.directory, found)
    return _answer(visit, person, sent, new, "web_done_absence")


@router.post("/administration/people/{person}/absence/end")
def end_absence(visit: Own, sent: Sent, person: Member) -> Response:
    """Somebody is back: nobody acts for them any more."""
    left = tuple(
        one
        for one in visit.directory.absences
        if (one.person, f"{one.delegate}|{one.since}") != (person, sent.text("absence"))
    )
    new = replace(visit.directory, absences=left)
    return _answer(visit, person, sent, new, "web_done_absence_ended")


@router.post("/administration/people/{person}/leave")
def leave(visit: Own, sent: Sent, person: Member) -> Response:
    """Somebody leaves: look first what becomes of their work, or move it and end their roles."""
    last_day, to = _day(sent.text("until"), visit.today), sent.given("to")
    why = sent.given("why") or visit.say("cli_leaves")
    if to is None or to == person:
        return _wrong(visit, person, sent, "web_staff_no_heir")
    looking = sent.text("do") != "leave"
    moved = hand_over_work(visit.ports, visit.requester, person, to=to, why=why, dry_run=looking)
    if looking:
        told = tuple(_moved(visit, one) for one in moved) or (visit.say("web_staff_no_work"),)
        return _page(visit, person, Told(moved=told, typed=_typed(sent)))
    new = gone(visit.ports.staff.directory(), person, last_day)
    return _answer(visit, person, sent, new, "web_done_left")


def _moved(visit: Visit, one: Moved) -> str:
    why = "; ".join(visit.words.reason(found) for found in one.reasons)
    name = "" if one.person is None else visit.words.person(one.person)
    return f"{one.case_id}  {visit.say('cli_moved_' + one.way, person=name, why=why)}"


@router.post("/administration/people/{person}/account")
def account(visit: Own, sent: Sent, person: Member) -> Response:
    """Give an account or a new password, which is shown once and nowhere kept."""
    del sent
    answer = open_account(visit.ports, visit.site.doors, visit.requester, person)
    if isinstance(answer, Refusal):
        return _refused(visit, person, answer)
    return _page(visit, person, Told(password=answer))


@router.post("/administration/people/{person}/sessions")
def sessions(visit: Own, sent: Sent, person: Member) -> Response:
    """Sign somebody out everywhere."""
    del sent
    answer = end_sessions(visit.ports, visit.site.doors, visit.requester, person)
    if isinstance(answer, Refusal):
        return _refused(visit, person, answer)
    return visit.to(f"{_PLACE}/{person}", "web_done_sessions_of", count=answer)


@router.post("/administration/people/{person}/link")
def link(visit: Own, sent: Sent, person: Member) -> Response:
    """Let a subject of the single sign-on come in as this person."""
    with_provider(visit)
    subject = sent.text("subject").strip()
    answer = link_identity(visit.ports, visit.site.doors, visit.requester, person, subject)
    if isinstance(answer, Refusal):
        return _refused(visit, person, answer, _typed(sent))
    return visit.to(f"{_PLACE}/{person}", "web_done_sign_on_linked")


@router.post("/administration/people/{person}/unlink")
def unlink(visit: Own, sent: Sent, person: Member) -> Response:
    """Forget the person's links; their sessions end."""
    del sent
    answer = unlink_identity(visit.ports, visit.site.doors, visit.requester, person)
    if isinstance(answer, Refusal):
        return _refused(visit, person, answer)
    return visit.to(f"{_PLACE}/{person}", "web_done_sign_on_unlinked")


def _refused(
    visit: Visit, person: str, refusal: Refusal, typed: Mapping[str, str] | None = None
) -> Response:
    problems = tuple(visit.words.reason(found) for found in refusal.reasons)
    return _page(visit, person, Told(problems=problems, typed=typed))
