"""The last day of a term, counted as the Civil Code counts (articles 201-203).

The day on which a term starts is not counted (201). A term of months or years ends on the
corresponding day of the last month, or on the last day of that month when it has none (202).
When the last day is not a working day, the next working day takes its place; it ends at 24:00
(203).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from engine.calendar.days import ONE_DAY, Calendar
from engine.calendar.faults import CalendarCode, CalendarError
from engine.calendar.spans import Span, Unit

OFFICE_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Civil time of the whole country: UTC+8 without daylight saving since 1992."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Pause:
    """Days during which a term does not run, both ends included.

    Raises:
        CalendarError: `PAUSE_ENDS_BEFORE_IT_BEGINS`.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CalendarError(
                CalendarCode.PAUSE_ENDS_BEFORE_IT_BEGINS, first=self.first, last=self.last
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A computed term.

    Attributes:
        start: The day of the event that set it running; not counted.
        span: Its length.
        last_day: The last day on which the act is in time.
        provisional: True when it depends on days that no notice covers yet; Monday to Friday
            was assumed there, and it must be recomputed when the next notice is loaded.
        pauses: The pauses it was computed with.
        edition: The edition of the calendar it was computed with.
    """

    start: date
    span: Span
    last_day: date
    provisional: bool
    pauses: tuple[Pause, ...] = ()
    edition: str

    @property
    def ends_at(self) -> datetime:
        """24:00 of the last day: the first moment that is too late."""
        return end_of_day(self.last_day)

    def is_over(self, now: datetime) -> bool:
        """Return whether the term has ended at `now` (aware)."""
        return now >= self.ends_at


def end_of_day(day: date) -> datetime:
    """Return 24:00 of the day in office time.

    Example:
        >>> end_of_day(date(2026, 2, 14)).isoformat()
        '2026-02-15T00:00:00+08:00'
    """
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=OFFICE_ZONE)


def due(start: date, span: Span, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    """Return the last day of a term that starts to run by an event on `start`.

    Args:
        start: Day of the event; itself not counted.
        span: Length of the term, in any unit but hours.
        calendar: The table of working days.
        pauses: Suspensions; the term resumes with what was left of it. A pause that begins
            after the term has ended changes nothing.

    Raises:
        CalendarError: `SPAN_NEEDS_A_MOMENT` for a span in hours (use `moment_due`),
            `DATE_OUT_OF_RANGE` beyond the year 9999.
    """
    held = tuple(sorted(pauses))
    try:
        decisive, last_day = _decisive_days(start, span, calendar, held)
    except (OverflowError, ValueError) as beyond:
        raise CalendarError(CalendarCode.DATE_OUT_OF_RANGE, start=start, span=str(span)) from beyond
    return Due(
        start=start,
        span=span,
        last_day=last_day,
        provisional=not (calendar.is_known(decisive) and calendar.is_known(last_day)),
        pauses=held,
        edition=calendar.edition,
    )


def recomputed(term: Due, calendar: Calendar) -> Due:
    """Return the same term by another edition of the calendar."""
    return due(term.start, term.span, calendar, term.pauses)


def moment_due(start: datetime, span: Span, calendar: Calendar) -> datetime:
    """Return the first moment that is too late, for a term in any unit.

    Hours run from the moment itself, through every day (Civil Code, article 201); every other
    term is counted from the day of `start` in office time.

    Raises:
        CalendarError: `MOMENT_NOT_AWARE`, `DATE_OUT_OF_RANGE`.

    Example:
        >>> from engine.calendar import Notice
        >>> notice = Notice(id="n26", cite="...", issued=date(2025, 11, 4), year=2026)
        >>> calendar = Calendar(name="cn", notices=(notice,))
        >>> noon = datetime(2026, 2, 11, 12, tzinfo=OFFICE_ZONE)
        >>> moment_due(noon, Span.hours(24), calendar).isoformat()
        '2026-02-12T12:00:00+08:00'
    """
    if start.tzinfo is None:
        raise CalendarError(CalendarCode.MOMENT_NOT_AWARE, moment=start)
    local = start.astimezone(OFFICE_ZONE)
    if span.unit is Unit.HOURS:
        return local + timedelta(hours=span.count)
    return due(local.date(), span, calendar).ends_at


def working_days_after(day: date, count: int, calendar: Calendar) -> date:
    """Return the `count`-th working day after `day`; with 0 `day` itself."""
    return _count_working_days(day, count, calendar, ONE_DAY)


def working_days_before(day: date, count: int, calendar: Calendar) -> date:
    """Return the `count`-th working day before `day`; with 0 `day` itself."""
    return _count_working_days(day, count, calendar, -ONE_DAY)


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Return how many working days follow `start` up to and including `end`.

    The number is negative when `end` is earlier, so that it tells how late something is.
    """
    if end < start:
        return -working_days_between(end, start, calendar)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(1 for day in days if calendar.is_working(day))


def reminders(term: Due, working_days: Iterable[int], calendar: Calendar) -> tuple[date, ...]:
    """Return the days to remind on: so many working days before the last day, earliest first.

    Points that would not come after the start of the term are left out.
    """
    points = {working_days_before(term.last_day, count, calendar) for count in working_days}
    return tuple(sorted(point for point in points if point > term.start))


def first_working_day(day: date, calendar: Calendar) -> date:
    """Return `day` if offices work on it, otherwise the next day on which they do (203)."""
    while not calendar.is_working(day):
        day += ONE_DAY
    return day


def corresponding_day(start: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month (202).

    Example:
        >>> corresponding_day(date(2026, 1, 31), 1)
        datetime.date(2026, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, _last_of_month(year, month + 1)))


def unpaused_end(start: date, span: Span) -> date:
    """Return the last day of a term in natural units before pauses and rolling.

    Raises:
        CalendarError: `SPAN_NEEDS_A_MOMENT` for a span in hours.
    """
    if span.unit is Unit.DAYS:
        return start + timedelta(days=span.count)
    if span.unit is Unit.HOURS:
        raise CalendarError(CalendarCode.SPAN_NEEDS_A_MOMENT, span=str(span))
    return corresponding_day(start, span.count * (12 if span.unit is Unit.YEARS else 1))


def paused_end(start: date, end: date, pauses: tuple[Pause, ...]) -> date:
    """Return the end of a natural term after every pause has pushed it back, day for day."""
    held_until = start
    for pause in pauses:
        first = max(pause.first, held_until + ONE_DAY)
        if first > end or pause.last < first:
            continue
        end += pause.last - first + ONE_DAY
        held_until = pause.last
    return end


def is_paused(day: date, pauses: tuple[Pause, ...]) -> bool:
    """Return whether the term does not run on the day."""
    return any(pause.first <= day <= pause.last for pause in pauses)


def _decisive_days(
    start: date, span: Span, calendar: Calendar, pauses: tuple[Pause, ...]
) -> tuple[date, date]:
    """Return the first and the last day whose kind decides the result; the last is the term's."""
    if span.unit is not Unit.WORKING_DAYS:
        end = paused_end(start, unpaused_end(start, span), pauses)
        return end, first_working_day(end, calendar)
    last = (
        _working_days_with_pauses(start, span.count, calendar, pauses)
        if pauses
        else working_days_after(start, span.count, calendar)
    )
    return start + ONE_DAY, last


def _working_days_with_pauses(
    day: date, count: int, calendar: Calendar, pauses: tuple[Pause, ...]
) -> date:
    while count:
        day += ONE_DAY
        if calendar.is_working(day) and not is_paused(day, pauses):
            count -= 1
    return day


def _count_working_days(day: date, count: int, calendar: Calendar, step: timedelta) -> date:
    while count > 0:
        day += step
        if calendar.is_working(day):
            count -= 1
    return day


def _last_of_month(year: int, month: int) -> int:
    return 31 if month == 12 else (date(year, month + 1, 1) - ONE_DAY).day
