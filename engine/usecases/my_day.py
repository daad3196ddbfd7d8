"""What a person's day brings: what is late, what is due, what lies with them, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.ports import Ports, TaskRow
from engine.usecases.list_work import list_tasks
from engine.usecases.requester import Requester

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Tasks of a person and of the queues they serve, each in one group.

    Attributes:
        overdue: Whose last day has passed.
        due: Whose last day comes within `SOON`.
        in_hand: The person's own, with more time or without a limit.
        fresh: In the queues, taken by nobody yet.
    """

    overdue: Sequence[TaskRow]
    due: Sequence[TaskRow]
    in_hand: Sequence[TaskRow]
    fresh: Sequence[TaskRow]


def my_day(ports: Ports, requester: Requester) -> Day:
    """Sort the work that a person sees by what is to be done first."""
    now = ports.clock.now()
    mine = list_tasks(ports, requester, "mine")
    own = {row.task.id for row in mine}
    free = [row for row in list_tasks(ports, requester, "unassigned") if row.task.id not in own]
    every = sorted((*mine, *free), key=_urgency)
    pressing = [row for row in every if _ends(row) <= now + SOON]
    return Day(
        overdue=[row for row in pressing if _ends(row) <= now],
        due=[row for row in pressing if _ends(row) > now],
        in_hand=[row for row in mine if row not in pressing],
        fresh=[row for row in free if row not in pressing],
    )


def _ends(row: TaskRow) -> datetime:
    if row.due_at is None:
        return datetime.max.replace(tzinfo=row.task.opened_at.tzinfo)
    return row.due_at


def _urgency(row: TaskRow) -> tuple[datetime, datetime, str]:
    return _ends(row), row.task.opened_at, row.task.id
