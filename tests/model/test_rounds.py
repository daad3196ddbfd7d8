"""Everything that can be done to a small round, in every order, keeps what the engine promises."""

from __future__ import annotations

import pytest

from engine.model import Approval, Seat, Vote
from tests.model.explorer import explore, main
from tests.model.invariants import outcome
from tests.model.kinds import KINDS

DEPTH = 2
"""Deep enough for a change of the round and an answer after it; more by hand (see the module)."""


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
    mode: str, more: dict[str, int], answers: str, result: str | None
) -> None:
    """The reckoning that results are held against is itself right."""
    words = {"y": "yes", "n": "no", "a": "abstain"}
    votes = tuple(
        Vote(seat=index, person=f"p{index}", answer=words[letter])
        for index, letter in enumerate(answers)
    )
    round_ = Approval(state="panel", mode=mode, seats=(Seat(),) * 3, **more)
    assert outcome(round_, votes) == result
