"""Taking one's own last action back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.commands import AddNote, ClaimTask, Undo
from engine.evolve import replay
from engine.model import Case, Status
from engine.money import Fen
from engine.ports import Ports
from engine.refusal import Refusal
from engine.usecases.allot_budget import allot_budget
from engine.usecases.answers import Done
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester
from engine.usecases.verify_audit import verify_audit
from tests.support.office_life import TREASURER
from tests.support.small_kind import DIRECTORY, Story, small_kind
from tests.unit.engine.test_usecases import ANN, BEN, EVA, given, house, submitted

UNDO = Undo(case_id="SA-1")
UNDOABLE = {"until": "next_action"}
EVA_DISMISSED = replace(
    DIRECTORY,
    people={**DIRECTORY.people, "eva": replace(DIRECTORY.people["eva"], grants=())},
)


def approved() -> Story:
    """A case just approved by eva, with budget set aside."""
    return Story(amount="3000").visited().act("approve", "eva")


def test_undo_brings_the_case_back() -> None:
    """State, tasks, clocks, facts and budget are as before; only the memory knows more."""
    story = Story(amount="3000").visited()
    before = story.case
    story.act("approve", "eva").do(UNDO, "eva")
    same = replace(story.case, version=before.version, history=before.history)
    assert same == before
    assert [step.action for step in story.case.history][-1] == "approve"


def test_undo_gives_the_budget_back() -> None:
    """What the action had set aside is released by an entry of its own."""
    story = approved().do(UNDO, "eva")
    kinds = [change.type for change in story.events[-1].changes]
    assert kinds == ["funds_released", "undone"]


def test_undo_is_for_who_acted() -> None:
    """Nobody takes back what another did."""
    assert approved().refused(UNDO, "fay") == ("undo_not_yours",)


def test_undo_ends_when_somebody_acts() -> None:
    """After the next action there is nothing to undo."""
    story = approved().do(ClaimTask(case_id="SA-1", task_id=approved().case.tasks[0].id), "ann")
    assert story.refused(UNDO, "eva") == ("nothing_to_undo",)


def test_a_remark_does_not_end_the_chance_to_undo() -> None:
    """A note is no action."""
    story = approved().do(AddNote(case_id="SA-1", text="seen"), "ann").do(UNDO, "eva")
    assert story.case.state == "review"


def test_undo_works_once() -> None:
    """What was undone is not undone again."""
    assert approved().do(UNDO, "eva").refused(UNDO, "eva") == ("nothing_to_undo",)


def test_an_action_without_undo_stays() -> None:
    """An action that declares no undo cannot be taken back."""
    assert Story(amount="3000").visited().refused(UNDO, "ann") == ("nothing_to_undo",)


@pytest.mark.parametrize(
    "effect",
    [
        {"recover": {"fund": '"aid"', "amount": "amount"}},
        {"open_child": {"kind": "small_aid"}},
    ],
)
def test_what_left_the_house_is_not_called_back(effect: dict[str, object]) -> None:
    """Money that moved for good and cases that were opened rule an undo out."""
    final = small_kind(actions={"approve": {"does": [effect]}})
    story = Story(workflow=final, amount="3000").visited().act("approve", "eva")
    assert story.refused(UNDO, "eva") == ("nothing_to_undo",)


def test_a_closed_case_can_be_undone_into_an_open_one() -> None:
    """When the undone action had ended the case, it is open again."""
    dropping = small_kind(actions={"drop": {"undo": {"until": "next_action"}}})
    story = Story(workflow=dropping, amount="3000").act("drop", "ann", reason="x").do(UNDO, "ann")
    assert (story.case.status, story.case.state, len(story.case.tasks)) == (
        Status.OPEN,
        "draft",
        1,
    )


def test_undone_actions_replay() -> None:
    """The events of an undone action give the same case again."""
    story = approved().do(UNDO, "eva").act("approve", "fay")
    assert replay(story.events) == story.case


def released() -> tuple[Ports, Case]:
    """A case whose reserved money its last action, which may be undone, has given back."""
    ports = house(
        small_kind(actions={"drop": {"does": [{"release": "reserved"}], "undo": UNDOABLE}})
    )
    case = submitted(ports)
    given(ports, case, "see_home", with_person="ben")
    given(ports, case, "see_papers", BEN)
    given(ports, case, "approve", EVA)
    return ports, given(ports, case, "drop", reason="x")


def test_undoing_a_release_sets_the_money_aside_again() -> None:
    """While the money is still free the case gets it back."""
    ports, case = released()
    answer = handle_command(ports, Undo(case_id=case.id), ANN)
    assert isinstance(answer, Done)
    assert answer.case.reserved is not None
    assert verify_audit(ports).defects == ()


def test_money_that_is_gone_is_not_set_aside_again() -> None:
    """What somebody else has used meanwhile stands against the undo, with what is left."""
    ports, case = released()
    treasurer, gone = Requester(person=TREASURER), Fen(-900_000)
    told = allot_budget(ports, treasurer, office="d", fund="aid", year=2026, amount_fen=gone)
    assert told is None
    answer = handle_command(ports, Undo(case_id=case.id), ANN)
    assert isinstance(answer, Refusal)
    assert answer.codes == ("budget_insufficient",)
    assert answer.reasons[0].params == {"fund": "aid", "free": "1,000.00", "wanted": "3,000.00"}


def test_who_has_lost_the_role_undoes_nothing() -> None:
    """A decision is taken back by somebody who could still take it."""
    assert approved().refused(UNDO, "eva", directory=EVA_DISMISSED) == ("not_your_role",)


def test_who_has_lost_the_seat_does_not_take_the_vote_back() -> None:
    """A vote that decided is taken back only by somebody who could still sit there."""
    undoable = small_kind(actions={"vote_no": {"undo": UNDOABLE}})
    story = Story(workflow=undoable, amount="8000").visited().act("vote_no", "eva")
    assert story.refused(UNDO, "eva", directory=EVA_DISMISSED) == ("no_seat",)
    assert story.do(UNDO, "eva").case.approval is not None
