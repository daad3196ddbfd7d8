"""What a check may find."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import JsonValue


class State(StrEnum):
    """How serious it is."""

    WELL = "well"
    WARNING = "warning"
    """It works, and should be looked at."""
    ILL = "ill"
    """Something does not work, or is not safe."""


class DoctorCode(StrEnum):
    """What was found; the text under `<code>_do` says what to do, where there is something."""

    WELL = "doctor_well"
    CHECK_FAILED = "doctor_check_failed"
    DATABASE_UNREACHABLE = "doctor_database_unreachable"
    DATABASE_EMPTY = "doctor_database_empty"
    DATABASE_BEHIND = "doctor_database_behind"
    DATABASE_AHEAD = "doctor_database_ahead"
    DATABASE_NOT_DURABLE = "doctor_database_not_durable"
    BROKER_UNREACHABLE = "doctor_broker_unreachable"
    CLOCK_DIFFERS = "doctor_clock_differs"
    CALENDAR_ENDS = "doctor_calendar_ends"
    DISK_FULL = "doctor_disk_full"
    KIND_DEFECTIVE = "doctor_kind_defective"
    RULES_DEFECTIVE = "doctor_rules_defective"
    FONT_MISSING = "doctor_font_missing"
    PRESS_MISSING = "doctor_press_missing"
    CHAIN_BROKEN = "doctor_chain_broken"
    LOG_BROKEN = "doctor_log_broken"
    LOG_UNSIGNED = "doctor_log_unsigned"
    OUTBOX_BEHIND = "doctor_outbox_behind"
    DEAD_LETTERS = "doctor_dead_letters"
    CLOCKS_NOT_FIRED = "doctor_clocks_not_fired"
    SINK_DEFECTIVE = "doctor_sink_defective"
    SINK_BEHIND = "doctor_sink_behind"
    SINK_NEVER_FED = "doctor_sink_never_fed"
    SINK_SAW_DEFECTS = "doctor_sink_saw_defects"
    FILE_OPEN_TO_OTHERS = "doctor_file_open_to_others"
    COOKIES_UNPROTECTED = "doctor_cookies_unprotected"
    OFFICE_WITHOUT_STAFF = "doctor_office_without_staff"
    PERSON_WITHOUT_OFFICE = "doctor_person_without_office"
    QUEUE_WITHOUT_HOLDER = "doctor_queue_without_holder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """One thing that a check found."""

    code: DoctorCode
    state: State
    params: dict[str, JsonValue] = field(default_factory=dict)


def ill(code: DoctorCode, **params: JsonValue) -> Symptom:
    """Something does not work."""
    return Symptom(code=code, state=State.ILL, params=params)


def warning(code: DoctorCode, **params: JsonValue) -> Symptom:
    """Something should be looked at."""
    return Symptom(code=code, state=State.WARNING, params=params)
