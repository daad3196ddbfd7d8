"""Changing a running round: adding, removing, handing on, asking first, and what it means."""

from __future__ import annotations

from dataclasses import replace
from typing import Self, Unpack

import pytest

from engine.commands import (
    Act,
    AddApprover,
    AssignTask,
    CaseCommand,
    ClaimTask,
    DelegateVote,
    GiveOpinion,
    Place,
    RecallVote,
    RemoveApprover,
    TransferVote,
)
from engine.directory import JOIN, Actor, Grant, Person
from engine.events import EventType
from engine.evolve import replay
from engine.model import Seat
from engine.voting import offered
from tests.support.command_values import Around, OfCase
from tests.support.small_kind import DIRECTORY, Story, small_kind, world

EVERY = ["add", "remove", "transfer", "delegate"]
PEOPLE = {
    **DIRECTORY.people,
    "hal": Person(id="hal", name="哈样例", grants=(Grant(role="clerk", office="d"),)),
    "ida": Person(id="ida", name="艾样例", grants=(Grant(role="clerk", office="d"),)),
}
HERE = replace(DIRECTORY, people=PEOPLE)
CASE: OfCase = {"case_id": "SA-1"}


def here(around: Around) -> Around:
    """The world with the two more people in it, unless it is another one."""
    return {"directory": HERE, **around}


class Panel(Story):
    """A case before a panel, in an office with two more people at the district."""

    def __init__(self, **approval: object) -> None:
        kind = small_kind(
            case={"asked": {"type": "person"}},
            open={"edits": ["name", "amount", "asked"]},
            states={"panel": {"approval": {"allows": EVERY, **approval}}},
            actions={"vote_yes": {"by": ["chief", "join"], "authority": None}},
        )
        super().__init__(workflow=kind, amount="8000", asked="hal")
        self.visited()

    def do(self, command: CaseCommand, person: str | Actor, **around: Unpack[Around]) -> Self:
        """Carry a command out here."""
        super().do(command, person, **here(around))
        return self

    def refused(
        self, command: CaseCommand, person: str | Actor, **around: Unpack[Around]
    ) -> tuple[str, ...]:
        """The codes of the refusal that a command meets here."""
        return super().refused(command, person, **here(around))

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The seats of the round."""
        assert self.case.approval is not None
        return self.case.approval.seats

    def waiting(self) -> list[str | None]:
        """For whom the tasks of the round are."""
        return [task.assignee for task in self.case.tasks]


def add(person: str, place: Place = "before") -> AddApprover:
    """The command that brings somebody in."""
    return AddApprover(**CASE, person=person, place=place, reason="专业意见")


def test_somebody_added_before_oneself_answers_first() -> None:
    """Whoever adds has their own name on their seat and waits."""
    panel = Panel().do(add("hal"), "eva")
    assert panel.refused(Act(**CASE, action="vote_yes"), "eva") == ("not_your_turn",)
    panel.act("vote_yes", "hal").act("vote_yes", "eva").act("vote_yes", "fay")
    assert panel.case.state == "notice"


def test_somebody_added_after_oneself_waits() -> None:
    """The added person is asked once one has answered, and the round needs their yes too."""
    panel = Panel().do(add("hal", "after"), "eva")
    assert panel.refused(Act(**CASE, action="vote_yes"), "hal") == ("not_your_turn",)
    panel.act("vote_yes", "eva").act("vote_yes", "fay")
    assert (panel.case.state, panel.waiting()) == ("panel", ["hal"])
    assert panel.act("vote_yes", "hal").case.state == "notice"


def test_somebody_added_beside_oneself_answers_at_any_time() -> None:
    """Nobody waits for anybody."""
    panel = Panel().do(add("hal", "beside"), "eva").act("vote_yes", "hal")
    assert panel.act("vote_yes", "eva").act("vote_yes", "fay").case.state == "notice"


@pytest.mark.parametrize(
    ("place", "asked"), [("before", ["hal", "eva", "fay"]), ("after", ["eva", "hal", "fay"])]
)
def test_in_a_sequence_the_added_person_has_a_place(place: Place, asked: list[str]) -> None:
    """Before or after oneself, and those behind keep their order."""
    voters = [{"role": "chief", "at": "district", "count": 2}]
    panel = Panel(mode="sequence", voters=voters).do(add("hal", place), "eva")
    for person in asked:
        assert len(panel.case.tasks) == 1
        panel.act("vote_yes", person)
    assert panel.case.state == "notice"


@pytest.mark.parametrize(("mode", "place"), [("sequence", "beside"), ("any", "after")])
def test_a_place_that_means_nothing_is_refused(mode: str, place: Place) -> None:
    """Nobody stands beside a queue, and nobody comes after an answer that ends the round."""
    assert Panel(mode=mode).refused(add("hal", place), "eva") == ("no_place_for_that",)


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        ("ann", ("separation_of_duties",)),
        ("nobody", ("approver_not_fit",)),
        ("gil", ()),
    ],
)
def test_who_could_not_agree_is_not_brought_in(person: str, codes: tuple[str, ...]) -> None:
    """Duties hold for those who are brought in, and they must belong to the offices concerned."""
    panel = Panel()
    if codes:
        assert panel.refused(add(person), "eva") == codes
    else:
        assert panel.do(add(person), "eva").seats[-1].person == person


def test_nobody_is_brought_in_twice() -> None:
    """Who has a seat in their name has no further one."""
    panel = Panel().do(add("hal"), "eva")
    assert panel.refused(add("hal", "beside"), "fay") == ("approver_sits_already",)


@pytest.mark.parametrize(
    "command",
    [
        add("hal"),
        RemoveApprover(**CASE, person="hal"),
        TransferVote(**CASE, person="hal"),
        DelegateVote(**CASE, person="hal"),
    ],
)
def test_only_what_is_declared_may_be_changed(command: CaseCommand) -> None:
    """A round that allows no changes stays as it was begun."""
    assert Panel(allows=[]).refused(command, "eva") == ("not_allowed_here",)


@pytest.mark.parametrize(
    "command", [add("hal"), TransferVote(**CASE, person="hal"), DelegateVote(**CASE, person="hal")]
)
def test_who_has_no_seat_changes_nothing(command: CaseCommand) -> None:
    """One adds, hands on and asks from one's own seat."""
    assert Panel().refused(command, "ben") == ("no_seat",)


def test_who_may_not_agree_does_not_say_who_does_instead() -> None:
    """Somebody barred by duties cannot hand their seat to a friend."""
    kind = small_kind(states={"panel": {"approval": {"allows": EVERY}}})
    story = Story("gil", workflow=kind, amount="8000").with_proof().act("submit", "gil")
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    codes = story.refused(TransferVote(**CASE, person="hal"), "gil", directory=HERE)
    assert codes == ("separation_of_duties",)


def test_outside_a_round_there_is_nothing_to_change() -> None:
    """In a state that nobody votes in, and in a closed or resting case, changes are refused."""
    story = Story(amount="3000").visited()
    assert story.refused(add("hal"), "eva", directory=HERE) == ("no_round",)
    story.act("rest", "eva")
    assert story.refused(add("hal"), "eva", directory=HERE) == ("case_suspended",)


def test_who_added_somebody_takes_them_out_again() -> None:
    """Their task is withdrawn, and whoever waited for them is asked."""
    panel = Panel().do(add("hal"), "eva").do(RemoveApprover(**CASE, person="hal"), "eva")
    assert panel.refused(Act(**CASE, action="vote_yes"), "hal") == ("out_of_round",)
    assert panel.waiting() == [None, "eva"]


def test_somebody_else_s_addition_is_not_mine_to_remove() -> None:
    """Neither a colleague nor the added person removes them; who gives out work does."""
    panel = Panel().do(add("hal"), "eva")
    command = RemoveApprover(**CASE, person="hal")
    assert panel.refused(command, "ann") == ("not_yours_to_remove",)
    assert panel.refused(command, "hal") == ("not_yours_to_remove",)
    assert panel.do(command, "fay").seats[-1].removed


def test_who_has_answered_is_not_removed() -> None:
    """A vote that was given stays given."""
    panel = Panel().do(add("hal"), "eva").act("vote_yes", "hal")
    assert panel.refused(RemoveApprover(**CASE, person="hal"), "eva") == ("seat_not_open",)


def test_a_removal_may_complete_the_agreement() -> None:
    """When all who are left have agreed the machine ends the round in the same decision."""
    panel = Panel().do(add("hal", "after"), "eva").act("vote_yes", "eva").act("vote_yes", "fay")
    panel.do(RemoveApprover(**CASE, person="hal"), "eva")
    assert (panel.case.state, panel.events[-1].who.person) == ("notice", JOIN.person)
    assert replay(panel.events) == panel.case


def test_a_removal_does_not_take_the_last_chance_away() -> None:
    """Without enough seats to agree nobody is removed."""
    voters = [{"role": "chief", "at": "district", "count": "every"}]
    panel = Panel(mode="count", need=3, voters=voters)
    assert panel.refused(RemoveApprover(**CASE, person="gil"), "eva") == ("too_few_approvers",)


def test_a_removal_does_not_refuse_for_the_rest() -> None:
    """With a ratio that the remaining answers cannot reach the removal itself is refused."""
    voters = [{"role": "chief", "at": "district", "count": 2}]
    panel = Panel(mode="all", ratio=60, voters=voters).do(add("hal", "beside"), "eva")
    panel.act("vote_yes", "eva").act("vote_no", "fay")
    assert panel.refused(RemoveApprover(**CASE, person="hal"), "eva") == ("removal_decides",)


def test_a_vote_handed_on_is_the_other_s_for_good() -> None:
    """Who handed it on has no further part, whatever seat were free."""
    panel = Panel().do(TransferVote(**CASE, person="hal", reason="出差"), "eva")
    assert panel.events[-1].type is EventType.VOTE_TRANSFERRED
    assert panel.refused(Act(**CASE, action="vote_yes"), "eva") == ("out_of_round",)
    assert panel.act("vote_yes", "hal").act("vote_yes", "fay").case.state == "notice"


def test_who_is_asked_first_gives_the_vote_back() -> None:
    """The opinion is a remark in the trail; the vote stays with its owner."""
    panel = Panel().do(DelegateVote(**CASE, person="hal"), "eva")
    assert panel.refused(Act(**CASE, action="vote_yes"), "eva") == ("vote_delegated_away",)
    assert panel.refused(Act(**CASE, action="vote_yes"), "hal") == ("no_seat",)
    panel.do(GiveOpinion(**CASE, text=" 同意 "), "hal")
    assert panel.events[-1].reason == "同意"
    assert panel.waiting() == ["eva", None]
    assert panel.act("vote_yes", "eva").act("vote_yes", "fay").case.state == "notice"


def test_an_opinion_that_does_not_come_is_not_waited_for() -> None:
    """The owner takes the vote back; the other is asked no more."""
    panel = Panel().do(DelegateVote(**CASE, person="hal"), "eva")
    assert panel.refused(RecallVote(**CASE), "fay") == ("nothing_to_recall",)
    panel.do(RecallVote(**CASE), "eva")
    assert panel.refused(GiveOpinion(**CASE, text="x"), "hal") == ("not_asked",)
    assert panel.act("vote_no", "eva").case.state == "refused"


def test_an_empty_opinion_is_none() -> None:
    """Who was asked says something."""
    panel = Panel().do(DelegateVote(**CASE, person="hal"), "eva")
    assert panel.refused(GiveOpinion(**CASE, text=" "), "hal") == ("reason_missing",)


def test_the_work_of_a_named_seat_is_for_nobody_else() -> None:
    """A colleague of the same role neither claims nor is given it."""
    panel = Panel(voters=[{"role": "chief", "at": "district", "count": "every"}])
    mine = next(task.id for task in panel.case.tasks if task.assignee == "eva")
    assert "no_seat" in panel.refused(ClaimTask(**CASE, task_id=mine), "fay")
    assert "no_seat" in panel.refused(AssignTask(**CASE, task_id=mine, assignee="gil"), "fay")


def test_who_has_voted_does_not_take_a_further_seat_s_work() -> None:
    """The second seat of the role is for somebody else."""
    panel = Panel().act("vote_yes", "eva")
    command = ClaimTask(**CASE, task_id=panel.case.tasks[0].id)
    assert panel.refused(command, "eva") == ("already_voted",)


def test_with_a_ratio_everybody_is_heard() -> None:
    """A no does not end the round; the share of all answers does."""
    voters = [{"role": "chief", "at": "district", "count": "every"}]
    panel = Panel(mode="all", ratio=66, voters=voters)
    panel.act("vote_no", "eva").act("vote_yes", "fay")
    assert panel.case.state == "panel"
    assert panel.act("vote_yes", "gil").case.state == "notice"


def offers(panel: Panel, person: str) -> tuple[str, ...]:
    """What somebody could change about the round."""
    return offered(panel.workflow, panel.case, world(person, directory=HERE))


def test_everybody_is_offered_what_they_could_change() -> None:
    """A voter what is allowed, who was asked the answer, the owner the recall, others nothing."""
    panel = Panel()
    assert offers(panel, "eva") == ("add", "transfer", "delegate")
    assert offers(panel, "ben") == ()
    panel.do(add("ida"), "fay").do(DelegateVote(**CASE, person="hal"), "eva")
    assert offers(panel, "eva") == ("remove", "recall")
    assert offers(panel, "hal") == ("answer",)
    assert offers(panel, "fay") == ("remove",)


def test_outside_a_round_nothing_is_offered() -> None:
    """There is nothing to change where nobody votes."""
    story = Story(amount="3000").visited()
    assert offered(story.workflow, story.case, world("eva")) == ()
