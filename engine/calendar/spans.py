"""Lengths of time as laws write them: working days, days, months, years, hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from engine.calendar.faults import CalendarCode, CalendarError


class Unit(StrEnum):
    """What a span counts."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"


_LONGEST = {
    Unit.WORKING_DAYS: 2_500,
    Unit.DAYS: 36_500,
    Unit.MONTHS: 1_200,
    Unit.YEARS: 100,
    Unit.HOURS: 8_784,
}
_WRITTEN = re.compile(r"([0-9]{1,6}) (working day|day|month|year|hour)s?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time in one unit.

    Attributes:
        count: How many units; at least 1.
        unit: What is counted. `DAYS` are natural days, every day of the calendar.

    Raises:
        CalendarError: `SPAN_OUT_OF_RANGE` when the count is below 1 or absurdly long.

    Example:
        >>> Span.parse("5 working days") == Span(count=5, unit=Unit.WORKING_DAYS)
        True
        >>> str(Span.months(6)), str(Span.years(1))
        ('6 months', '1 year')
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.count <= _LONGEST[self.unit]:
            raise CalendarError(
                CalendarCode.SPAN_OUT_OF_RANGE,
                count=self.count,
                unit=self.unit.value,
                longest=_LONGEST[self.unit],
            )

    def __str__(self) -> str:
        unit = self.unit.value
        return f"{self.count} {unit.removesuffix('s') if self.count == 1 else unit}"

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read a span as definitions write it: a number, a space and a unit.

        Raises:
            CalendarError: `SPAN_UNREADABLE` or `SPAN_OUT_OF_RANGE`.

        Example:
            >>> Span.parse("15 days").unit
            <Unit.DAYS: 'days'>
            >>> Span.parse("a fortnight")
            Traceback (most recent call last):
            ...
            engine.calendar.faults.CalendarError: calendar_span_unreadable(text=a fortnight, ...)
        """
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            units = ", ".join(unit.value for unit in Unit)
            raise CalendarError(CalendarCode.SPAN_UNREADABLE, text=text, units=units)
        return cls(count=int(written[1]), unit=Unit(f"{written[2]}s"))

    @classmethod
    def working_days(cls, count: int) -> Span:
        """Return a span of days on which offices work."""
        return cls(count=count, unit=Unit.WORKING_DAYS)

    @classmethod
    def days(cls, count: int) -> Span:
        """Return a span of natural days."""
        return cls(count=count, unit=Unit.DAYS)

    @classmethod
    def months(cls, count: int) -> Span:
        """Return a span of months, ending on the corresponding day (Civil Code, article 202)."""
        return cls(count=count, unit=Unit.MONTHS)

    @classmethod
    def years(cls, count: int) -> Span:
        """Return a span of years, ending on the corresponding day (Civil Code, article 202)."""
        return cls(count=count, unit=Unit.YEARS)

    @classmethod
    def hours(cls, count: int) -> Span:
        """Return a span of hours, which runs from a moment and through every day."""
        return cls(count=count, unit=Unit.HOURS)
