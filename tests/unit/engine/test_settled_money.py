"""Money set aside by the very action that ends a case."""

from __future__ import annotations

from engine.changes import FundsReleased
from engine.projection import movements
from tests.support.small_kind import Story, small_kind

_AT_ONCE = {
    "actions": {
        "end_at_once": {
            "from": ["draft"],
            "to": "done",
            "by": ["clerk"],
            "does": [{"reserve": {"fund": '"aid"', "amount": "amount", "at": "district"}}],
        }
    }
}


def test_what_an_ending_action_sets_aside_is_given_back() -> None:
    """A case that reserves and ends in one action leaves nothing set aside."""
    story = Story(workflow=small_kind(**_AT_ONCE), amount="3000").act("end_at_once", "ann")
    released = [c for c in story.events[-1].changes if isinstance(c, FundsReleased)]
    assert [r.reservation.amount_fen for r in released] == [300_000]
    assert story.case.reserved is None
    assert [(m.source.value, m.target.value) for m in movements(story.events)] == [
        ("free", "reserved"),
        ("reserved", "free"),
    ]
