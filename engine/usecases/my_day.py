"""What a person's day brings: what is late, what is due, what lies with them, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.ports import Ports, TaskQuery, TaskRow
from engine.usecases.list_work import list_tasks
from engine.usecases.requester import Requester

SOON = timedelta(days=3)
MOST = 50
"""Tasks of either kind that a day shows; nobody reads on, and the queue has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Tasks of a person and of the queues they serve, each in one group.

    Attributes:
        overdue: Whose last day has passed.
        due: Whose last day comes within `SOON`.
        in_hand: The person's own, with more time or without a limit.
        fresh: In the queues, taken by nobody yet.
        longer: The groups of which there is more than `MOST` tasks show, by name.
    """

    overdue: Sequence[TaskRow]
    due: Sequence[TaskRow]
    in_hand: Sequence[TaskRow]
    fresh: Sequence[TaskRow]
    longer: frozenset[str] = frozenset()


def my_day(ports: Ports, requester: Requester) -> Day:
    """Sort the work that a person sees by what is to be done first."""
    now = ports.clock.now()
    asked = TaskQuery(limit=MOST + 1)
    found, waiting = (list_tasks(ports, requester, q, asked) for q in ("mine", "unassigned"))
    mine, own = found[:MOST], {row.task.id for row in found}
    free = [row for row in waiting[:MOST] if row.task.id not in own]
    every = sorted((*mine, *free), key=_urgency)
    pressing = [row for row in every if _ends(row) <= now + SOON]
    return Day(
        overdue=[row for row in pressing if _ends(row) <= now],
        due=[row for row in pressing if _ends(row) > now],
        in_hand=[row for row in mine if row not in pressing],
        fresh=[row for row in free if row not in pressing],
        longer=_longer(found, "in_hand", now) | _longer(waiting, "fresh", now),
    )


def _longer(rows: Sequence[TaskRow], last: str, now: datetime) -> frozenset[str]:
    """The groups in which the rest of a list may lie: those from its first unshown task on."""
    if len(rows) <= MOST:
        return frozenset()
    end = _ends(rows[MOST])
    return frozenset(("overdue", "due", last)[(end > now) + (end > now + SOON) :])


def _ends(row: TaskRow) -> datetime:
    if row.due_at is None:
        return datetime.max.replace(tzinfo=row.task.opened_at.tzinfo)
    return row.due_at


def _urgency(row: TaskRow) -> tuple[datetime, datetime, str]:
    return _ends(row), row.task.opened_at, row.task.id
