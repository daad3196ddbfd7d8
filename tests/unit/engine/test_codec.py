"""Cases and events as stored: nothing is lost and nothing is added."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from engine.canonical import canonical_bytes, parse_canonical
from engine.codec import case_from_json, case_to_json, event_from_json, event_to_plain
from engine.commands import AddNote, ClaimTask, FireDeadline, ShowFields, Undo
from engine.directory import TIMER
from tests.support.small_kind import Story

STORIES: dict[str, Callable[[], Story]] = {
    "paid": lambda: Story(amount="3000").visited().act("approve", "eva").act("pay", "ann", days=8),
    "undone": lambda: (
        Story(amount="3000").visited().act("approve", "eva").do(Undo(case_id="SA-1"), "eva")
    ),
    "undoable": lambda: Story(amount="3000").visited().act("approve", "eva"),
    "voting": lambda: Story(amount="8000").visited().act("vote_yes", "eva"),
    "returned": lambda: (
        Story(amount="3000")
        .visited()
        .act("send_back", "eva", reason="x", target="draft", straight_back=True)
    ),
    "resting": lambda: Story(amount="3000").visited().act("rest", "eva"),
    "resumed": lambda: (
        Story(amount="3000").visited().act("rest", "eva").act("go_on", "eva", days=3)
    ),
    "lapsed": lambda: (
        Story(amount="3000")
        .visited()
        .do(FireDeadline(case_id="SA-1", deadline="review"), TIMER, days=9)
    ),
    "claimed": lambda: Story().do(ClaimTask(case_id="SA-1", task_id="SA-1-T1.0"), "ann"),
    "noted": lambda: Story().do(AddNote(case_id="SA-1", text="好"), "ann"),
    "shown": lambda: Story().do(
        ShowFields(case_id="SA-1", fields=("id_number",), purpose="check"), "ann"
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_a_case_comes_back_as_it_was(name: str) -> None:
    """A stored case read again equals the case."""
    case = STORIES[name]().case
    assert case_from_json(case_to_json(case)) == case


@pytest.mark.parametrize("name", STORIES)
def test_an_event_comes_back_as_it_was(name: str) -> None:
    """A stored event read again equals the event."""
    events = STORIES[name]().events
    assert [event_from_json(json.dumps(event_to_plain(event))) for event in events] == events


@pytest.mark.parametrize("name", STORIES)
def test_an_event_has_canonical_bytes(name: str) -> None:
    """The plain form of every event can be written canonically, and read back."""
    for event in STORIES[name]().events:
        plain = event_to_plain(event)
        assert parse_canonical(canonical_bytes(plain)) == plain


def test_defaults_are_left_out_of_a_stored_case() -> None:
    """A stored case says what it has, not what it lacks."""
    text = case_to_json(Story().case)
    assert b"approval" not in text
    assert b"undo" not in text
