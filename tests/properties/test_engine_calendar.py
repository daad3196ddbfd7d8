"""Laws that hold for every term: the explanation, the counts and the order of days agree."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import (
    DayReason,
    Pause,
    Span,
    Unit,
    due,
    explain,
    reminders,
    working_days_after,
    working_days_before,
    working_days_between,
)
from tests.unit.engine.calendars import shipped

CALENDAR = shipped()
DAYS = st.dates(date(2024, 10, 1), date(2027, 3, 1))
ROLLING = (DayReason.ROLLED_OVER, DayReason.ROLLED_TO)
SPANS = st.one_of(
    st.builds(Span.working_days, st.integers(1, 60)),
    st.builds(Span.days, st.integers(1, 120)),
    st.builds(Span.months, st.integers(1, 18)),
    st.builds(Span.years, st.integers(1, 2)),
)
PAUSES = st.lists(
    st.builds(
        lambda first, length: Pause(first=first, last=first + timedelta(days=length)),
        DAYS,
        st.integers(0, 40),
    ),
    max_size=3,
)


@given(DAYS, SPANS, PAUSES)
def test_the_explanation_ends_on_the_computed_day(
    start: date, span: Span, pauses: list[Pause]
) -> None:
    """The day-by-day reckoning leads to the same last day, and assumptions make it provisional."""
    term = due(start, span, CALENDAR, pauses)
    lines = explain(term, CALENDAR)
    assert (lines[0].day, lines[-1].day) == (start, term.last_day)
    decisive = (
        lines[1:]
        if span.unit is Unit.WORKING_DAYS
        else [line for line in lines if line.day >= term.last_day or line.reason in ROLLING]
    )
    assert term.provisional or not any(line.assumed for line in decisive)
    counted = [line.number for line in lines if line.number is not None]
    if span.unit in (Unit.WORKING_DAYS, Unit.DAYS):
        assert counted == list(range(1, span.count + 1))


@given(DAYS, SPANS, PAUSES)
def test_a_term_ends_on_a_working_day_after_its_start(
    start: date, span: Span, pauses: list[Pause]
) -> None:
    """Every term ends on a working day later than its start, and pauses never shorten it."""
    term = due(start, span, CALENDAR, pauses)
    assert term.last_day > start
    assert CALENDAR.is_working(term.last_day)
    assert term.last_day >= due(start, span, CALENDAR).last_day


@given(DAYS, st.integers(1, 60))
def test_counting_working_days_is_reversible(start: date, count: int) -> None:
    """The n-th working day after a day is n working days away, and counts back to it."""
    end = working_days_after(start, count, CALENDAR)
    assert working_days_between(start, end, CALENDAR) == count
    back = working_days_before(end, count, CALENDAR)
    assert working_days_between(back, end, CALENDAR) == count
    assert back <= start or not CALENDAR.is_working(start)


@given(DAYS, SPANS, st.lists(st.integers(0, 10), max_size=4))
def test_reminders_lie_within_the_term(start: date, span: Span, before: list[int]) -> None:
    """Reminders are in order, after the start and not after the last day."""
    term = due(start, span, CALENDAR)
    points = reminders(term, before, CALENDAR)
    assert list(points) == sorted(set(points))
    assert all(start < point <= term.last_day for point in points)
