"""The load: who has how much, how long it has waited, what will be late, who is away."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.charts import Chart, Series
from adapters.inbound.web.desk import lines
from adapters.inbound.web.places import ADMINISTRATION
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.directory import Absence
from engine.usecases.hand_over_work import Moved, hand_over_work
from engine.usecases.read_load import read_load
from engine.usecases.requester import visible_offices
from engine.workload import Pile

router = APIRouter(include_in_schema=False)

_MOST = 50
_AGES = ("fresh", "recent", "old", "stale")


@dataclass(frozen=True, slots=True, kw_only=True)
class PileLine:
    """A pile in words."""

    name: str
    pile: Pile


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLine:
    """What becomes of a task of somebody who leaves."""

    case_id: str
    way: str
    person: str
    reasons: tuple[str, ...]


@router.get("/load")
def load(visit: Own) -> Response:
    """The open work of one's offices by office, by person and by last day."""
    found = read_load(visit.ports, visit.requester)
    offices = [_pile(pile, visit.words.office(pile.key or "")) for pile in found.offices]
    people = [_pile(pile, _holder(visit, pile)) for pile in found.people]
    return visit.page(
        "load.html",
        total=found.total,
        piles_shown=[
            (name, rows, _chart(visit, rows))
            for name, rows in (("offices", offices), ("people", people))
        ],
        ahead=[
            (name, len(rows), lines(visit, list(rows[:_MOST])))
            for name, rows in (
                ("overdue", found.overdue),
                ("soon", found.soon),
                ("later", found.later),
            )
        ],
        absences=_absences(visit),
        keeps_staff=ADMINISTRATION.admits(visit.actor),
        staff=_staff(visit),
    )


def _holder(visit: Visit, pile: Pile) -> str:
    return visit.say("web_nobody_yet") if pile.key is None else visit.words.person(pile.key)


def _pile(pile: Pile, name: str) -> PileLine:
    return PileLine(name=name, pile=pile)


def _chart(visit: Visit, rows: list[PileLine]) -> Chart:
    ages = [visit.say(f"web_age_{age}") for age in _AGES]
    return Chart(
        names=[line.name for line in rows],
        series=[
            Series(name=age, values=[line.pile.ages[at] for line in rows])
            for at, age in enumerate(ages)
        ],
    )


def _staff(visit: Visit) -> list[tuple[str, str]]:
    """Everybody whose offices all lie within those of the visitor."""
    visible = visible_offices(visit.actor, visit.directory) or frozenset()
    people = visit.directory.people.values()
    inside = (p for p in people if p.grants and all(g.office in visible for g in p.grants))
    return [(person.id, person.name) for person in inside]


def _absences(visit: Visit) -> list[Absence]:
    known = {person for person, _ in _staff(visit)}
    absences = visit.directory.absences
    return [one for one in absences if one.person in known and one.until >= visit.today]


@router.post("/load/hand-over")
def hand_over(visit: Own, sent: Sent) -> Response:
    """Show what would become of the work of somebody who leaves, or move it."""
    known = dict(_staff(visit))
    leaver, to, why = sent.text("leaver"), sent.text("to"), sent.text("reason")
    if leaver not in known or to not in known:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    only_say = sent.text("do") != "move"
    moved = hand_over_work(visit.ports, visit.requester, leaver, to=to, why=why, dry_run=only_say)
    return visit.page(
        "hand_over.html",
        moved=[_moved(visit, one) for one in moved],
        asked={"leaver": leaver, "to": to, "reason": why},
        names={"leaver": known[leaver], "to": known[to]},
        done=not only_say,
    )


def _moved(visit: Visit, moved: Moved) -> MovedLine:
    words = visit.words_of(visit.ports.cases.load(moved.case_id).case)
    return MovedLine(
        case_id=moved.case_id,
        way=moved.way,
        person="" if moved.person is None else words.person(moved.person),
        reasons=tuple(words.reason(found) for found in moved.reasons),
    )
