"""What can be wrong with a span, a term or a calendar document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.errors import UnioncaseError


class CalendarCode(StrEnum):
    """Codes of calendar errors; the words are in the texts of the area `calendar`."""

    SPAN_UNREADABLE = "calendar_span_unreadable"
    SPAN_OUT_OF_RANGE = "calendar_span_out_of_range"
    SPAN_NEEDS_A_MOMENT = "calendar_span_needs_a_moment"
    MOMENT_NOT_AWARE = "calendar_moment_not_aware"
    DATE_OUT_OF_RANGE = "calendar_date_out_of_range"
    PAUSE_ENDS_BEFORE_IT_BEGINS = "calendar_pause_ends_before_it_begins"
    NOT_A_MAPPING = "calendar_not_a_mapping"
    NOT_A_LIST = "calendar_not_a_list"
    NOT_A_TEXT = "calendar_not_a_text"
    NOT_A_YEAR = "calendar_not_a_year"
    NOT_A_DATE = "calendar_not_a_date"
    NOT_A_WEEKDAY = "calendar_not_a_weekday"
    WEEKDAY_TWICE = "calendar_weekday_twice"
    KEY_MISSING = "calendar_key_missing"
    KEY_UNKNOWN = "calendar_key_unknown"
    NOTICE_MISSING = "calendar_notice_missing"
    NOTICE_ID_TWICE = "calendar_notice_id_twice"
    NOTICE_YEAR_TWICE = "calendar_notice_year_twice"
    NOTICE_YEAR_GAP = "calendar_notice_year_gap"
    NOTICE_AMENDS_UNKNOWN = "calendar_notice_amends_unknown"
    NOTICE_NEEDS_YEAR_OR_AMENDS = "calendar_notice_needs_year_or_amends"
    RANGE_BACKWARDS = "calendar_range_backwards"
    RANGE_TOO_LONG = "calendar_range_too_long"
    DAY_IN_WRONG_YEAR = "calendar_day_in_wrong_year"
    DAY_TWICE = "calendar_day_twice"
    DAY_OFF_AND_WORKING = "calendar_day_off_and_working"
    MAKE_UP_DAY_ALREADY_WORKING = "calendar_make_up_day_already_working"


class CalendarError(UnioncaseError):
    """A span, a term or a calendar that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarProblem:
    """One defect of a calendar document and the keys that lead to it."""

    code: CalendarCode
    path: tuple[str | int, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)
