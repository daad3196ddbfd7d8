"""Who is told what."""

from __future__ import annotations

from engine.commands import AddNote, AssignTask, ClaimTask, FireDeadline
from engine.directory import TIMER
from engine.notices import Notice, NoticeCode, notices, reminders
from tests.support.small_kind import DIRECTORY, NOW, Story, small_kind


def told(story: Story, last: int = 1) -> list[Notice]:
    """The notices that follow from a story's last entries."""
    numbered = list(enumerate(story.events, start=1))[-last:]
    return list(notices(story.case, numbered, DIRECTORY))


def people(found: list[Notice], code: NoticeCode) -> set[str]:
    """Who is told something."""
    return {notice.person for notice in found if notice.code is code}


def test_those_who_could_take_a_new_task_are_told() -> None:
    """Every holder of its role at its office, but not who opened it."""
    found = told(Story(amount="3000"))
    assert people(found, NoticeCode.TASK_WAITING) == {"ben", "gil"}


def test_who_is_given_a_task_is_told_so_alone() -> None:
    """An assignment is told to the person it was given to."""
    story = Story(amount="3000")
    story.do(AssignTask(case_id="SA-1", task_id="SA-1-T1.0", assignee="ben"), "eva")
    assert [(n.person, n.code) for n in told(story)] == [("ben", NoticeCode.TASK_GIVEN)]


def test_nobody_is_told_what_they_did() -> None:
    """Who claims a task knows it."""
    story = Story(amount="3000").do(ClaimTask(case_id="SA-1", task_id="SA-1-T1.0"), "ann")
    assert told(story) == []


def test_a_missed_deadline_is_told_to_whom_the_case_waits_for() -> None:
    """The holders of the open task hear that its day has passed."""
    kind = small_kind(states={"review": {"due": {"within": "3 working days", "then": "flag"}}})
    story = Story(workflow=kind, amount="3000").visited()
    story.do(FireDeadline(case_id="SA-1", deadline="review"), TIMER, days=8)
    found = told(story)
    assert people(found, NoticeCode.DEADLINE_PASSED) == {"eva", "fay", "gil"}
    assert {notice.params["clock"] for notice in found} == {"review"}


def test_a_mention_is_told_to_colleagues_who_exist() -> None:
    """`@login` in a note; a name that is nobody's tells nobody."""
    story = Story(amount="3000").do(AddNote(case_id="SA-1", text="请 @ben 看 @nobody"), "ann")
    assert [(n.person, n.code) for n in told(story)] == [("ben", NoticeCode.MENTION)]


def test_who_opened_a_case_hears_its_end() -> None:
    """The outcome is told, as a key."""
    story = Story(amount="3000").act("drop", "ben", reason="x")
    found = [notice for notice in told(story) if notice.code is NoticeCode.CASE_CLOSED]
    assert [(n.person, n.params["outcome"]) for n in found] == [("ann", "refused")]


def test_looking_twice_gives_the_same_notices() -> None:
    """Ids depend on the entry alone, so that nothing is told twice."""
    story = Story(amount="3000")
    assert told(story) == told(story)


def test_a_near_deadline_is_told_once_a_day() -> None:
    """The last day stands in the notice; its id changes with the day of the reminder."""
    story = Story(amount="3000").visited()
    [clock] = [d for d in story.case.deadlines if d.key == "review"]
    found = list(reminders(story.case, clock.key, clock.last_day, DIRECTORY, NOW))
    assert {notice.person for notice in found} == {"eva", "fay", "gil"}
    assert len({notice.id for notice in found}) == 3
    assert all(notice.params["last_day"] == clock.last_day.isoformat() for notice in found)
