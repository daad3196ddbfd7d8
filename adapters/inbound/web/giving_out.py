"""Give waiting work out: the levers are chosen, the outcome is looked at, then it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.desk import QUEUES, gives_out, kinds
from adapters.inbound.web.posted import Posted, Sent
from adapters.inbound.web.visit import Own, Visit
from engine.directory import Office
from engine.distributing import By, Levers, Share
from engine.ports import TaskQuery
from engine.usecases.distribute import Given, distribute
from engine.usecases.requester import visible_offices

router = APIRouter(include_in_schema=False)

_MOST = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Somebody who may take part, with how much of their work is open."""

    person: str
    name: str
    open_tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLine:
    """What became of a task, in words."""

    case_id: str
    task_id: str
    person: str
    reasons: tuple[str, ...]


@router.get("/queue/give-out")
def form(visit: Own, office: str = "") -> Response:
    """The levers, for one office."""
    _require(visit)
    return _page(visit, _office(visit, office), ())


@router.post("/queue/give-out")
def give_out(visit: Own, sent: Sent) -> Response:
    """Look at what would become of each task, or give them out; both by the same levers."""
    _require(visit)
    office = _office(visit, sent.text("office"))
    looking = sent.text("do") != "give"
    query = TaskQuery(kind=sent.given("kind"), limit=0)
    given = distribute(
        visit.ports, visit.requester, _levers(sent), office=office.id, query=query, dry_run=looking
    )
    return _page(visit, office, given, sent=sent, done=not looking)


def _require(visit: Visit) -> None:
    if not gives_out(visit):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)


def _offices(visit: Visit) -> list[Office]:
    visible = visible_offices(visit.actor, visit.directory)
    every = visit.directory.offices.values()
    return [office for office in every if visible is None or office.id in visible]


def _office(visit: Visit, wanted: str) -> Office:
    """The office that was asked for, of those the visitor sees; their own at first."""
    offices = _offices(visit)
    own = [grant.office for grant in visit.actor.grants]
    chosen = wanted or next((office.id for office in offices if office.id in own), "")
    found = next((office for office in offices if office.id == chosen), None)
    if found is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return found


def _page(
    visit: Visit,
    office: Office,
    given: tuple[Given, ...],
    *,
    sent: Posted | None = None,
    done: bool = False,
) -> Response:
    waiting = TaskQuery(
        offices=frozenset((office.id,)), unassigned=True, ready_on=visit.today, limit=0
    )
    return visit.page(
        "give_out.html",
        office=office,
        offices=_offices(visit),
        waiting=len(visit.ports.cases.tasks(waiting)),
        kinds=kinds(visit),
        ways=[by.value for by in By],
        parts=list(_parts(visit, office.id)),
        given=[_line(visit, one) for one in given],
        typed={} if sent is None else dict(sent.fields("")),
        chosen=frozenset() if sent is None else frozenset(sent.all("person")),
        looked=sent is not None,
        done=done,
        queues=QUEUES,
        gives=True,
    )


def _parts(visit: Visit, office: str) -> Iterator[Part]:
    """Everybody who holds a role at the office today."""
    for person in visit.directory.known_at((office,)):
        if any(grant.office == office and grant.holds(visit.today) for grant in person.grants):
            held = visit.ports.cases.tasks(TaskQuery(assignee=person.id, limit=0))
            yield Part(person=person.id, name=person.name, open_tasks=len(held))


def _levers(sent: Posted) -> Levers:
    """The levers as chosen; nobody ticked is everybody in the role."""
    by = next((way for way in By if way.value == sent.text("by")), By.LEAST_OPEN)
    return Levers(
        by=by,
        shares=tuple(_share(sent, person) for person in sent.all("person")),
        last=sent.given("last"),
        by_skill=sent.given("any_skill") is None,
    )


def _share(sent: Posted, person: str) -> Share:
    weight, limit = sent.number(f"weight-{person}"), sent.number(f"limit-{person}")
    return Share(person=person, weight=min(max(weight or 1, 1), _MOST), limit=limit)


def _line(visit: Visit, one: Given) -> GivenLine:
    return GivenLine(
        case_id=one.case_id,
        task_id=one.task_id,
        person="" if one.person is None else visit.words.person(one.person),
        reasons=tuple(visit.words.reason(found) for found in one.reasons),
    )
