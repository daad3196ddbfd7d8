"""Whether notices agree with each other and with the weekdays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from engine.calendar.days import Calendar, Day, DayKind, Notice
from engine.calendar.faults import CalendarCode, CalendarError, CalendarProblem


def with_notice(calendar: Calendar, notice: Notice) -> Calendar:
    """Return the calendar with the next notice; the given one stays as it is.

    Raises:
        CalendarError: The notice contradicts an earlier one or a weekday.
    """
    notices = (*calendar.notices, notice)
    for problem in notice_problems(notices, calendar.weekend):
        raise CalendarError(problem.code, **problem.params)
    return replace(calendar, notices=notices)


def notice_problems(
    notices: Sequence[Notice], weekend: frozenset[int]
) -> tuple[CalendarProblem, ...]:
    """Return every contradiction among the notices, in their order."""
    problems: list[CalendarProblem] = []
    ruled: dict[date, Day] = {}
    for index, notice in enumerate(notices):
        earlier = notices[:index]
        path = ("notices", index)
        problems += _identity_problems(notice, earlier, path)
        problems += _day_problems(notice, earlier, ruled, weekend, path)
        ruled |= {day.day: day for day in notice.days()}
    return tuple(problems)


def _identity_problems(
    notice: Notice, earlier: Sequence[Notice], path: tuple[str | int, ...]
) -> Iterator[CalendarProblem]:
    ids = [other.id for other in earlier]
    if notice.id in ids:
        yield _problem(CalendarCode.NOTICE_ID_TWICE, (*path, "id"), id=notice.id)
    if (notice.year is None) == (notice.amends is None):
        yield _problem(CalendarCode.NOTICE_NEEDS_YEAR_OR_AMENDS, path, id=notice.id)
    if notice.amends is not None and notice.amends not in ids:
        yield _problem(
            CalendarCode.NOTICE_AMENDS_UNKNOWN,
            (*path, "amends"),
            amends=notice.amends,
            known=", ".join(ids) or "-",
        )
    yield from _year_problems(notice, earlier, (*path, "year"))


def _year_problems(
    notice: Notice, earlier: Sequence[Notice], path: tuple[str | int, ...]
) -> Iterator[CalendarProblem]:
    years = [other.year for other in earlier if other.year is not None]
    if notice.year is None or not years:
        return
    if notice.year in years:
        yield _problem(CalendarCode.NOTICE_YEAR_TWICE, path, year=notice.year)
    elif notice.year != years[-1] + 1:
        yield _problem(CalendarCode.NOTICE_YEAR_GAP, path, year=notice.year, expected=years[-1] + 1)


def _day_problems(
    notice: Notice,
    earlier: Sequence[Notice],
    ruled: dict[date, Day],
    weekend: frozenset[int],
    path: tuple[str | int, ...],
) -> Iterator[CalendarProblem]:
    year = _year_of(notice, earlier)
    here: dict[date, Day] = {}
    for day, place in _placed_days(notice, path):
        if not _belongs_to(day.day, year):
            yield _problem(CalendarCode.DAY_IN_WRONG_YEAR, place, day=day.day, year=year)
        twice = here.get(day.day) or (None if notice.amends else ruled.get(day.day))
        if twice is not None:
            yield _contradiction(day, twice, place)
        elif _works_already(day, ruled, weekend):
            yield _problem(CalendarCode.MAKE_UP_DAY_ALREADY_WORKING, place, day=day.day)
        here[day.day] = day


def _contradiction(day: Day, other: Day, place: tuple[str | int, ...]) -> CalendarProblem:
    same = day.kind is other.kind
    code = CalendarCode.DAY_TWICE if same else CalendarCode.DAY_OFF_AND_WORKING
    by = "" if other.notice is None else other.notice.cite
    return _problem(code, place, day=day.day, notice=by)


def _works_already(day: Day, ruled: dict[date, Day], weekend: frozenset[int]) -> bool:
    if day.kind is not DayKind.MAKE_UP:
        return False
    before = ruled.get(day.day)
    return before.is_working if before is not None else day.day.weekday() not in weekend


def _year_of(notice: Notice, earlier: Sequence[Notice]) -> int | None:
    amended = [other.year for other in earlier if other.id == notice.amends]
    return amended[0] if notice.year is None and amended else notice.year


def _belongs_to(day: date, year: int | None) -> bool:
    """A notice may arrange the days around New Year, so the December before is its own too."""
    return year is None or day.year == year or (day.year, day.month) == (year - 1, 12)


def _placed_days(
    notice: Notice, path: tuple[str | int, ...]
) -> Iterator[tuple[Day, tuple[str | int, ...]]]:
    runs = [(*path, "days_off", n) for n, run in enumerate(notice.off) for _ in run]
    working = [(*path, "make_up_days", n) for n in range(len(notice.working))]
    return zip(notice.days(), runs + working, strict=True)


def _problem(code: CalendarCode, path: tuple[str | int, ...], **params: object) -> CalendarProblem:
    return CalendarProblem(code=code, path=path, params=params)
