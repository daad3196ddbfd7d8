"""Reading and writing of dates, times and durations (XML Schema forms, as DMN 1.5 uses them)."""

from __future__ import annotations

import re
from datetime import date
from typing import TypeAlias

from rules.feel.errors import EvaluationFault
from rules.feel.temporal import (
    NANOS,
    SECONDS_PER_DAY,
    Date,
    DateTime,
    DaysDuration,
    FarDate,
    MonthsDuration,
    Time,
    from_days,
    is_zone,
    make_date,
    make_time,
    to_days,
)

Temporal: TypeAlias = date | FarDate | Time | DateTime | DaysDuration | MonthsDuration

_DATE = re.compile(r"(-?)([0-9]{4}|[1-9][0-9]{4,8})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]+))?"
)
_DAYS = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?"
)
_MONTHS = re.compile(r"(-?)P(?=[0-9])(?:([0-9]+)Y)?(?:([0-9]+)M)?")
_LONGEST = 100


def read_date(text: str) -> Date | None:
    """Return the date written as `2026-01-31`, or None when the text is none.

    Example:
        >>> read_date("2026-01-31"), read_date("2026-02-30")
        (datetime.date(2026, 1, 31), None)
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    sign, year, month, day = match.groups()
    try:
        return make_date(-int(year) if sign else int(year), int(month), int(day))
    except EvaluationFault:
        return None


def read_time(text: str) -> Time | None:
    """Return the time written as `10:30:00`, `10:30:00+08:00` or `10:30:00@Asia/Shanghai`."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction = match.group(1, 2, 3, 4)
    try:
        time = make_time(int(hour), int(minute), int(second), _nanos(fraction), _offset(match))
    except EvaluationFault:
        return None
    zone = match.group(10)
    if zone is None:
        return time
    if not is_zone(zone):
        return None
    return Time(time.hour, time.minute, time.second, time.nanos, None, zone)


def _nanos(fraction: str | None) -> int:
    return int((fraction or "")[:9].ljust(9, "0"))


def _offset(match: re.Match[str]) -> int | None:
    utc, sign, hours, minutes, seconds = match.group(5, 6, 7, 8, 9)
    if utc:
        return 0
    if sign is None or int(minutes) > 59 or int(seconds or 0) > 59:
        return None if sign is None else SECONDS_PER_DAY  # refused as no possible offset
    total = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
    return -total if sign == "-" else total


def read_date_time(text: str) -> DateTime | None:
    """Return the moment written as a date, `T` and a time; `T24:00:00` is the next midnight."""
    day_text, separator, time_text = text.partition("T")
    day = read_date(day_text)
    if day is None or not separator:
        return None
    if time_text.startswith("24:00:00"):
        return _end_of_day(day, time_text)
    time = read_time(time_text)
    return None if time is None else DateTime(day, time)


def _end_of_day(day: Date, time_text: str) -> DateTime | None:
    time = read_time("00" + time_text[2:])
    if time is None or time.nanos_of_day:
        return None
    try:
        return DateTime(from_days(to_days(day) + 1), time)
    except EvaluationFault:
        return None


def read_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """Return the duration written as `P3DT4H` or `P1Y2M`.

    Example:
        >>> read_duration("-P1Y2M"), read_duration("PT1.5S"), read_duration("P")
        (MonthsDuration(months=-14), DaysDuration(nanos=1500000000), None)
    """
    if len(text) > _LONGEST:
        return None
    months = _MONTHS.fullmatch(text)
    if months is not None:
        years, rest = (int(part or 0) for part in months.group(2, 3))
        return MonthsDuration(_signed(months.group(1), years * 12 + rest))
    match = _DAYS.fullmatch(text)
    return None if match is None else DaysDuration(_signed(match.group(1), _days_nanos(match)))


def _signed(sign: str, amount: int) -> int:
    return -amount if sign else amount


def _days_nanos(match: re.Match[str]) -> int:
    days, hours, minutes, seconds = (int(part or 0) for part in match.group(2, 3, 4, 5))
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return total * NANOS + _nanos(match.group(6))


def read_temporal(text: str) -> Temporal | None:
    """Return the value of the literal `@"text"`, or None when it is not valid."""
    for read in (read_date, read_date_time, read_time, read_duration):
        value: Temporal | None = read(text)
        if value is not None:
            return value
    return None


def date_text(day: Date) -> str:
    """Return the date as it would be read again."""
    sign = "-" if day.year < 0 else ""
    return f"{sign}{abs(day.year):04}-{day.month:02}-{day.day:02}"


def time_text(time: Time) -> str:
    """Return the time as it would be read again.

    Example:
        >>> time_text(Time(10, 30, 0, 500_000_000, 3600)), time_text(Time(0, 0, 0, 0, 0))
        ('10:30:00.5+01:00', '00:00:00Z')
    """
    fraction = f".{time.nanos:09}".rstrip("0") if time.nanos else ""
    return f"{time.hour:02}:{time.minute:02}:{time.second:02}{fraction}{_zone_text(time)}"


def _zone_text(time: Time) -> str:
    if time.zone is not None:
        return f"@{time.zone}"
    if time.offset is None:
        return ""
    if time.offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(time.offset), 60)
    tail = f":{seconds:02}" if seconds else ""
    return f"{'-' if time.offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{tail}"


def date_time_text(moment: DateTime) -> str:
    """Return the moment as it would be read again."""
    return f"{date_text(moment.date)}T{time_text(moment.time)}"


def months_text(duration: MonthsDuration) -> str:
    """Return the duration with as many years as fit.

    Example:
        >>> months_text(MonthsDuration(14)), months_text(MonthsDuration(0))
        ('P1Y2M', 'P0M')
    """
    years, months = divmod(abs(duration.months), 12)
    parts = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return ("-P" if duration.months < 0 else "P") + parts


def days_text(duration: DaysDuration) -> str:
    """Return the duration with as many days, hours and minutes as fit.

    Example:
        >>> days_text(DaysDuration(90_061_500_000_000)), days_text(DaysDuration(0))
        ('P1DT1H1M1.5S', 'PT0S')
    """
    seconds, nanos = divmod(abs(duration.nanos), NANOS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    fraction = f".{nanos:09}".rstrip("0") if nanos else ""
    second_text = f"{seconds}{fraction}S" if seconds or nanos else ""
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + second_text
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return ("-P" if duration.nanos < 0 else "P") + (text or "T0S")


def temporal_text(value: Temporal) -> str:
    """Return any temporal value in the form in which it is read."""
    if isinstance(value, Time):
        return time_text(value)
    if isinstance(value, DateTime):
        return date_time_text(value)
    if isinstance(value, DaysDuration):
        return days_text(value)
    return months_text(value) if isinstance(value, MonthsDuration) else date_text(value)
