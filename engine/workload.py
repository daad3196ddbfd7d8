"""How much work lies where, how long it has waited, and which last days are near."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.calendar import OFFICE_ZONE
from engine.ports import TaskRow

AGES = (2, 7, 30)
"""Days up to which work counts as fresh, recent and old; what waited longer is stale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """The open work of one person or office.

    Attributes:
        key: Whose; None for work that nobody has taken.
        ages: How many tasks have waited up to each number of days of `AGES`, and how many longer.
        overdue: Of how many the last day has passed.
        oldest_days: How long the one that has waited longest has waited.
    """

    key: str | None
    ages: tuple[int, ...]
    overdue: int
    oldest_days: int

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return sum(self.ages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The open work that somebody may see.

    Attributes:
        soon: Tasks whose last day lies at or before the first horizon, overdue ones left out.
        later: Those whose last day lies after it and at or before the second.
    """

    people: tuple[Pile, ...]
    offices: tuple[Pile, ...]
    overdue: tuple[TaskRow, ...]
    soon: tuple[TaskRow, ...]
    later: tuple[TaskRow, ...]
    total: int


def load_of(rows: Iterable[TaskRow], now: datetime, soon: date, later: date) -> Load:
    """Weigh tasks.

    Args:
        rows: Every open task that counts.
        now: The present moment.
        soon: The last day of the first horizon.
        later: The last day of the second.
    """
    every = tuple(rows)
    today = _day(now)
    return Load(
        people=_piles(every, lambda row: row.task.assignee, now),
        offices=_piles(every, lambda row: row.task.office, now),
        overdue=_ending(every, date.min, today - timedelta(days=1)),
        soon=_ending(every, today, soon),
        later=tuple(row for row in _ending(every, today, later) if _last(row) > soon),
        total=len(every),
    )


def _piles(
    rows: tuple[TaskRow, ...], key: Callable[[TaskRow], str | None], now: datetime
) -> tuple[Pile, ...]:
    grouped: dict[str | None, list[TaskRow]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    piles = (_pile(whose, found, now) for whose, found in grouped.items())
    return tuple(sorted(piles, key=lambda pile: (-pile.total, pile.key or "")))


def _pile(key: str | None, rows: list[TaskRow], now: datetime) -> Pile:
    waited = [(_day(now) - _day(row.waiting_since)).days for row in rows]
    bounds = (-1, *AGES, max(waited) + AGES[-1] + 1)
    ages = (
        sum(1 for days in waited if low < days <= high) for low, high in itertools.pairwise(bounds)
    )
    late = sum(1 for row in rows if row.due_at is not None and _last(row) < _day(now))
    return Pile(key=key, ages=tuple(ages), overdue=late, oldest_days=max(waited))


def _ending(rows: tuple[TaskRow, ...], first: date, last: date) -> tuple[TaskRow, ...]:
    """Tasks whose last day lies from `first` to `last`, the nearest first."""
    found = [row for row in rows if row.due_at is not None and first <= _last(row) <= last]
    return tuple(sorted(found, key=lambda row: (_last(row), row.case_id, row.task.id)))


def _last(row: TaskRow) -> date:
    """The last day on which it is in time; the due moment is the first that is too late."""
    return date.max if row.due_at is None else _day(row.due_at - timedelta(microseconds=1))


def _day(at: datetime) -> date:
    return at.astimezone(OFFICE_ZONE).date()
