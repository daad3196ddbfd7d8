"""Lists: the work that waits, and the cases that are there, each within what a person may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, get_args

from engine.circumstances import Circumstances
from engine.events import EventType
from engine.listing import NO_CASES
from engine.model import Case, Status
from engine.ports import CaseQuery, CaseRow, DoneQuery, DoneRow, Ports, TaskQuery, TaskRow
from engine.usecases.requester import Requester, visible_offices
from engine.usecases.surroundings import circumstances

Queue = Literal["mine", "team", "unassigned", "waiting", "absent", "all"]

Reach = Literal["all", "own", "copied"]
"""Which of the cases that somebody may see: all, those of their own offices and of the ones below,
or those of which they were sent a copy, wherever these lie."""

REACHES: tuple[Reach, ...] = get_args(Reach)

DONE = frozenset(
    (
        EventType.CASE_OPENED.value,
        EventType.ACTION_TAKEN.value,
        EventType.VOTE_RECORDED.value,
        EventType.ACTION_UNDONE.value,
        EventType.OPINION_GIVEN.value,
        EventType.TASK_RETURNED.value,
    )
)
"""The entries that count as work somebody did."""


def list_tasks(
    ports: Ports, requester: Requester, queue: Queue, query: TaskQuery | None = None
) -> Sequence[TaskRow]:
    """List open tasks, due ones first.

    Args:
        ports: The outside.
        requester: Whose list it is.
        queue: `mine` are the tasks the person has and can work on; `team` all those of the roles
            they hold at their offices; `unassigned` those among them that nobody has taken;
            `waiting` what they or their queues have laid aside, what lies in a case that rests, and
            what they have asked a colleague about; `absent` the tasks of those they stand in for;
            `all` every task of the cases they may see.
        query: Further limits (queue name, office, role, skill, person, kind, page).
    """
    world = circumstances(ports, requester)
    given = query or TaskQuery()
    lists = [ports.cases.tasks(asked) for asked in _asked(queue, given, world)]
    if len(lists) == 1:
        return lists[0]
    merged = {row.task.id: row for rows in lists for row in rows}
    found = sorted(merged.values(), key=_age if given.oldest_first else _place)
    return found[: given.limit] if given.limit else found


def _asked(queue: Queue, given: TaskQuery, world: Circumstances) -> Iterator[TaskQuery]:
    """What the stores are asked; a page of a list is made of the same page of each of these."""
    actor, today = world.actor, world.today
    me = actor.on_behalf_of or actor.person
    # One question for each queue: a page of it is read in order, and nothing is sorted.
    held = dict.fromkeys((grant.role, grant.office) for grant in actor.grants)
    queues = [replace(given, seats=frozenset((seat,))) for seat in held]
    match queue:
        case "mine":
            yield replace(given, assignee=me, ready_on=today)
        case "team":
            yield from queues
        case "unassigned":
            yield from (replace(own, unassigned=True, ready_on=today) for own in queues)
        case "waiting":
            yield replace(given, assignee=me, waiting_on=today)
            yield from (replace(own, unassigned=True, waiting_on=today) for own in queues)
            yield replace(given, lent_by=me)
        case "absent":
            for person in world.directory.stood_in_for(me, today):
                yield replace(given, assignee=person, ready_on=today)
        case "all":
            yield replace(given, case_offices=visible_offices(actor, world.directory))


def _age(row: TaskRow) -> tuple[datetime, str]:
    return row.task.opened_at, row.task.id


def _place(row: TaskRow) -> tuple[bool, datetime, datetime, str]:
    due_at = row.due_at or row.task.opened_at
    return row.due_at is None, due_at, row.task.opened_at, row.task.id


def list_done(
    ports: Ports,
    requester: Requester,
    *,
    after: tuple[datetime, str, int] | None = None,
    limit: int = 50,
) -> Sequence[DoneRow]:
    """List what a person did in the cases they may see, newest first."""
    world = circumstances(ports, requester)
    offices = visible_offices(world.actor, world.directory)
    query = DoneQuery(
        person=world.actor.person, types=DONE, offices=offices, after=after, limit=limit
    )
    return ports.cases.done(query)


def list_idle_cases(
    ports: Ports, requester: Requester, query: CaseQuery | None = None
) -> Sequence[CaseRow]:
    """List open cases of one's offices that are nobody's task.

    They wait for a clock or for somebody outside.
    """
    wanted = replace(query or CaseQuery(), workless=True, status=Status.OPEN)
    return list_cases(ports, requester, wanted, reach="own")


def list_cases(
    ports: Ports, requester: Requester, query: CaseQuery | None = None, *, reach: Reach = "all"
) -> Sequence[CaseRow]:
    """List the cases that a person may see; what is only kept like a case is none.

    Offices that the query names are left out where the person may not see them.
    """
    given = query or CaseQuery()
    asked = tuple(_reached(ports, requester, given, reach))
    rows = [row for one in asked for row in ports.cases.cases(one)]
    if len(asked) > 1:
        rows.sort(key=lambda row: row.id, reverse=not given.oldest_first)
    return rows[: given.limit] if given.limit else rows


def list_files(ports: Ports, requester: Requester, query: CaseQuery) -> Iterator[Case]:
    """The whole cases of the offices a person may see, for those who count what is in them."""
    for asked in _reached(ports, requester, query, "own"):
        yield from ports.cases.files(asked)


def count_cases(
    ports: Ports, requester: Requester, query: CaseQuery, *, reach: Reach = "all"
) -> int:
    """How many cases `list_cases` finds, whatever their page."""
    return sum(map(ports.cases.count, _reached(ports, requester, query, reach)))


def _reached(
    ports: Ports, requester: Requester, query: CaseQuery, reach: Reach
) -> Iterator[CaseQuery]:
    """What the store is asked; no case is found by two of these, and each has an index to go by."""
    if query.kind in NO_CASES:
        return
    world = circumstances(ports, requester)
    visible = visible_offices(world.actor, world.directory)
    if visible is None:
        yield query
        return
    if reach != "copied":
        within = visible if query.offices is None else query.offices & visible
        yield replace(query, offices=within)
    if reach == "copied":
        yield replace(query, copied_to=world.actor.people)
    elif reach == "all":
        yield replace(query, copied_to=world.actor.people, elsewhere_than=visible)
