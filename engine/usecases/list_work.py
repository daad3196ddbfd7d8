"""Lists: the work that waits, and the cases that are there, each within what a person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from engine.journal import KIND as JOURNAL
from engine.ports import CaseQuery, CaseRow, Ports, TaskQuery, TaskRow
from engine.usecases.requester import Requester, visible_offices
from engine.usecases.surroundings import circumstances

Queue = Literal["mine", "team", "unassigned"]


def list_tasks(
    ports: Ports, requester: Requester, queue: Queue, query: TaskQuery | None = None
) -> Sequence[TaskRow]:
    """List open tasks.

    Args:
        ports: The outside.
        requester: Whose list it is.
        queue: `mine` are the tasks the person has; `team` those of the roles they hold at their
            offices; `unassigned` those among them that nobody has taken.
        query: Further limits (queue name, kind, page).
    """
    world = circumstances(ports, requester)
    query = query or TaskQuery()
    actor = world.actor
    if queue == "mine":
        return ports.cases.tasks(replace(query, assignee=actor.on_behalf_of or actor.person))
    seats = frozenset((grant.role, grant.office) for grant in actor.grants)
    return ports.cases.tasks(
        replace(query, seats=seats, unassigned=queue == "unassigned" or query.unassigned)
    )


def list_cases(
    ports: Ports, requester: Requester, query: CaseQuery | None = None
) -> Sequence[CaseRow]:
    """List the cases of the offices a person may see; a journal is nobody's case."""
    if query is not None and query.kind == JOURNAL:
        return ()
    world = circumstances(ports, requester)
    offices = visible_offices(world.actor, world.directory)
    return ports.cases.cases(replace(query or CaseQuery(), offices=offices))
