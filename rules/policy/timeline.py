"""Stretches of days that must follow each other without a hole or an overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, Literal, TypeVar

Held = TypeVar("Held", covariant=True)

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(Generic[Held]):
    """Something that holds from a day on, to `until` inclusive where that is given."""

    since: date
    until: date | None
    held: Held

    @property
    def last(self) -> date:
        """The last day, the end of all days where none is given."""
        return self.until or date.max


def in_order(stretches: Sequence[Stretch[Held]]) -> list[Stretch[Held]]:
    """Return them by first day, each open one closed by the day before the next one."""
    ordered = sorted(stretches, key=lambda stretch: stretch.since)
    closed = [_closed(this, after) for this, after in pairwise(ordered)]
    return closed + ordered[-1:]


def _closed(this: Stretch[Held], after: Stretch[Held]) -> Stretch[Held]:
    if this.until is not None or after.since <= this.since:
        return this
    return Stretch(since=this.since, until=after.since - _ONE_DAY, held=this.held)


def faults(
    ordered: Sequence[Stretch[Held]],
) -> Iterator[tuple[Literal["overlap", "hole"], Stretch[Held], date]]:
    """Yield each overlap and hole, at the later stretch, with the first day concerned."""
    for before, after in pairwise(ordered):
        if after.since <= before.last:
            yield "overlap", after, after.since
        elif after.since > before.last + _ONE_DAY:
            yield "hole", after, before.last + _ONE_DAY
