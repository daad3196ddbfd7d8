"""Tasks in other hands or at another time."""

from __future__ import annotations

from datetime import date

import pytest

from engine.commands import (
    AssignTask,
    CaseCommand,
    ClaimTask,
    DelegateTask,
    HandOverTask,
    HoldTask,
    ReleaseTask,
    ReturnTask,
    TakeUpTask,
)
from engine.directory import Directory, Grant, Person
from engine.events import EventType
from engine.explain import can_move, explain_action
from engine.model import Task
from tests.support.command_values import OfTask
from tests.support.small_kind import DIRECTORY, Story, world

NAMED: OfTask = {"case_id": "SA-1", "task_id": "SA-1-T1.0"}
HAND_OVER = HandOverTask(**NAMED, person="ben", reason="休假")
ASK = DelegateTask(**NAMED, person="ben", reason="请核对")
HOLD = HoldTask(**NAMED, until=date(2026, 2, 13), reason="等证明")


def claimed() -> Story:
    """A file whose first task ann has taken."""
    return Story(amount="3000").with_proof().do(ClaimTask(**NAMED), "ann")


def task(story: Story) -> Task:
    """The only open task."""
    (found,) = story.case.tasks
    return found


def test_a_task_goes_to_a_colleague_for_good() -> None:
    """After handing over, the task is the colleague's, and the entry names both and why."""
    story = claimed().do(HAND_OVER, "ann")
    entry = story.events[-1]
    assert (task(story).assignee, task(story).lent_by) == ("ben", None)
    assert (entry.type, entry.reason) == (EventType.TASK_HANDED_OVER, "休假")
    assert entry.details == {"from": "ann", "person": "ben"}


@pytest.mark.parametrize(
    ("person", "command", "codes"),
    [
        ("ben", HAND_OVER, ("not_your_task",)),
        ("ann", HandOverTask(**NAMED, person="ben"), ("reason_missing",)),
        ("ann", HandOverTask(**NAMED, person="eva", reason="x"), ("assignee_not_in_role",)),
        ("ann", HandOverTask(**NAMED, person="ann", reason="x"), ("already_done",)),
        ("ann", DelegateTask(**NAMED, person="ann"), ("colleague_not_fit",)),
        ("ann", DelegateTask(**NAMED, person="nobody"), ("colleague_not_fit",)),
        ("ben", DelegateTask(**NAMED, person="gil"), ("not_your_task",)),
        ("ann", ReturnTask(**NAMED, text="x"), ("task_not_lent",)),
        ("ben", HOLD, ("not_your_task",)),
        ("ann", HoldTask(**NAMED, until=date(2026, 2, 13)), ("reason_missing",)),
        ("ann", HoldTask(**NAMED, until=date(2026, 2, 11), reason="x"), ("hold_not_ahead",)),
        ("ann", TakeUpTask(**NAMED), ("task_not_held",)),
    ],
)
def test_what_may_not_be_done_with_a_task_is_told(
    person: str, command: CaseCommand, codes: tuple[str, ...]
) -> None:
    """Each way of handing on has its own reasons against it."""
    assert claimed().refused(command, person) == codes


@pytest.mark.parametrize(
    "command", [HAND_OVER, ASK, ReturnTask(**NAMED), HOLD, TakeUpTask(**NAMED)]
)
def test_a_task_that_is_gone_goes_nowhere(command: CaseCommand) -> None:
    """Work that was done is not handed on, asked about, returned or laid aside."""
    assert claimed().act("submit", "ann").refused(command, "ann") == ("task_not_open",)


def test_the_administrator_hands_over_what_somebody_has() -> None:
    """Who keeps the staff moves the work of those who go, but gives out nothing from the queue."""
    keeper = Person(id="kim", name="金样例", grants=(Grant(role="administrator", office="d"),))
    staff = Directory(offices=DIRECTORY.offices, people={**DIRECTORY.people, "kim": keeper})
    story = claimed().do(HAND_OVER, "kim", directory=staff)
    assert task(story).assignee == "ben"
    assert Story().refused(HAND_OVER, "kim", directory=staff) == ("not_your_task",)


def test_a_vote_is_not_handed_on_as_a_task() -> None:
    """A seat in a round has its own ways of going to somebody else."""
    story = Story(amount="8000").visited()
    seat = story.case.tasks[0].id
    story.do(ClaimTask(case_id="SA-1", task_id=seat), "eva")
    for command in (
        HandOverTask(case_id="SA-1", task_id=seat, person="fay", reason="x"),
        DelegateTask(case_id="SA-1", task_id=seat, person="fay"),
    ):
        assert "task_is_vote" in story.refused(command, "eva")


def test_a_delegated_task_comes_back_with_the_answer() -> None:
    """The colleague has it and answers; then it is the giver's again, with what was said."""
    story = claimed().do(ASK, "ann")
    assert (task(story).assignee, task(story).lent_by) == ("ben", "ann")
    story.do(ReturnTask(**NAMED, text="已核对"), "ben")
    assert (task(story).assignee, task(story).lent_by) == ("ann", None)
    assert story.act("submit", "ann").case.state == "visit"


def test_who_was_asked_answers_and_does_no_more() -> None:
    """They return nothing without a word, and neither act on it nor pass it on."""
    story = claimed().do(ASK, "ann")
    assert story.refused(ReturnTask(**NAMED), "ben") == ("reason_missing",)
    assert story.act_refused("submit", "ben") == ("task_lent",)
    for command in (
        ClaimTask(**NAMED),
        ReleaseTask(**NAMED),
        AssignTask(**NAMED, assignee="gil"),
        HandOverTask(**NAMED, person="gil", reason="x"),
        DelegateTask(**NAMED, person="gil"),
    ):
        assert story.refused(command, "ben") == ("task_lent",)


def test_who_has_asked_may_call_it_off() -> None:
    """The giver does not act meanwhile, but takes the task back whenever they like."""
    story = claimed().do(ASK, "ann")
    assert story.act_refused("submit", "ann") == ("claimed_by_other",)
    assert story.refused(ReturnTask(**NAMED), "out") == ("not_your_task",)
    assert task(story.do(ReturnTask(**NAMED), "ann")).assignee == "ann"


def test_a_case_whose_task_is_delegated_can_move() -> None:
    """Who was asked, or who has asked, brings it on; for anyone the action stands open."""
    story = claimed().do(ASK, "ann")
    assert can_move(story.workflow, story.case, world("ann"))
    explained = explain_action(story.workflow, story.case, "submit", world("ben"), anyone=True)
    assert explained.allowed


def test_a_task_laid_aside_has_its_day() -> None:
    """It keeps its holder, and is taken up again before that day when somebody wants."""
    story = claimed().do(HOLD, "ann")
    assert (task(story).assignee, task(story).held_until) == ("ann", date(2026, 2, 13))
    assert task(story.do(TakeUpTask(**NAMED), "ann", days=1)).held_until is None


def test_no_task_is_laid_aside_beyond_its_deadline() -> None:
    """It is back on the last day at the latest."""
    story = Story(amount="3000").visited()
    review: OfTask = {"case_id": "SA-1", "task_id": task(story).id}
    story.do(ClaimTask(**review), "fay")
    last_day = story.case.deadlines[-1].last_day
    late = HoldTask(**review, until=last_day.replace(month=12), reason="x")
    assert story.refused(late, "fay") == ("hold_beyond_due",)
    assert story.do(HoldTask(**review, until=last_day, reason="x"), "fay").case.tasks


def test_whoever_gets_a_task_finds_it_on_the_desk() -> None:
    """Work laid aside by one is not laid aside for the next."""
    story = claimed().do(HOLD, "ann").do(HAND_OVER, "ann")
    assert task(story).held_until is None
