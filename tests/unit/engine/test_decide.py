"""decide and evolve together: total, pure, and in agreement."""

from __future__ import annotations

from typing import get_args

import pytest

from engine import changes, commands
from engine import decide as deciding
from engine import evolve as evolving
from engine.changes import CaseCreated, UndoKept, VoteCast
from engine.commands import AddNote, CaseCommand
from engine.decide import decide
from engine.errors import ReplayError
from engine.events import Event, EventType, Who
from engine.evolve import evolve, replay
from engine.model import Vote
from engine.refusal import Refusal
from tests.support.small_kind import NOW, Story, world


def event(story: Story, *made: changes.Change) -> Event:
    """An event of the case with these changes."""
    return Event(
        type=EventType.NOTE_ADDED,
        case_id=story.case.id,
        at=NOW,
        who=Who(person="ann"),
        changes=made,
    )


def test_every_command_has_a_handler() -> None:
    """Decide answers every kind of command there is, and no other."""
    handled = set(deciding._HANDLERS)
    assert handled == set(get_args(CaseCommand))
    declared = {c for c in vars(commands).values() if isinstance(c, type)}
    assert {c for c in declared if issubclass(c, commands.Command)} - {commands.Command} == handled


def test_every_change_can_be_applied() -> None:
    """Evolve knows every kind of change an event may carry."""
    union, _ = get_args(changes.Change)
    assert set(evolving._APPLY) == set(get_args(union))


def test_replaying_the_events_gives_the_case() -> None:
    """The events alone are enough to have the case again."""
    story = Story(amount="3000").visited().act("approve", "eva").act("pay", "ann", days=8)
    assert replay(story.events) == story.case


def test_every_event_that_changes_something_counts() -> None:
    """A case's version is the number of its changes."""
    story = Story(amount="3000").visited()
    assert story.case.version == len(story.events)


def test_deciding_changes_neither_case_nor_command() -> None:
    """The same question about the same case gives the same answer."""
    story = Story(amount="3000").with_proof()
    command = commands.Act(case_id="SA-1", action="submit", data={"amount": "10"})
    first = decide(story.workflow, story.case, command, world("ann"))
    assert decide(story.workflow, story.case, command, world("ann")) == first
    assert story.case.facts["amount"] == "3000.00"


def test_a_refusal_carries_no_events() -> None:
    """What is refused leaves nothing but reasons."""
    story = Story()
    answer = decide(story.workflow, story.case, AddNote(case_id="SA-1", text=" "), world("ann"))
    assert isinstance(answer, Refusal)
    assert answer.codes == ("reason_missing",)


def test_an_event_without_changes_leaves_the_case_as_it_is() -> None:
    """A reading or a refused attempt is an entry, not a change."""
    story = Story()
    assert evolve(story.case, event(story)) is story.case


def test_no_events_are_no_case() -> None:
    """Nothing happened, nothing is there."""
    assert replay([]) is None


def test_the_first_event_creates_the_case() -> None:
    """Events that begin in the middle cannot be replayed."""
    with pytest.raises(ReplayError):
        replay(Story(amount="1").with_proof().events[1:])


def test_a_case_is_created_once() -> None:
    """A second creation among a case's events is an error."""
    story = Story()
    with pytest.raises(ReplayError):
        evolve(story.case, event(story, CaseCreated(case=story.case)))


def test_a_vote_without_a_round_is_out_of_order() -> None:
    """Events that do not follow one another are an error, not a guess."""
    story = Story()
    vote = VoteCast(vote=Vote(seat=0, person="eva", answer="yes"))
    with pytest.raises(ReplayError):
        evolve(story.case, event(story, vote))


def test_undoing_nothing_is_out_of_order() -> None:
    """An undo in the events needs something that could be undone."""
    story = Story()
    with pytest.raises(ReplayError):
        evolve(story.case, event(story, changes.Undone(action="submit")))


def test_the_undo_point_holds_the_case_without_its_own() -> None:
    """What is kept for an undo does not grow with every action."""
    story = Story()
    once = evolve(story.case, event(story, UndoKept(action="a", person="ann")))
    twice = evolve(once, event(story, UndoKept(action="b", person="ann")))
    assert twice.undo is not None
    assert twice.undo.before.undo is None
