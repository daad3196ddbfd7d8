"""How work lies, who could do it, and giving it out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from adapters.i18n.plain import (
    Plain,
    candidate_plain,
    given_plain,
    jsonable,
    row_plain,
    task_row_plain,
)
from adapters.inbound.rest.call import CasesDistribute, CasesRead, LoadRead
from adapters.inbound.rest.shapes import queues as shapes
from adapters.inbound.rest.tasks import TaskId
from engine.distributing import Levers, Share
from engine.ports import CaseQuery, DoneRow, TaskQuery
from engine.usecases import distribute as distributing
from engine.usecases.list_work import list_done as find_done
from engine.usecases.list_work import list_idle_cases as find_idle
from engine.usecases.read_load import read_load
from engine.usecases.who_may import who_may
from engine.workload import Pile

router = APIRouter(tags=["queues"])

Most = Annotated[int, Query(ge=1, le=200)]


@router.get("/load", response_model=shapes.LoadSaid)
def show_load(call: LoadRead) -> Plain:
    """How the open work within reach is spread by person and office, and what will be late."""
    load = read_load(call.ports, call.requester)
    return {
        "total": load.total,
        "people": [_pile(pile) for pile in load.people],
        "offices": [_pile(pile) for pile in load.offices],
        "overdue": [task_row_plain(row) for row in load.overdue],
        "soon": [task_row_plain(row) for row in load.soon],
        "later": [task_row_plain(row) for row in load.later],
    }


def _pile(pile: Pile) -> Plain:
    return {
        "key": pile.key,
        "total": pile.total,
        "overdue": pile.overdue,
        "oldest_days": pile.oldest_days,
        "ages": [*pile.ages],
    }


@router.get("/queues/done", response_model=shapes.DoneTasks)
def list_done(call: CasesRead, limit: Most = 50) -> Plain:
    """What one did in the cases within reach, newest first."""
    rows = find_done(call.ports, call.requester, limit=limit)
    return {"done": [_done(row) for row in rows]}


def _done(row: DoneRow) -> Plain:
    return {
        "case": row.case_id,
        "seq": row.seq,
        "at": jsonable(row.at),
        "kind": row.kind,
        "subject": row.subject,
        "type": row.type,
        "action": row.action,
        "on_behalf_of": row.on_behalf_of,
    }


@router.get("/queues/idle", response_model=shapes.IdleCases)
def list_idle_cases(call: CasesRead, limit: Most = 50) -> Plain:
    """Open cases that are nobody's task: they wait for a clock or for somebody outside."""
    rows = find_idle(call.ports, call.requester, CaseQuery(limit=limit))
    return {"cases": [row_plain(row) for row in rows]}


@router.get("/tasks/{task_id}/candidates", response_model=shapes.Candidates)
def list_candidates(call: CasesRead, task_id: TaskId) -> Plain:
    """Everybody in the role of a task, with what stands against their having it now."""
    row, found = who_may(call.ports, task_id, call.requester)
    words = call.words_of(call.ports.cases.load(row.case_id).case)
    return {
        "task": task_id,
        "case": row.case_id,
        "people": [candidate_plain(one, words) for one in found],
    }


@router.post("/queues/distribution", response_model=shapes.Distributed)
def distribute(call: CasesDistribute, asked: shapes.Distribute) -> Plain:
    """Give out the tasks that wait at an office, by levers that are recorded."""
    given = distributing.distribute(
        call.ports,
        call.requester,
        _levers(asked),
        office=asked.office,
        query=TaskQuery(queue=asked.queue, kind=asked.kind, limit=0),
        dry_run=asked.dry_run,
    )
    return {
        "tasks": [given_plain(one, call.words) for one in given],
        "dry_run": asked.dry_run,
    }


def _levers(asked: shapes.Distribute) -> Levers:
    return Levers(
        by=asked.by,
        shares=tuple(
            Share(person=one.person, weight=one.weight, limit=one.limit) for one in asked.shares
        ),
        last=asked.after,
        by_skill=not asked.any_skill,
    )
