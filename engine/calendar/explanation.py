"""A term day by day: what each day is, whether it counts, and by which notice or article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.calendar.days import ONE_DAY, Calendar, Day, DayKind
from engine.calendar.spans import Span, Unit
from engine.calendar.terms import Due, Pause, is_paused, paused_end, unpaused_end


class DayReason(StrEnum):
    """Why a day counts, or does not."""

    START = "day_start"
    """The day of the event; the term runs from the next day (Civil Code, article 201)."""
    COUNTED = "day_counted"
    NOT_WORKING = "day_not_working"
    """No working day, in a term of working days."""
    PAUSED = "day_paused"
    CORRESPONDING = "day_corresponding"
    """The day that ends a term of months or years (Civil Code, article 202)."""
    ROLLED_OVER = "day_rolled_over"
    """No working day, passed over on the way to the first one (Civil Code, article 203)."""
    ROLLED_TO = "day_rolled_to"
    """The working day on which a term ends whose last day was none (Civil Code, article 203)."""


ARTICLES = {
    DayReason.START: "民法典 201",
    DayReason.CORRESPONDING: "民法典 202",
    DayReason.ROLLED_OVER: "民法典 203",
    DayReason.ROLLED_TO: "民法典 203",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One line of the reckoning.

    Attributes:
        day: The date.
        kind: What the day is.
        reason: Why it counts or not.
        number: Its number among the days that count, from 1; None when it does not count.
        assumed: True when no notice covers the day.
        holiday: Key of the holiday, for a day off.
        notice: Citation of the notice that made it a day off or a make-up day.
        article: The article that the reason rests on.
    """

    day: date
    kind: DayKind
    reason: DayReason
    number: int | None = None
    assumed: bool = False
    holiday: str | None = None
    notice: str | None = None
    article: str | None = None


def explain(term: Due, calendar: Calendar) -> tuple[DayLine, ...]:
    """Return the reckoning of a term, from its start day to its last day.

    Terms of months and years are not counted day by day; of them only the start, the pauses and
    the end are shown.
    """
    return tuple(_lines(term.start, term.span, calendar, term.pauses))


def _lines(
    start: date, span: Span, calendar: Calendar, pauses: tuple[Pause, ...]
) -> Iterator[DayLine]:
    yield _line(calendar.day(start), DayReason.START)
    if span.unit is Unit.WORKING_DAYS:
        yield from _working_days(start, span.count, calendar, pauses)
        return
    end = paused_end(start, unpaused_end(start, span), pauses)
    if span.unit is Unit.DAYS:
        yield from _natural_days(start, end, calendar, pauses)
    else:
        yield from _months(start, end, calendar, pauses)
    yield from _rolling(end, calendar)


def _working_days(
    day: date, count: int, calendar: Calendar, pauses: tuple[Pause, ...]
) -> Iterator[DayLine]:
    number = 0
    while number < count:
        day += ONE_DAY
        today = calendar.day(day)
        if is_paused(day, pauses):
            yield _line(today, DayReason.PAUSED)
        elif today.is_working:
            number += 1
            yield _line(today, DayReason.COUNTED, number)
        else:
            yield _line(today, DayReason.NOT_WORKING)


def _natural_days(
    day: date, end: date, calendar: Calendar, pauses: tuple[Pause, ...]
) -> Iterator[DayLine]:
    number = 0
    while day < end:
        day += ONE_DAY
        if is_paused(day, pauses):
            yield _line(calendar.day(day), DayReason.PAUSED)
        else:
            number += 1
            yield _line(calendar.day(day), DayReason.COUNTED, number)


def _months(
    day: date, end: date, calendar: Calendar, pauses: tuple[Pause, ...]
) -> Iterator[DayLine]:
    while day < end:
        day += ONE_DAY
        if day == end:
            yield _line(calendar.day(day), DayReason.CORRESPONDING)
        elif is_paused(day, pauses):
            yield _line(calendar.day(day), DayReason.PAUSED)


def _rolling(day: date, calendar: Calendar) -> Iterator[DayLine]:
    while not calendar.is_working(day):
        day += ONE_DAY
        reason = DayReason.ROLLED_TO if calendar.is_working(day) else DayReason.ROLLED_OVER
        yield _line(calendar.day(day), reason)


def _line(day: Day, reason: DayReason, number: int | None = None) -> DayLine:
    return DayLine(
        day=day.day,
        kind=day.kind,
        reason=reason,
        number=number,
        assumed=day.assumed,
        holiday=day.holiday,
        notice=None if day.notice is None else day.notice.cite,
        article=ARTICLES.get(reason),
    )
