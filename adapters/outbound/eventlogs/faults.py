"""What can be wrong with an event log's file."""

from __future__ import annotations

from enum import StrEnum

from rules.errors import UnioncaseError
from rules.source import Mark


class EventLogCode(StrEnum):
    """Codes of event log errors; texts of the area `eventlogs`."""

    UNREADABLE = "eventlog_unreadable"
    GZIP_DAMAGED = "eventlog_gzip_damaged"
    TOO_LARGE = "eventlog_too_large"
    HEADER_TOO_LARGE = "eventlog_header_too_large"
    TRACE_TOO_LARGE = "eventlog_trace_too_large"
    TAG_TOO_LARGE = "eventlog_tag_too_large"
    TOO_DEEP = "eventlog_too_deep"
    NOT_WELL_FORMED = "eventlog_not_well_formed"
    ENCODING = "eventlog_encoding"
    DOCTYPE = "eventlog_doctype"
    UNEXPECTED_ELEMENT = "eventlog_unexpected_element"
    UNEXPECTED_TEXT = "eventlog_unexpected_text"
    ATTRIBUTE_MISSING = "eventlog_attribute_missing"
    KEY_TWICE = "eventlog_key_twice"
    VALUE = "eventlog_value"
    SCOPE = "eventlog_scope"
    CASE_NAME_MISSING = "eventlog_case_name_missing"
    EVENT_NAME_MISSING = "eventlog_event_name_missing"
    EVENT_TIME_MISSING = "eventlog_event_time_missing"


class EventLogError(UnioncaseError):
    """An event log that cannot be read.

    Attributes:
        mark: Place of the defect; line 1, column 1 when it concerns the file as a whole.
    """

    def __init__(self, code: EventLogCode, mark: Mark, **params: object) -> None:
        super().__init__(code, place=str(mark), **params)
        self.mark = mark
