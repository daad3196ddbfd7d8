"""Functions on dates, times and durations (DMN 1.5, 10.3.4.1 and 10.3.4.8)."""

from __future__ import annotations

from decimal import Decimal

from rules.feel.arithmetic import midnight
from rules.feel.built_ins.arguments import day, function, number, refuse, signature, string, whole
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.evaluation import Evaluation
from rules.feel.temporal import (
    NANOS,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    days_in_month,
    is_zone,
    make_date,
    make_time,
    to_days,
    weekday,
)
from rules.feel.temporal_text import (
    Temporal,
    read_date,
    read_date_time,
    read_duration,
    read_time,
)
from rules.feel.values import Value

_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _single(value: Value) -> Value:
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _read(found: Temporal | None, text: Value) -> Temporal:
    if found is None:
        raise EvaluationFault(FeelCode.INVALID_LITERAL, literal=str(text)[:40])
    return found


def _date(value: Value) -> Value:
    value = _single(value)
    if isinstance(value, str):
        return _read(read_date(value), value)
    return day(value)


def _date_of_parts(year: Value, month: Value, day_of_month: Value) -> Value:
    return make_date(whole(year), whole(month), whole(day_of_month))


def _date_time(value: Value) -> Value:
    value = _single(value)
    if isinstance(value, str):
        found = read_date_time(value)
        bare = read_date(value) if found is None else None
        return _read(found if bare is None else DateTime(bare, Time(0, 0, 0)), value)
    if isinstance(value, DateTime):
        return value
    return midnight(day(value))


def _date_and_time(of_day: Value, of_time: Value) -> Value:
    time = _single(of_time)
    if not isinstance(time, Time):
        raise refuse(time, "time")
    return DateTime(day(of_day), time)


def _moment_of_parts(*parts: Value) -> Value:
    year, month, day_of_month, hour, minute, second = parts[:6]
    last = parts[6] if len(parts) > 6 else None
    made = make_date(whole(year), whole(month), whole(day_of_month))
    if isinstance(last, str):
        time = _clock(hour, minute, second, None)
        return DateTime(made, _in_zone(time, last))
    return DateTime(made, _clock(hour, minute, second, last))


def _in_zone(time: Time, zone: str) -> Time:
    if not is_zone(zone):
        raise EvaluationFault(FeelCode.INVALID_LITERAL, literal=zone[:40])
    return Time(time.hour, time.minute, time.second, time.nanos, None, zone)


def _time(value: Value) -> Value:
    value = _single(value)
    if isinstance(value, str):
        return _read(read_time(value), value)
    if isinstance(value, Time):
        return value
    if isinstance(value, DateTime):
        return value.time
    return midnight(day(value)).time


def _clock(hour: Value, minute: Value, second: Value, offset: Value) -> Time:
    seconds = number(second)
    whole_seconds = int(seconds)
    nanos = int((seconds - whole_seconds) * NANOS)
    return make_time(whole(hour), whole(minute), whole_seconds, nanos, _offset(offset))


def _offset(offset: Value) -> int | None:
    if offset is None:
        return None
    if not isinstance(offset, DaysDuration):
        raise refuse(offset, "days and time duration")
    return offset.nanos // NANOS


def _duration(value: Value) -> Value:
    value = _single(value)
    if isinstance(value, DaysDuration | MonthsDuration):
        return value
    return _read(read_duration(string(value)), value)


def _months_between(start: Value, end: Value) -> Value:
    first, last = day(start), day(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    # Only full months count; the time of day does not.
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration(months)


def _day_of_year(value: Value) -> Value:
    found = day(value)
    return Decimal(to_days(found) - to_days(make_date(found.year, 1, 1)) + 1)


def _day_of_week(value: Value) -> Value:
    return _WEEKDAYS[weekday(day(value)) - 1]


def _month_of_year(value: Value) -> Value:
    return _MONTHS[day(value).month - 1]


def _week_of_year(value: Value) -> Value:
    """Return the ISO 8601 week: that of the week's Thursday."""
    found = day(value)
    thursday = to_days(found) - weekday(found) + 4
    year = _year_of(thursday, found)
    return Decimal((thursday - to_days(make_date(year, 1, 1))) // 7 + 1)


def _year_of(days: int, near: Date) -> int:
    first = to_days(make_date(near.year, 1, 1))
    length = 337 + days_in_month(near.year, 2)
    return near.year - 1 if days < first else near.year + (days >= first + length)


def _now(run: Evaluation) -> Value:
    if run.now is None:
        raise EvaluationFault(FeelCode.NO_CLOCK)
    return run.now


def _today(run: Evaluation) -> Value:
    if run.now is None:
        raise EvaluationFault(FeelCode.NO_CLOCK)
    return run.now.date


TEMPORAL_FUNCTIONS = (
    function(
        "date",
        signature(_date, "from"),
        signature(_date_of_parts, "year", "month", "day"),
    ),
    function(
        "date and time",
        signature(_date_time, "from"),
        signature(_date_and_time, "date", "time"),
        signature(_moment_of_parts, "year", "month", "day", "hour", "minute", "second", "offset?"),
        signature(_moment_of_parts, "year", "month", "day", "hour", "minute", "second", "timezone"),
    ),
    function(
        "time",
        signature(_time, "from"),
        signature(_clock, "hour", "minute", "second", "offset?"),
    ),
    function("duration", signature(_duration, "from")),
    function("years and months duration", signature(_months_between, "from", "to")),
    function("day of year", signature(_day_of_year, "date")),
    function("day of week", signature(_day_of_week, "date")),
    function("month of year", signature(_month_of_year, "date")),
    function("week of year", signature(_week_of_year, "date")),
    function("now", signature(_now, running=True)),
    function("today", signature(_today, running=True)),
)
