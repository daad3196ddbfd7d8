"""What an attempt is told when the rules say no."""

from __future__ import annotations

from pydantic import JsonValue

from engine.attempt import Answer, unmet_reason
from rules.feel import Value


class Failed:
    """A verdict that says no for one criterion, judged on an income that is nobody's business."""

    outcome: Value = False
    missing: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()

    def evidence(self) -> dict[str, JsonValue]:
        """What is stored of it."""
        return {"edition": "2026-01-01", "not_met": ["poor"], "facts": {"income": "9000"}}


def test_a_failed_decision_names_its_criteria_and_no_values() -> None:
    """The criteria that fail are in the reason with their edition; what they were judged on not."""
    told = unmet_reason("aid.eligible", Answer(value=False, verdict=Failed()))
    assert told.params == {
        "rule": "aid.eligible",
        "criteria": ["aid.poor"],
        "edition": "2026-01-01",
    }


def test_a_failed_condition_is_named_as_it_is() -> None:
    """A condition of the workflow itself has no criteria."""
    assert unmet_reason("amount > 0", Answer(value=False)).params == {"rule": "amount > 0"}
