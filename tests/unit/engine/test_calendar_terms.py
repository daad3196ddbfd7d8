"""Terms by the shipped calendar: golden dates, rolling, months, pauses, reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.calendar import (
    OFFICE_ZONE,
    CalendarCode,
    CalendarError,
    DayKind,
    DayReason,
    Pause,
    Span,
    due,
    explain,
    moment_due,
    recomputed,
    reminders,
    with_notice,
    working_days_after,
    working_days_before,
    working_days_between,
)
from tests.unit.engine.calendars import INVENTED_2027, shipped

CALENDAR = shipped()

GOLDEN = [
    ("2026-02-11", "3 working days", "2026-02-14"),
    ("2026-02-05", "15 days", "2026-02-24"),
    ("2026-02-13", "1 working day", "2026-02-14"),
    ("2026-02-14", "1 working day", "2026-02-24"),
    ("2026-02-14", "5 working days", "2026-02-28"),
    ("2026-02-13", "15 days", "2026-02-28"),
    ("2026-09-18", "2 working days", "2026-09-21"),
    ("2026-09-30", "5 working days", "2026-10-13"),
    ("2026-09-16", "15 days", "2026-10-08"),
    ("2025-01-24", "5 working days", "2025-02-07"),
    ("2025-09-26", "3 working days", "2025-09-30"),
    ("2025-09-27", "15 days", "2025-10-13"),
    ("2026-01-31", "1 month", "2026-02-28"),
    ("2025-08-31", "6 months", "2026-02-28"),
    ("2025-02-23", "1 year", "2026-02-24"),
    ("2025-05-01", "1 year", "2026-05-06"),
]


@pytest.mark.parametrize(("start", "span", "last_day"), GOLDEN)
def test_terms_end_on_the_day_the_notices_give(start: str, span: str, last_day: str) -> None:
    """A term ends on the day that the notices and the Civil Code give."""
    term = due(date.fromisoformat(start), Span.parse(span), CALENDAR)
    assert term.last_day == date.fromisoformat(last_day)
    assert not term.provisional


def test_a_term_ends_at_midnight_office_time() -> None:
    """The first moment that is too late is 24:00 of the last day in Shanghai."""
    term = due(date(2026, 2, 11), Span.working_days(3), CALENDAR)
    assert term.ends_at == datetime(2026, 2, 14, 16, tzinfo=UTC)
    assert not term.is_over(datetime(2026, 2, 14, 23, 59, 59, tzinfo=OFFICE_ZONE))
    assert term.is_over(datetime(2026, 2, 15, tzinfo=OFFICE_ZONE))


def test_a_leap_day_start_ends_at_the_months_end() -> None:
    """A year from 29 February ends on the last day of February."""
    assert due(date(2028, 2, 29), Span.years(1), CALENDAR).last_day == date(2029, 2, 28)


def test_working_day_terms_are_explained_day_by_day() -> None:
    """Every day of a working-day term is shown with what it is and why it counts."""
    lines = explain(due(date(2026, 2, 13), Span.working_days(2), CALENDAR), CALENDAR)
    assert [(line.day.day, line.kind, line.reason, line.number) for line in lines][:3] == [
        (13, DayKind.WORKING, DayReason.START, None),
        (14, DayKind.MAKE_UP, DayReason.COUNTED, 1),
        (15, DayKind.HOLIDAY, DayReason.NOT_WORKING, None),
    ]
    assert (lines[2].holiday, lines[2].notice) == ("spring_festival", "国办发明电〔2025〕7号")
    assert (lines[-1].day, lines[-1].number) == (date(2026, 2, 24), 2)


def test_rolling_is_explained_with_its_article() -> None:
    """The days between a holiday's last day and the next working day are shown as passed over."""
    lines = explain(due(date(2026, 2, 5), Span.days(15), CALENDAR), CALENDAR)
    tail = [(line.day.day, line.reason, line.article) for line in lines[-5:]]
    assert tail == [
        (20, DayReason.COUNTED, None),
        (21, DayReason.ROLLED_OVER, "民法典 203"),
        (22, DayReason.ROLLED_OVER, "民法典 203"),
        (23, DayReason.ROLLED_OVER, "民法典 203"),
        (24, DayReason.ROLLED_TO, "民法典 203"),
    ]
    assert lines[15].number == 15


def test_months_are_explained_by_start_and_end() -> None:
    """A term of months shows its start, its corresponding day and the rolling only."""
    lines = explain(due(date(2025, 8, 20), Span.months(6), CALENDAR), CALENDAR)
    assert [line.reason for line in lines] == [
        DayReason.START,
        DayReason.CORRESPONDING,
        DayReason.ROLLED_OVER,
        DayReason.ROLLED_OVER,
        DayReason.ROLLED_OVER,
        DayReason.ROLLED_TO,
    ]


def test_a_term_beyond_the_last_notice_is_provisional() -> None:
    """Beyond the last notice Monday to Friday is assumed and every such line says so."""
    term = due(date(2026, 12, 30), Span.working_days(3), CALENDAR)
    assert (term.last_day, term.provisional) == (date(2027, 1, 4), True)
    assumed = [line.day for line in explain(term, CALENDAR) if line.assumed]
    assert assumed[0] == date(2027, 1, 1)


def test_a_term_before_the_first_notice_is_provisional() -> None:
    """A term of working days that begins before the first notice rests on assumptions too."""
    assert due(date(2024, 12, 27), Span.working_days(5), CALENDAR).provisional
    assert not due(date(2024, 12, 27), Span.months(1), CALENDAR).provisional


def test_the_next_notice_makes_a_provisional_term_firm() -> None:
    """Loading the next notice gives a new calendar by which the term is recomputed."""
    before = due(date(2026, 12, 30), Span.working_days(3), CALENDAR)
    after = recomputed(before, with_notice(CALENDAR, INVENTED_2027))
    assert (after.last_day, after.provisional) == (date(2027, 1, 6), False)
    assert (before.edition, after.edition) == ("cn/state_council_2026", "cn/invented_2027")
    assert date(2027, 12, 31) > CALENDAR.known_until


def test_a_paused_term_resumes_with_the_remainder() -> None:
    """Working days within a pause do not count; the rest of the term follows it."""
    pause = Pause(first=date(2026, 3, 4), last=date(2026, 3, 17))
    assert due(date(2026, 3, 2), Span.working_days(5), CALENDAR).last_day == date(2026, 3, 9)
    term = due(date(2026, 3, 2), Span.working_days(5), CALENDAR, [pause])
    assert term.last_day == date(2026, 3, 23)
    paused = [line.day for line in explain(term, CALENDAR) if line.reason is DayReason.PAUSED]
    assert (paused[0], paused[-1]) == (pause.first, pause.last)


@pytest.mark.parametrize("span", ["15 days", "1 month", "1 year"])
def test_a_natural_term_is_pushed_back_by_the_length_of_its_pause(span: str) -> None:
    """A pause of seven days within a natural term moves its end by seven days before rolling."""
    start = date(2026, 3, 2)
    plain_end = due(start, Span.parse(span), CALENDAR).last_day
    pause = Pause(first=date(2026, 3, 9), last=date(2026, 3, 15))
    term = due(start, Span.parse(span), CALENDAR, [pause])
    assert term.last_day - plain_end == timedelta(days=7)


def test_a_pause_after_the_end_changes_nothing() -> None:
    """A term that has ended cannot be paused."""
    pause = Pause(first=date(2026, 6, 1), last=date(2026, 6, 30))
    term = due(date(2026, 3, 2), Span.days(15), CALENDAR, [pause])
    assert term.last_day == date(2026, 3, 17)


def test_hours_run_from_the_moment_and_through_holidays() -> None:
    """A term in hours ends so many hours after its moment, on any day."""
    eve = datetime(2026, 2, 14, 17, 30, tzinfo=OFFICE_ZONE)
    assert moment_due(eve, Span.hours(24), CALENDAR) == eve + timedelta(hours=24)


def test_a_moment_late_in_the_day_of_utc_belongs_to_the_office_day() -> None:
    """A term is counted from the office's day, not from the day of UTC."""
    moment = datetime(2026, 2, 10, 16, 30, tzinfo=UTC)
    assert moment_due(moment, Span.working_days(3), CALENDAR).date() == date(2026, 2, 15)


def test_working_days_are_counted_forwards_and_backwards() -> None:
    """Counting after, before and between working days agree over a holiday."""
    assert working_days_after(date(2026, 2, 13), 2, CALENDAR) == date(2026, 2, 24)
    assert working_days_before(date(2026, 2, 24), 2, CALENDAR) == date(2026, 2, 13)
    assert working_days_between(date(2026, 2, 13), date(2026, 2, 24), CALENDAR) == 2
    assert working_days_between(date(2026, 2, 24), date(2026, 2, 13), CALENDAR) == -2
    assert working_days_after(date(2026, 2, 20), 0, CALENDAR) == date(2026, 2, 20)


def test_reminders_fall_on_working_days_before_the_last_day() -> None:
    """Reminders come so many working days before the end, and never on or before the start."""
    term = due(date(2026, 2, 5), Span.days(15), CALENDAR)
    assert reminders(term, [1, 3, 30], CALENDAR) == (date(2026, 2, 12), date(2026, 2, 14))


def test_a_reversed_pause_is_an_error() -> None:
    """A pause that ends before it begins is refused."""
    with pytest.raises(CalendarError) as error:
        Pause(first=date(2026, 3, 2), last=date(2026, 3, 1))
    assert error.value.code is CalendarCode.PAUSE_ENDS_BEFORE_IT_BEGINS


def test_hours_need_a_moment() -> None:
    """A span in hours cannot be counted from a date."""
    with pytest.raises(CalendarError) as error:
        due(date(2026, 3, 2), Span.hours(24), CALENDAR)
    assert error.value.code is CalendarCode.SPAN_NEEDS_A_MOMENT


def test_a_naive_moment_is_refused() -> None:
    """A moment without time zone cannot be placed on the office's clock."""
    naive = datetime(2026, 3, 2, 12, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(CalendarError) as error:
        moment_due(naive, Span.days(1), CALENDAR)
    assert error.value.code is CalendarCode.MOMENT_NOT_AWARE


@pytest.mark.parametrize("span", [Span.days(400), Span.years(3), Span.working_days(400)])
def test_a_term_beyond_all_dates_is_an_error(span: Span) -> None:
    """A term that leaves the representable dates is refused with a code."""
    with pytest.raises(CalendarError) as error:
        due(date(9999, 1, 1), span, CALENDAR)
    assert error.value.code is CalendarCode.DATE_OUT_OF_RANGE


@pytest.mark.parametrize("text", ["", "5", "days", "-3 days", "1.5 days", "3  days", "3 weeks"])
def test_an_unreadable_span_is_an_error(text: str) -> None:
    """A text that is not a number and a unit is refused."""
    with pytest.raises(CalendarError) as error:
        Span.parse(text)
    assert error.value.code is CalendarCode.SPAN_UNREADABLE


@pytest.mark.parametrize("text", ["0 days", "101 years", "999999 hours"])
def test_an_absurd_span_is_an_error(text: str) -> None:
    """A span below 1 or far beyond any term is refused."""
    with pytest.raises(CalendarError) as error:
        Span.parse(text)
    assert error.value.code is CalendarCode.SPAN_OUT_OF_RANGE
