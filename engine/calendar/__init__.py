"""Working days, statutory terms and their arithmetic, from a dated table and never from a guess."""

from engine.calendar.agreement import notice_problems, with_notice
from engine.calendar.days import Calendar, Day, DayKind, DaysOff, Notice
from engine.calendar.document import calendar_findings, calendar_from, calendar_problems
from engine.calendar.explanation import DayLine, DayReason, explain
from engine.calendar.faults import CalendarCode, CalendarError, CalendarProblem
from engine.calendar.spans import Span, Unit
from engine.calendar.terms import (
    OFFICE_ZONE,
    Due,
    Pause,
    due,
    end_of_day,
    moment_due,
    recomputed,
    reminders,
    working_days_after,
    working_days_before,
    working_days_between,
)

__all__ = [
    "OFFICE_ZONE",
    "Calendar",
    "CalendarCode",
    "CalendarError",
    "CalendarProblem",
    "Day",
    "DayKind",
    "DayLine",
    "DayReason",
    "DaysOff",
    "Due",
    "Notice",
    "Pause",
    "Span",
    "Unit",
    "calendar_findings",
    "calendar_from",
    "calendar_problems",
    "due",
    "end_of_day",
    "explain",
    "moment_due",
    "notice_problems",
    "recomputed",
    "reminders",
    "with_notice",
    "working_days_after",
    "working_days_before",
    "working_days_between",
]
