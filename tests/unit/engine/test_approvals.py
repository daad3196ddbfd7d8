"""Several people decide together: who sits where, whose turn it is, when the round is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from engine import approvals
from engine.commands import ClaimTask
from engine.directory import Absence
from engine.events import EventType
from engine.model import Approval, Seat, Vote
from engine.refusal import Reason
from tests.support.rounds import Mode, votes_of
from tests.support.small_kind import DIRECTORY, Story, small_kind, world


def round_of(mode: Mode, answers: str, seats: int = 3, need: int | None = None) -> Approval:
    """A round in which the first seats have answered; y, n and a stand for the answers."""
    votes = votes_of(answers)
    return Approval(state="panel", mode=mode, seats=(Seat(),) * seats, need=need, votes=votes)


@pytest.mark.parametrize(
    ("mode", "need", "answers", "result"),
    [
        ("any", None, "", None),
        ("any", None, "y", "yes"),
        ("any", None, "n", "no"),
        ("any", None, "a", None),
        ("any", None, "aay", "yes"),
        ("any", None, "aaa", "no"),
        ("all", None, "yy", None),
        ("all", None, "yyy", "yes"),
        ("all", None, "n", "no"),
        ("all", None, "ya", "no"),
        ("count", 2, "y", None),
        ("count", 2, "yy", "yes"),
        ("count", 2, "yn", None),
        ("count", 2, "nn", "no"),
        ("count", 2, "na", "no"),
        ("count", 2, "any", "no"),
        ("percent", 50, "y", None),
        ("percent", 50, "yy", "yes"),
        ("percent", 34, "yn", None),
        ("percent", 33, "y", "yes"),
        ("percent", 67, "yyn", "no"),
        ("percent", 100, "yyn", "no"),
        ("sequence", None, "yy", None),
        ("sequence", None, "yyy", "yes"),
        ("sequence", None, "yn", "no"),
    ],
)
def test_a_round_ends_as_its_mode_says(
    mode: Mode, need: int | None, answers: str, result: str | None
) -> None:
    """A round is open until its answers decide it, and never longer."""
    assert approvals.result(round_of(mode, answers, need=need)) == result


@pytest.mark.parametrize("mode", ["any", "all", "count", "percent", "sequence"])
@pytest.mark.parametrize("seats", [1, 2, 3, 4])
def test_a_full_round_is_always_decided(mode: Mode, seats: int) -> None:
    """When every seat has answered there is a result, whatever the answers are."""
    undecided = [
        answers
        for answers in product("yna", repeat=seats)
        if approvals.result(round_of(mode, "".join(answers), seats, need=seats // 2 + 1)) is None
    ]
    assert undecided == []


@pytest.mark.parametrize(("seats", "percent", "needed"), [(3, 50, 2), (4, 50, 2), (3, 67, 3)])
def test_a_share_is_rounded_up_to_whole_votes(seats: int, percent: int, needed: int) -> None:
    """A percentage of the seats asks for the next whole number of votes."""
    assert approvals.needed(round_of("percent", "", seats, need=percent)) == needed


def panel() -> Story:
    """A case before a panel of two chiefs."""
    return Story(amount="8000").visited()


def test_entering_the_state_opens_a_seat_and_a_task_for_each_voter() -> None:
    """A round begins with its seats, and a task lies in the queue for each."""
    story = panel()
    assert story.case.approval is not None
    assert len(story.case.approval.seats) == 2
    assert [task.key for task in story.case.tasks] == ["seat0", "seat1"]


def test_a_vote_that_does_not_decide_leaves_the_case_where_it_is() -> None:
    """The first of two yes votes is recorded, its task is done, the other stays."""
    story = panel().act("vote_yes", "eva")
    assert (story.case.state, story.events[-1].type) == ("panel", EventType.VOTE_RECORDED)
    assert [task.key for task in story.case.tasks] == ["seat1"]


def test_the_last_vote_moves_the_case_and_carries_the_effects_out() -> None:
    """When all have agreed the case moves on and the money is set aside, once."""
    story = panel().act("vote_yes", "eva").act("vote_yes", "fay")
    assert (story.case.state, story.case.approval) == ("notice", None)
    assert story.case.reserved is not None


def test_a_refusal_ends_a_round_of_all() -> None:
    """The first no decides where everybody must agree."""
    assert panel().act("vote_yes", "eva").act("vote_no", "fay").case.state == "refused"


def test_nobody_votes_twice() -> None:
    """Who has answered, or was represented, has no further vote."""
    assert panel().act("vote_yes", "eva").act_refused("vote_no", "eva") == ("already_voted",)


def test_who_has_no_seat_does_not_vote() -> None:
    """A person outside the round is refused."""
    assert panel().act_refused("vote_no", "ben") == ("no_seat",)


def test_separation_of_duties_holds_for_voters() -> None:
    """Who submitted may not vote on it."""
    story = Story("gil", amount="8000").with_proof().act("submit", "gil")
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    assert story.act_refused("vote_yes", "gil") == ("separation_of_duties",)


def test_a_delegate_answers_from_the_seat_of_whom_they_represent() -> None:
    """A vote on behalf of somebody takes their seat, and names both."""
    away = replace(
        DIRECTORY,
        absences=(
            Absence(person="eva", delegate="ben", since=date(2026, 2, 1), until=date(2026, 3, 1)),
        ),
    )
    by_name = small_kind(
        case={"panel_people": {"type": "text"}},
        states={
            "panel": {
                "approval": {"voters": [{"role": "chief", "at": "district", "count": "every"}]}
            }
        },
    )
    story = Story(workflow=by_name, amount="8000").visited()
    ben_for_eva = away.actor("ben", date(2026, 2, 11), on_behalf_of="eva")
    story.act("vote_yes", ben_for_eva)
    vote = story.round.votes[0]
    assert (vote.person, vote.on_behalf_of) == ("ben", "eva")
    assert story.act_refused("vote_yes", "eva") == ("already_voted",)


def test_a_seat_that_somebody_claimed_is_theirs() -> None:
    """A voter answers from a seat whose work nobody else has taken."""
    story = panel()
    story.do(ClaimTask(case_id="SA-1", task_id=story.case.tasks[0].id), "fay")
    story.act("vote_yes", "eva")
    assert story.round.votes[0].seat == 1


def test_in_sequence_only_the_next_seat_may_answer() -> None:
    """One after the other: the second seat waits for the first, and its task comes then."""
    voters = [{"field": "first"}, {"field": "second"}]
    one_by_one = small_kind(
        case={"first": {"type": "person"}, "second": {"type": "person"}},
        open={"edits": ["name", "amount", "first", "second"]},
        states={"panel": {"approval": {"mode": "sequence", "voters": voters}}},
    )
    story = Story(workflow=one_by_one, amount="8000", first="fay", second="eva").visited()
    assert [task.assignee for task in story.case.tasks] == ["fay"]
    assert story.act_refused("vote_yes", "eva") == ("not_your_turn",)
    story.act("vote_yes", "fay")
    assert [task.assignee for task in story.case.tasks] == ["eva"]
    assert story.act("vote_yes", "eva").case.state == "notice"


def test_people_chosen_on_the_way_get_the_seats() -> None:
    """Voters named with the action sit in the round that follows."""
    chosen = small_kind(
        states={"panel": {"approval": {"voters": [{"chosen_by": "submitter"}]}}},
        actions={"submit": {"to": "panel"}},
    )
    story = Story(workflow=chosen, amount="8000").with_proof()
    assert story.act_refused("submit", "ann") == ("no_approvers",)
    story.act("submit", "ann", approvers=("fay", "gil"))
    assert [seat.person for seat in story.round.seats] == ["fay", "gil"]


def test_a_round_that_could_never_agree_is_not_begun() -> None:
    """With fewer people than votes needed the state is not entered."""
    many = small_kind(
        states={
            "panel": {"approval": {"voters": [{"role": "chief", "at": "district", "count": 4}]}}
        },
        actions={"submit": {"to": "panel"}},
    )
    story = Story(workflow=many, amount="8000").with_proof()
    assert story.act_refused("submit", "ann") == ("too_few_approvers",)


def test_an_abstention_that_decides_goes_where_no_leads() -> None:
    """When agreement is out of reach the case goes where a refusal goes, whoever said it."""
    abstaining = small_kind(
        actions={"abstain": {"from": ["panel"], "to": "notice", "by": ["chief"], "vote": "abstain"}}
    )
    story = Story(workflow=abstaining, amount="8000").visited()
    assert story.act("abstain", "eva").case.state == "refused"


def test_a_return_voids_the_round() -> None:
    """Sending the file back ends the round; coming back opens a new one."""
    story = panel().act("vote_yes", "eva")
    story.act("send_back", "fay", reason="x", target="draft", straight_back=True)
    assert story.case.approval is None
    again = story.act("submit", "ann")
    assert (again.case.state, again.round.votes) == ("panel", ())


def test_only_the_voters_own_task_is_done_when_a_vote_decides() -> None:
    """The tasks of voters who did not get to answer are withdrawn, not done in their name."""
    story = panel().act("vote_no", "eva")
    closed = {c.task_id: c.how for c in story.events[-1].changes if c.type == "task_closed"}
    assert sorted(closed.values()) == ["done", "withdrawn"]


def test_a_limit_holds_for_a_vote_at_the_seat() -> None:
    """A voter's own limit counts, at the office of the seat."""
    limited = small_kind(actions={"vote_yes": {"authority": {"amount": "amount"}}})
    story = Story(workflow=limited, amount="8000").visited()
    assert story.act_refused("vote_yes", "eva") == ("amount_above_limit",)
    assert len(story.act("vote_yes", "fay").round.votes) == 1


def test_free_seat_says_why_there_is_none() -> None:
    """The pure question gives a seat's number or a reason."""
    round_ = panel().round
    assert approvals.free_seat(round_, world("fay").actor) == 0
    assert isinstance(approvals.free_seat(round_, world("ann").actor), Reason)


def test_who_was_represented_is_in_the_round() -> None:
    """Nobody can be brought in again whose deputy has answered for them."""
    vote = Vote(seat=0, person="deputy", answer="yes", on_behalf_of="absent")
    round_ = Approval(state="panel", mode="all", seats=(Seat(), Seat()), votes=(vote,))
    assert set(approvals.members(round_)) == {"deputy", "absent"}
