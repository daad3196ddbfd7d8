"""The terms of mediation on the released calendar: at, below and above each boundary."""

from __future__ import annotations

from datetime import date

import pytest

from engine.calendar import Span, due
from engine.circumstances import Rules
from tests.support.playing import calendar, rulebook

AREA = "dispute_mediation"


def last_day(parameter: str, start: str, region: str = "371083") -> str:
    """The last day of a term that starts on a day in a region."""
    rules: Rules = rulebook()
    since = date.fromisoformat(start)
    span = rules.span(f"{AREA}.{parameter}", as_of=since, region=region)
    return due(since, Span.parse(span), calendar()).last_day.isoformat()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-02-10", "2026-02-13"),
        ("2026-02-11", "2026-02-14"),
        ("2026-02-12", "2026-02-24"),
        ("2026-02-13", "2026-02-25"),
        ("2026-02-24", "2026-02-27"),
        ("2026-02-25", "2026-02-28"),
        ("2026-02-26", "2026-03-02"),
        ("2026-09-22", "2026-09-28"),
        ("2026-09-30", "2026-10-10"),
        ("2025-12-26", "2025-12-31"),
        ("2025-12-29", "2026-01-04"),
        ("2025-12-30", "2026-01-05"),
    ],
)
def test_acceptance_is_decided_in_three_working_days(start: str, expected: str) -> None:
    """Holidays do not count, make-up Saturdays and Sundays do, and the year may end between."""
    assert last_day("acceptance_term", start) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-01-30", "2026-02-14"),
        ("2026-01-31", "2026-02-24"),
        ("2026-02-05", "2026-02-24"),
        ("2026-02-08", "2026-02-24"),
        ("2026-02-09", "2026-02-24"),
        ("2026-02-10", "2026-02-25"),
        ("2026-03-13", "2026-03-30"),
        ("2025-12-17", "2026-01-04"),
        ("2026-09-15", "2026-09-30"),
        ("2026-09-16", "2026-10-08"),
    ],
)
def test_fifteen_days_are_natural_and_roll_past_a_holiday(start: str, expected: str) -> None:
    """Every day counts; only a last day that is no working day moves."""
    found = {
        last_day(parameter, start)
        for parameter in ("arbitration_after", "mediation_term", "review_window")
    }
    assert found == {expected}


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("330102", "2026-03-23"),
        ("360102", "2026-05-06"),
        ("110105", "2026-03-17"),
        ("440103", "2026-03-23"),
    ],
)
def test_an_opinion_is_answered_in_the_time_of_its_place(region: str, expected: str) -> None:
    """Fifteen working days in Zhejiang, sixty days in Nanchang, fifteen days in Beijing."""
    assert last_day("opinion_reply_term", "2026-03-02", region) == expected


@pytest.mark.parametrize(
    ("parameter", "start", "expected"),
    [
        ("negotiation_silence", "2026-02-27", "2026-03-04"),
        ("negotiation_silence", "2026-02-10", "2026-02-24"),
        ("confirmation_window", "2026-03-13", "2026-04-13"),
        ("review_term", "2026-03-30", "2026-04-07"),
        ("legal_aid_decision", "2026-03-11", "2026-03-18"),
        ("legal_aid_assignment", "2026-03-13", "2026-03-16"),
        ("payment_order_answer", "2026-04-09", "2026-04-14"),
        ("objection_window", "2026-05-06", "2026-05-21"),
    ],
)
def test_other_terms_end_where_the_law_says(parameter: str, start: str, expected: str) -> None:
    """Five days of silence, thirty for confirmation, five working days of review, and the rest."""
    assert last_day(parameter, start) == expected
