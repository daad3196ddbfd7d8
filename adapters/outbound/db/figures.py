"""How much work waits, in figures for whoever watches the installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from adapters.outbound.db.database import Database
from adapters.outbound.db.tables import DEADLINES, TASKS
from engine.model import ClockState


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The work of all offices at one moment.

    Attributes:
        oldest_unclaimed: When the oldest task that nobody has taken was opened.
        overdue: Open tasks whose deadline has passed.
        breached: Clocks that ran out and whose case goes on.
        unfired: Clocks that have run out without having fired yet.
    """

    open_tasks: int
    unclaimed: int
    oldest_unclaimed: datetime | None
    overdue: int
    breached: int
    unfired: int


def figures(database: Database, now: datetime) -> Figures:
    """Count.

    Raises:
        AdapterError: The database cannot be reached.
    """
    task, clock = TASKS.c, DEADLINES.c
    tasks = select(
        func.count(),
        func.count().filter(task.assignee.is_(None)),
        func.min(task.opened_at).filter(task.assignee.is_(None)),
        func.count().filter(task.due_at < now),
    )
    clocks = select(
        func.count().filter(clock.status == ClockState.ELAPSED.value),
        func.count().filter(clock.status == ClockState.RUNNING.value, clock.ends_at <= now),
    )
    with database.reads() as connection:
        opened, unclaimed, oldest, overdue = connection.execute(tasks).one()
        breached, unfired = connection.execute(clocks).one()
    return Figures(
        open_tasks=opened,
        unclaimed=unclaimed,
        oldest_unclaimed=oldest,
        overdue=overdue,
        breached=breached,
        unfired=unfired,
    )
