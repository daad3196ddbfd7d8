"""The table of working days: what each official notice says, and nothing derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
_SATURDAY_AND_SUNDAY = frozenset({5, 6})


class DayKind(StrEnum):
    """What a day is."""

    WORKING = "working_day"
    MAKE_UP = "make_up_day"
    """A day of the weekend on which offices work to make up for a holiday bridge."""
    WEEKEND = "weekend_day"
    HOLIDAY = "day_off"
    """A day off by notice, whether it falls on a weekend or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOff:
    """A run of days off for one holiday, both ends included."""

    holiday: str
    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += ONE_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One official notice on days off and make-up work days.

    Attributes:
        id: Key of the notice.
        cite: Number and title under which it can be found.
        issued: Day of its publication.
        year: The year it arranges in full, or None for a notice that only changes another.
        amends: The notice whose days it changes, or None.
        off: Runs of days off.
        working: Make-up work days.
    """

    id: str
    cite: str
    issued: date
    year: int | None = None
    amends: str | None = None
    off: tuple[DaysOff, ...] = ()
    working: tuple[date, ...] = ()

    def days(self) -> Iterator[Day]:
        """Yield every day the notice speaks of."""
        for run in self.off:
            for day in run:
                yield Day(day=day, kind=DayKind.HOLIDAY, holiday=run.holiday, notice=self)
        for day in self.working:
            yield Day(day=day, kind=DayKind.MAKE_UP, notice=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day, what it is and who said so.

    Attributes:
        day: The date.
        kind: Working day, make-up work day, weekend or holiday.
        assumed: True when no notice covers the day's year, so only the weekday is known.
        holiday: Key of the holiday, for a day off.
        notice: The notice that made it a day off or a make-up day.
    """

    day: date
    kind: DayKind
    assumed: bool = False
    holiday: str | None = None
    notice: Notice | None = None

    @property
    def is_working(self) -> bool:
        """Whether offices work."""
        return self.kind in (DayKind.WORKING, DayKind.MAKE_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which days are working days, as far as official notices tell.

    Build it with `calendar_from`, which checks the notices against each other.

    Attributes:
        name: Key of the calendar.
        notices: In order; a later notice prevails over an earlier one that it amends.
        weekend: Days of the week without work, Monday being 0.

    Example:
        >>> calendar = Calendar(name="cn", notices=(
        ...     Notice(id="n26", cite="...", issued=date(2025, 11, 4), year=2026,
        ...            working=(date(2026, 2, 14),)),))
        >>> calendar.is_working(date(2026, 2, 14)), calendar.is_working(date(2026, 2, 21))
        (True, False)
        >>> calendar.known_until
        datetime.date(2026, 12, 31)
    """

    name: str
    notices: tuple[Notice, ...]
    weekend: frozenset[int] = _SATURDAY_AND_SUNDAY
    _ruled: Mapping[date, Day] = field(init=False, repr=False, compare=False)
    known_from: date = field(init=False, compare=False)
    """First day that a notice covers."""
    known_until: date = field(init=False, compare=False)
    """Last day that a notice covers; beyond it only the weekday is known."""

    def __post_init__(self) -> None:
        ruled = {day.day: day for notice in self.notices for day in notice.days()}
        years = [notice.year for notice in self.notices if notice.year is not None]
        object.__setattr__(self, "_ruled", ruled)
        object.__setattr__(self, "known_from", date(min(years), 1, 1))
        object.__setattr__(self, "known_until", date(max(years), 12, 31))

    @property
    def edition(self) -> str:
        """The calendar's name and its newest notice: what a computed date depends on."""
        return f"{self.name}/{self.notices[-1].id}"

    def is_known(self, day: date) -> bool:
        """Return whether a notice covers the day's year."""
        return self.known_from <= day <= self.known_until

    def is_working(self, day: date) -> bool:
        """Return whether offices work; outside the known years the weekday decides."""
        ruled = self._ruled.get(day)
        if ruled is not None:
            return ruled.kind is DayKind.MAKE_UP
        return day.weekday() not in self.weekend

    def day(self, day: date) -> Day:
        """Return what the day is, with the notice that says so."""
        ruled = self._ruled.get(day)
        if ruled is not None:
            return ruled
        kind = DayKind.WEEKEND if day.weekday() in self.weekend else DayKind.WORKING
        return Day(day=day, kind=kind, assumed=not self.is_known(day))
