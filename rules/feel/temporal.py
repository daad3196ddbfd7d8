"""Dates, times, date-times and the two kinds of duration.

A date is `datetime.date` where Python has it; years outside 1 to 9999, which FEEL also has, are
`FarDate`. Both have `year`, `month` and `day`; `make_date` chooses between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from rules.feel.errors import EvaluationFault, FeelCode

MAX_YEAR = 999_999_999
NANOS = 1_000_000_000
SECONDS_PER_DAY = 86_400
MAX_OFFSET_SECONDS = 18 * 3600
_DAYS_PER_ERA = 146_097  # 400 years of the Gregorian calendar
_EPOCH_SHIFT = 719_468  # days from 0000-03-01 to 1970-01-01


@dataclass(frozen=True, slots=True, order=True)
class FarDate:
    """A day of the proleptic Gregorian calendar beyond what `datetime.date` holds."""

    year: int
    month: int
    day: int


Date: TypeAlias = date | FarDate


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day.

    Attributes:
        nanos: Nanoseconds of the second.
        offset: Seconds east of UTC, or None.
        zone: IANA name of a time zone, or None; never together with an offset.
    """

    hour: int
    minute: int
    second: int
    nanos: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def nanos_of_day(self) -> int:
        """Nanoseconds since midnight, local."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * NANOS + self.nanos

    @property
    def zoned(self) -> bool:
        """Whether the time has an offset or a zone."""
        return self.offset is not None or self.zone is not None


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of day."""

    date: Date
    time: Time


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration."""

    nanos: int


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration."""

    months: int


def days_in_month(year: int, month: int) -> int:
    """Return the length of a month in days."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def make_date(year: int, month: int, day: int) -> Date:
    """Return the date.

    Raises:
        EvaluationFault: There is no such day.

    Example:
        >>> make_date(2024, 2, 29), make_date(-1, 1, 1)
        (datetime.date(2024, 2, 29), FarDate(year=-1, month=1, day=1))
    """
    valid = abs(year) <= MAX_YEAR and 1 <= month <= 12
    if not valid or not 1 <= day <= days_in_month(year, month):
        raise EvaluationFault(FeelCode.INVALID_LITERAL, literal=f"{year}-{month}-{day}")
    return date(year, month, day) if 1 <= year <= 9999 else FarDate(year, month, day)


def make_time(
    hour: int, minute: int, second: int, nanos: int = 0, offset: int | None = None
) -> Time:
    """Return the time.

    Raises:
        EvaluationFault: There is no such time.
    """
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59 and 0 <= nanos < NANOS):
        raise EvaluationFault(FeelCode.INVALID_LITERAL, literal=f"{hour}:{minute}:{second}")
    if offset is not None and abs(offset) > MAX_OFFSET_SECONDS:
        raise EvaluationFault(FeelCode.INVALID_LITERAL, literal=f"offset {offset}")
    return Time(hour, minute, second, nanos, offset)


def is_date(value: object) -> bool:
    """Tell whether the value is a date, which a date and time is not."""
    return type(value) is date or type(value) is FarDate


def to_days(day: Date) -> int:
    """Return the days since 1970-01-01.

    Example:
        >>> to_days(date(1970, 1, 2)), from_days(-1)
        (1, datetime.date(1969, 12, 31))
    """
    year = day.year - (day.month <= 2)
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((day.month + 9) % 12) + 2) // 5 + day.day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_PER_ERA + day_of_era - _EPOCH_SHIFT


def from_days(days: int) -> Date:
    """Return the date that many days after 1970-01-01.

    Raises:
        EvaluationFault: Its year has more than nine digits.
    """
    era, day_of_era = divmod(days + _EPOCH_SHIFT, _DAYS_PER_ERA)
    leaps = day_of_era // 1460 - day_of_era // 36_524 + day_of_era // 146_096
    year_of_era = (day_of_era - leaps) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_index = (5 * day_of_year + 2) // 153
    month = (month_index + 2) % 12 + 1
    year = era * 400 + year_of_era + (month <= 2)
    return make_date(year, month, day_of_year - (153 * month_index + 2) // 5 + 1)


def add_months(day: Date, months: int) -> Date:
    """Return the same day `months` later, or the last day of that month where it has none.

    Example:
        >>> add_months(date(2024, 1, 31), 1)
        datetime.date(2024, 2, 29)
    """
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = index + 1
    return make_date(year, month, min(day.day, days_in_month(year, month)))


def weekday(day: Date) -> int:
    """Return the day of the week, 1 for Monday to 7 for Sunday."""
    return (to_days(day) + 3) % 7 + 1


def local_nanos(moment: DateTime) -> int:
    """Return the nanoseconds since 1970-01-01T00:00:00 on the moment's own wall clock."""
    return to_days(moment.date) * SECONDS_PER_DAY * NANOS + moment.time.nanos_of_day


def offset_of(moment: DateTime) -> int | None:
    """Return the seconds east of UTC at the moment, or None when it is local."""
    if moment.time.zone is None:
        return moment.time.offset
    return _zone_offset(moment.time.zone, moment)


def _zone_offset(zone: str, moment: DateTime) -> int:
    # Zone rules outside Python's years are those of the nearest year it has.
    year = min(max(moment.date.year, 2), 9998)
    day = min(moment.date.day, days_in_month(year, moment.date.month))
    time = moment.time
    clock = datetime(
        year,
        moment.date.month,
        day,
        time.hour,
        time.minute,
        time.second,
        tzinfo=ZoneInfo(zone),
    )
    offset = clock.utcoffset() or timedelta()
    return int(offset.total_seconds())


def utc_nanos(moment: DateTime) -> int:
    """Return the nanoseconds since the epoch; a local moment counts as UTC."""
    return local_nanos(moment) - (offset_of(moment) or 0) * NANOS


def time_nanos(time: Time) -> int:
    """Return the nanoseconds since midnight UTC; a local time counts as UTC."""
    return time.nanos_of_day - (time_offset(time) or 0) * NANOS


def time_offset(time: Time) -> int | None:
    """Return the seconds east of UTC; a zone's standard winter offset where it varies."""
    return offset_of(DateTime(date(1970, 1, 1), time))


def at_local_nanos(nanos: int, like: Time) -> DateTime:
    """Return the moment of that wall-clock reading, with the offset or zone of `like`."""
    days, rest = divmod(nanos, SECONDS_PER_DAY * NANOS)
    return DateTime(from_days(days), time_at(rest, like))


def time_at(nanos_of_day: int, like: Time) -> Time:
    """Return the time of that reading, with the offset or zone of `like`."""
    seconds, nanos = divmod(nanos_of_day, NANOS)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Time(hour % 24, minute, second, nanos, like.offset, like.zone)


def is_zone(name: str) -> bool:
    """Tell whether the name is one of the IANA time zones."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
