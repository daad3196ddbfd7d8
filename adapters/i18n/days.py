"""Days and moments as people at an office read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.calendar import OFFICE_ZONE

_INSTANT = timedelta(microseconds=1)


def moment(at: datetime) -> str:
    """A moment in office time, to the minute."""
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def last_day(ends_at: datetime) -> date:
    """The last day on which something is in time; `ends_at` is the first moment too late."""
    return (ends_at - _INSTANT).astimezone(OFFICE_ZONE).date()


def days_waited(since: datetime, now: datetime) -> int:
    """Days from the day something began to wait to today, in office time."""
    return (now.astimezone(OFFICE_ZONE).date() - since.astimezone(OFFICE_ZONE).date()).days


def days_left(ends_at: datetime, now: datetime) -> int:
    """Days from today to the last day; below nothing when it has passed."""
    return (last_day(ends_at) - now.astimezone(OFFICE_ZONE).date()).days
