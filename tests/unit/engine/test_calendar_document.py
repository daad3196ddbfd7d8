"""The shipped calendar document, and one mistake at a time in an invented one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from engine.calendar import (
    CalendarCode,
    CalendarError,
    DayKind,
    DaysOff,
    Notice,
    calendar_findings,
    calendar_from,
    calendar_problems,
    with_notice,
)
from rules.source import Mapping, Mark, Scalar, Sequence
from tests.unit.engine.calendars import SHIPPED, shipped

OFF_DAYS = {2025: 1 + 8 + 3 + 5 + 3 + 8, 2026: 3 + 9 + 3 + 5 + 3 + 3 + 7}
MAKE_UP_DAYS = {
    2025: ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
    2026: ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
}

Document = dict[str, Any]
Damage = Callable[[Document], object]


def document() -> Document:
    """Return a small valid document."""
    return {
        "calendar": "cn",
        "weekend": ["saturday", "sunday"],
        "notices": [
            {
                "id": "n26",
                "cite": "notice 26",
                "issued": "2025-11-04",
                "year": 2026,
                "days_off": [{"holiday": "new_year", "from": "2026-01-01", "to": "2026-01-03"}],
                "make_up_days": ["2026-01-04"],
            },
            {"id": "n27", "cite": "notice 27", "issued": "2026-11-04", "year": 2027},
        ],
    }


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_shipped_year_has_the_days_of_the_notice(year: int) -> None:
    """The shipped calendar has exactly the notice's days off and make-up days."""
    calendar = shipped()
    days = [calendar.day(date(year, 1, 1) + timedelta(days=n)) for n in range(365)]
    make_up = [day.day.isoformat() for day in days if day.kind is DayKind.MAKE_UP]
    assert make_up == MAKE_UP_DAYS[year]
    assert sum(day.kind is DayKind.HOLIDAY for day in days) == OFF_DAYS[year]


def test_the_shipped_calendar_knows_how_far_it_reaches() -> None:
    """The shipped calendar is known from 2025 to the end of 2026."""
    calendar = shipped()
    assert (calendar.known_from, calendar.known_until) == (date(2025, 1, 1), date(2026, 12, 31))
    assert calendar.day(date(2027, 1, 1)).assumed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_shipped_holiday_has_a_name(language: str) -> None:
    """Every holiday key of the shipped calendar has its words in both languages."""
    names = yaml.safe_load((SHIPPED.parent / "texts" / f"{language}.yaml").read_text("utf-8"))
    used = {run.holiday for notice in shipped().notices for run in notice.off}
    assert names.keys() == used


MISTAKES: list[tuple[CalendarCode, Damage]] = [
    (CalendarCode.KEY_MISSING, lambda d: d.pop("weekend")),
    (CalendarCode.KEY_MISSING, lambda d: d["notices"][0].pop("issued")),
    (CalendarCode.KEY_UNKNOWN, lambda d: d["notices"][0].update(sited="x")),
    (CalendarCode.NOT_A_MAPPING, lambda d: d["notices"].append("2028")),
    (CalendarCode.NOT_A_LIST, lambda d: d.update(notices={"id": "x"})),
    (CalendarCode.NOT_A_TEXT, lambda d: d["notices"][0].update(cite=12)),
    (CalendarCode.NOT_A_YEAR, lambda d: d["notices"][0].update(year="2026")),
    (CalendarCode.NOT_A_DATE, lambda d: d["notices"][0].update(issued="04.11.2025")),
    (CalendarCode.NOT_A_DATE, lambda d: d["notices"][0].update(make_up_days=["2026-02-30"])),
    (CalendarCode.NOT_A_WEEKDAY, lambda d: d.update(weekend=["saterday"])),
    (CalendarCode.WEEKDAY_TWICE, lambda d: d.update(weekend=["sunday", "sunday"])),
    (CalendarCode.NOTICE_MISSING, lambda d: d.update(notices=[])),
    (CalendarCode.NOTICE_ID_TWICE, lambda d: d["notices"][1].update(id="n26")),
    (CalendarCode.NOTICE_YEAR_TWICE, lambda d: d["notices"][1].update(year=2026)),
    (CalendarCode.NOTICE_YEAR_GAP, lambda d: d["notices"][1].update(year=2028)),
    (CalendarCode.NOTICE_NEEDS_YEAR_OR_AMENDS, lambda d: d["notices"][1].update(amends="n26")),
    (CalendarCode.NOTICE_NEEDS_YEAR_OR_AMENDS, lambda d: d["notices"][1].pop("year")),
    (
        CalendarCode.NOTICE_AMENDS_UNKNOWN,
        lambda d: d["notices"][1].update(year=None, amends="n25"),
    ),
    (
        CalendarCode.RANGE_BACKWARDS,
        lambda d: d["notices"][0]["days_off"][0].update(to="2025-12-31"),
    ),
    (CalendarCode.RANGE_TOO_LONG, lambda d: d["notices"][0]["days_off"][0].update(to="9999-12-31")),
    (CalendarCode.DAY_IN_WRONG_YEAR, lambda d: d["notices"][0].update(make_up_days=["2027-01-09"])),
    (
        CalendarCode.DAY_TWICE,
        lambda d: d["notices"][0].update(make_up_days=["2026-01-04", "2026-01-04"]),
    ),
    (
        CalendarCode.DAY_OFF_AND_WORKING,
        lambda d: d["notices"][0].update(make_up_days=["2026-01-03"]),
    ),
    (
        CalendarCode.DAY_OFF_AND_WORKING,
        lambda d: d["notices"][1].update(
            days_off=[{"holiday": "x", "from": "2026-12-31", "to": "2027-01-01"}],
            make_up_days=["2026-12-31"],
        ),
    ),
    (
        CalendarCode.MAKE_UP_DAY_ALREADY_WORKING,
        lambda d: d["notices"][0].update(make_up_days=["2026-01-05"]),
    ),
]


@pytest.mark.parametrize(("code", "damage"), MISTAKES)
def test_a_mistake_is_found(code: CalendarCode, damage: Damage) -> None:
    """One mistake in a valid document is found under its own code, and only that."""
    damaged = deepcopy(document())
    damage(damaged)
    assert {problem.code for problem in calendar_problems(damaged)} == {code}
    with pytest.raises(CalendarError) as error:
        calendar_from(damaged)
    assert error.value.code is code


def test_every_mistake_is_reported_at_once() -> None:
    """An author sees all mistakes of a document, each with its path."""
    damaged = document()
    damaged["weekend"] = ["sunday", "sun day"]
    damaged["notices"][0]["make_up_days"] = ["soon"]
    assert [problem.path for problem in calendar_problems(damaged)] == [
        ("weekend", 1),
        ("notices", 0, "make_up_days", 0),
    ]


def test_a_valid_document_has_no_problems() -> None:
    """The undamaged document gives a calendar and no findings."""
    assert calendar_problems(document()) == ()
    assert calendar_from(document()).edition == "cn/n27"


def test_a_notice_may_arrange_the_december_before() -> None:
    """The days off around New Year may begin in the December before the notice's year."""
    with_december = document()
    with_december["notices"][1].update(
        days_off=[{"holiday": "new_year", "from": "2026-12-31", "to": "2027-01-02"}],
        make_up_days=["2026-12-27"],
    )
    calendar = calendar_from(with_december)
    assert not calendar.is_working(date(2026, 12, 31))
    assert calendar.is_working(date(2026, 12, 27))


def test_an_amending_notice_prevails() -> None:
    """A notice that amends another may turn a make-up day into a day off."""
    amended = document()
    amended["notices"].append(
        {
            "id": "n26a",
            "cite": "change",
            "issued": "2026-01-03",
            "amends": "n26",
            "days_off": [{"holiday": "new_year", "from": "2026-01-04", "to": "2026-01-05"}],
        }
    )
    calendar = calendar_from(amended)
    assert not calendar.is_working(date(2026, 1, 4))
    assert not calendar.is_working(date(2026, 1, 5))
    assert calendar.known_until == date(2027, 12, 31)


def test_a_contradicting_notice_cannot_be_added() -> None:
    """A calendar refuses a next notice that skips a year and stays as it was."""
    calendar = shipped()
    late = Notice(id="n30", cite="n30", issued=date(2029, 11, 1), year=2030)
    with pytest.raises(CalendarError) as error:
        with_notice(calendar, late)
    assert error.value.code is CalendarCode.NOTICE_YEAR_GAP
    assert calendar == shipped()


def test_findings_name_the_place() -> None:
    """A located document's problem is reported at its line."""
    top = Mark(file="cn.yaml", line=1, column=1)
    third = Mark(file="cn.yaml", line=3, column=1)
    node = Mapping(
        entries={
            "calendar": Scalar(value="cn", mark=top),
            "weekend": Sequence(items=(), mark=top),
            "notices": Scalar(value="none", mark=third),
        },
        mark=top,
        key_marks={"notices": third},
    )
    findings = calendar_findings(node)
    assert (findings[0].code, findings[0].mark) == (CalendarCode.NOT_A_LIST, third)


def test_days_off_are_every_day_of_the_run() -> None:
    """A run of days off has both of its ends."""
    run = DaysOff(holiday="x", first=date(2026, 1, 1), last=date(2026, 1, 3))
    assert [day.day for day in run] == [1, 2, 3]
