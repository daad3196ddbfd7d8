"""Everything that can be done to a small round, in every order, keeps what the engine promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict, Unpack

import pytest

from engine.changes import StepTaken
from engine.model import Approval, Case, Seat, Status, Task, Vote
from tests.model.explorer import explore, main
from tests.model.invariants import broken_by, broken_in, outcome
from tests.model.kinds import KINDS
from tests.support.rounds import Mode, votes_of
from tests.support.small_kind import Story, small_kind, world

DEPTH = 2
"""Deep enough for a change of the round and an answer after it; more by hand (see the module)."""


class Asked(TypedDict, total=False):
    """How many must agree."""

    ratio: int
    need: int


class Forged(TypedDict, total=False):
    """What somebody may tamper with."""

    approval: Approval | None
    status: Status
    tasks: tuple[Task, ...]


@pytest.mark.parametrize("name", KINDS)
def test_no_interleaving_breaks_an_invariant(name: str) -> None:
    """Every order of commands up to the depth leaves every named invariant true."""
    found = explore(name, DEPTH)
    assert found.broken == ()
    assert found.states > DEPTH


def test_an_exploration_stops_where_it_is_told_to() -> None:
    """A bound on situations holds, so that a long exploration can be cut short."""
    assert explore("all", 9, most=20).states < 400


def test_what_is_broken_is_told_with_the_way_there(capsys: pytest.CaptureFixture[str]) -> None:
    """The command line prints what it saw of each kind, and ends well when nothing broke."""
    assert main(["--depth", "1", "--kind", "children"]) == 0
    assert "0 broken" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("mode", "more", "answers", "result"),
    [
        ("all", {}, "yn", "no"),
        ("all", {"ratio": 50}, "yn", None),
        ("all", {"ratio": 50}, "yny", "yes"),
        ("count", {"need": 2}, "yy", "yes"),
        ("percent", {"need": 60}, "yn", None),
        ("any", {}, "an", "no"),
    ],
)
def test_the_count_by_hand_is_a_count(
    mode: Mode, more: Asked, answers: str, result: str | None
) -> None:
    """The reckoning that results are held against is itself right."""
    round_ = replace(Approval(state="panel", mode=mode, seats=(Seat(),) * 3), **more)
    assert outcome(round_, votes_of(answers)) == result


def forged(**changes: Unpack[Forged]) -> Case:
    """A case before a round of two in which one has agreed, forged."""
    story = Story(workflow=small_kind(actions={"vote_no": {"by": ["chief"]}}), amount="8000")
    return replace(story.visited().act("vote_yes", "eva").case, **changes)


def broken(case: Case) -> set[str]:
    """The invariants that a case breaks."""
    return set(broken_in(small_kind(), case, world("ann")))


def test_a_sound_case_breaks_nothing() -> None:
    """What the engine makes keeps every invariant."""
    assert broken(forged()) == set()


def with_votes(*people: str) -> Approval:
    """The round with these votes for yes, from seat after seat."""
    round_ = forged().approval
    assert round_ is not None
    votes = tuple(Vote(seat=i, person=p, answer="yes") for i, p in enumerate(people))
    return replace(round_, votes=votes)


DAMAGE: dict[str, Callable[[], Forged]] = {
    "a decided round stays open": lambda: {"approval": with_votes("eva", "fay")},
    "somebody votes twice": lambda: {"approval": with_votes("eva", "eva")},
    "a round belongs to its state and to no other": lambda: {"approval": None},
    "a closed case has work": lambda: {"status": Status.CLOSED},
    "a task belongs to a state that the case has left": lambda: {
        "tasks": (replace(forged().tasks[0], state="draft"),)
    },
    "a task is there twice": lambda: {"tasks": forged().tasks * 2},
    "the work of a round is that of the seats whose turn it is": lambda: {"tasks": ()},
}


@pytest.mark.parametrize("name", DAMAGE)
def test_every_invariant_can_fail(name: str) -> None:
    """A case that somebody has tampered with is called what it is."""
    assert name in broken(forged(**DAMAGE[name]()))


def test_a_step_that_breaks_something_is_found() -> None:
    """Events that do not lead to the case, a vote out of turn, a round that ends otherwise."""
    story = Story(amount="8000").visited()
    before, known = story.case, tuple(story.events)
    story.act("vote_yes", "eva").act("vote_yes", "fay")
    assert before.approval is not None
    gone = replace(before, approval=replace(before.approval, out=("fay",), votes=()))
    last = (story.events[-1],)
    found = set(broken_by(story.workflow, gone, last, known, story.case))
    assert found == {
        "replaying the events does not give the case",
        "somebody votes after they were removed or handed their vote on",
        "a round ends otherwise than its votes add up to",
    }


def test_a_step_against_the_duties_is_found() -> None:
    """Somebody who did what bars them is named in the history of the case."""
    story = Story(amount="3000").visited().act("approve", "eva")
    steps = [c for e in story.events for c in e.changes if isinstance(c, StepTaken)]
    by_submitter = replace(steps[-1], step=replace(steps[-1].step, person="ann"))
    forged_event = replace(story.events[-1], changes=(by_submitter,))
    history = (*story.events[:-1], forged_event)
    found = broken_by(story.workflow, story.case, (forged_event,), history, story.case)
    assert "separation of duties is broken" in set(found)
