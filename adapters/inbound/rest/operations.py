"""What was promised to the outside world, copies of the log, and what the office lacks.

All of this is about the whole house: it exists for administrators at an office above all others.
"""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.plain import Plain, dead_letter_plain, jsonable
from adapters.inbound.rest.answering import house_refused
from adapters.inbound.rest.call import Call, Operations
from adapters.inbound.rest.shapes import operations as shapes
from engine.ports import CaseQuery
from engine.refusal import Refusal
from engine.sinks import SinkCursor
from engine.usecases.examine_office import Vacancy, examine_office
from engine.usecases.requester import sees_whole_house
from engine.usecases.settle_dead_letter import dead_letters, settle_dead_letter

router = APIRouter(tags=["operations"])


def _require_whole_house(call: Call) -> None:
    """Raise unless every office lies within reach.

    Raises:
        HttpError: There is no such address for them.
    """
    if not sees_whole_house(call.actor, call.directory):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)


@router.get("/deliveries", response_model=shapes.DeliveriesSaid)
def show_deliveries(call: Operations) -> Plain:
    """How many messages wait, since when, and how many were given up."""
    _require_whole_house(call)
    return _deliveries(call)


def _deliveries(call: Call) -> Plain:
    backlog = call.ports.outbox.backlog(call.now)
    return {
        "waiting": backlog.waiting,
        "oldest": jsonable(backlog.oldest),
        "dead": backlog.dead,
        "sealed": call.ports.log.size(),
    }


@router.get("/deliveries/dead", response_model=shapes.DeadLetters)
def list_dead_letters(call: Operations) -> Plain:
    """The messages that were given up, oldest first."""
    _require_whole_house(call)
    letters = dead_letters(call.ports, call.requester)
    assert not isinstance(letters, Refusal)
    return {"dead": [dead_letter_plain(letter) for letter in letters]}


@router.post("/deliveries/dead", response_model=shapes.Settled)
def settle(call: Operations, asked: shapes.SettleDeadLetter) -> Response:
    """Try a message that was given up again, or drop it; either stands in the journal."""
    _require_whole_house(call)
    refusal = settle_dead_letter(call.ports, call.requester, asked.key, asked.do, asked.reason)
    if refusal is not None:
        return house_refused(call, refusal)
    return JSONResponse({"key": asked.key, "settled": asked.do})


@router.get("/copies", response_model=shapes.Copies)
def list_copies(call: Operations) -> Plain:
    """How far each copy of the log in other hands is."""
    _require_whole_house(call)
    size, house = call.ports.log.size(), call.site.house
    cursors = {cursor.sink: cursor for cursor in house.sink_cursors.all()}
    named = {sink.name for sink in house.sinks}
    every = sorted(named | cursors.keys())
    copies = [_copy(cursors.get(name) or SinkCursor(sink=name), size, named) for name in every]
    return {"size": size, "copies": [*copies]}


def _copy(cursor: SinkCursor, size: int, named: set[str]) -> Plain:
    return {
        "sink": cursor.sink,
        "named": cursor.sink in named,
        "next": cursor.next,
        "behind": max(size - cursor.next, 0),
        "failures": cursor.failures,
        "retry_at": jsonable(cursor.retry_at),
        "cause": cursor.cause,
        "defects": cursor.defects,
        "last_defect": cursor.last_defect,
    }


@router.get("/health", response_model=shapes.HealthSaid)
def show_health(call: Operations) -> Plain:
    """Whether work goes on: what is still to be delivered, and which seats nobody fills."""
    _require_whole_house(call)
    return {
        "cases": call.ports.cases.count(CaseQuery()),
        "kinds": len(call.site.kinds()),
        "deliveries": _deliveries(call),
        "vacancies": [_vacancy(found) for found in examine_office(call.ports)],
    }


def _vacancy(found: Vacancy) -> Plain:
    plain = jsonable(asdict(found))
    assert isinstance(plain, dict)
    return {**plain, "lack": found.lack.value}
