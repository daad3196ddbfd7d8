"""Claiming, releasing and giving tasks."""

from __future__ import annotations

import pytest

from engine.commands import AssignTask, CaseCommand, ClaimTask, ReleaseTask
from engine.events import EventType
from engine.model import Task
from tests.support.small_kind import Story, small_kind

TASK = "SA-1-T1.0"
CLAIM = ClaimTask(case_id="SA-1", task_id=TASK)
RELEASE = ReleaseTask(case_id="SA-1", task_id=TASK)


def give(to: str, task: str = TASK) -> AssignTask:
    """The command that gives a task to somebody."""
    return AssignTask(case_id="SA-1", task_id=task, assignee=to)


def task(story: Story) -> Task:
    """The case's only open task."""
    (found,) = story.case.tasks
    return found


def test_claiming_takes_a_task_out_of_the_queue() -> None:
    """A claimed task has an assignee and the moment it was taken."""
    story = Story().do(CLAIM, "ann")
    assert (task(story).assignee, task(story).claimed_at) == ("ann", story.case.opened_at)
    assert story.events[-1].type is EventType.TASK_CLAIMED


@pytest.mark.parametrize(("person", "code"), [("eva", "not_your_role"), ("out", "not_your_role")])
def test_only_the_role_claims(person: str, code: str) -> None:
    """Who does not hold the task's role at its office does not get it."""
    assert Story().refused(CLAIM, person) == (code,)


def test_the_role_at_another_office_does_not_claim() -> None:
    """The right role elsewhere is named as the wrong office."""
    at_district = small_kind(states={"draft": {"task": {"at": "district"}}})
    assert Story(workflow=at_district).refused(CLAIM, "ann") == ("not_your_office",)


def test_a_claimed_task_is_not_claimed_from_its_holder() -> None:
    """What a colleague took stays theirs."""
    assert Story().do(CLAIM, "ann").refused(CLAIM, "ben") == ("claimed_by_other",)


def test_who_may_not_act_does_not_claim() -> None:
    """A task that separation of duties keeps from a person is not claimed by them."""
    story = Story("gil", amount="3000").with_proof().act("submit", "gil")
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    assert story.refused(ClaimTask(case_id="SA-1", task_id=task(story).id), "gil") == (
        "separation_of_duties",
    )


def test_a_task_that_is_gone_cannot_be_claimed() -> None:
    """A task that was done or never was is not open."""
    gone = ClaimTask(case_id="SA-1", task_id="SA-1-T9.9")
    assert Story().refused(gone, "ann") == ("task_not_open",)


def test_releasing_puts_a_task_back() -> None:
    """Its holder, or who gives out work, may put a task back into the queue."""
    assert task(Story().do(CLAIM, "ann").do(RELEASE, "ann")).assignee is None
    assert task(Story().do(CLAIM, "ann").do(RELEASE, "eva")).assignee is None


def test_nobody_releases_anothers_task() -> None:
    """A colleague of the same role cannot put it back."""
    assert Story().do(CLAIM, "ann").refused(RELEASE, "ben") == ("not_your_task",)


def test_the_holder_may_hand_a_task_on() -> None:
    """A task goes from its holder to a colleague of the role."""
    assert task(Story().do(CLAIM, "ann").do(give("ben"), "ann")).assignee == "ben"


def test_who_gives_out_work_assigns_any_task_below() -> None:
    """A role that assigns may do so at its office and below."""
    story = Story().do(give("ben"), "eva")
    assert (task(story).assignee, task(story).claimed_at) == ("ben", None)


def test_nobody_else_gives_out_work() -> None:
    """A clerk cannot give a task that lies in the queue to a colleague."""
    assert Story().refused(give("ben"), "ann") == ("not_your_role",)


def test_a_task_goes_only_to_who_holds_the_role() -> None:
    """Work is not given to somebody who may not do it."""
    assert Story().refused(give("eva"), "eva") == ("assignee_not_in_role",)


def test_a_task_is_not_given_to_somebody_duties_keep_from_it() -> None:
    """Separation of duties bars the assignee too."""
    story = Story("gil", amount="3000").with_proof().act("submit", "gil")
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    assert story.refused(give("gil", task(story).id), "eva") == ("separation_of_duties",)


@pytest.mark.parametrize("command", [ReleaseTask(case_id="SA-1", task_id="x"), give("ben", "x")])
def test_a_task_that_is_gone_is_neither_released_nor_given(command: CaseCommand) -> None:
    """Whatever is asked of a task that is not open is refused by that reason."""
    assert Story().refused(command, "eva") == ("task_not_open",)


def test_a_task_may_be_declared_for_who_did_the_step_before() -> None:
    """A task comes to the person who last took an action, while they hold the role."""
    back = small_kind(states={"notice": {"task": {"to_actor_of": "submit"}}})
    story = Story(workflow=back, amount="3000").visited().act("approve", "eva")
    assert task(story).assignee == "ann"


def test_a_task_may_be_declared_for_a_person_in_the_file() -> None:
    """A task comes to the person named in a field; who lacks the role gets nothing."""
    named = {
        "case": {"keeper": {"type": "person"}},
        "open": {"edits": ["name", "amount", "keeper"]},
        "states": {"notice": {"task": {"to_field": "keeper"}}},
    }
    for keeper, assignee in (("ben", "ben"), ("eva", None)):
        story = Story(workflow=small_kind(**named), amount="3000", keeper=keeper).visited()
        assert task(story.act("approve", "eva")).assignee == assignee
