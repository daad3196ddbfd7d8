"""What a decision means for the rows beside a case."""

from __future__ import annotations

from engine.audit import GENESIS, seal_all
from engine.commands import ClaimTask
from engine.model import Case
from engine.projection import CaseWrite, message
from tests.support.small_kind import Story


def write(before: Case | None, after: Case) -> CaseWrite:
    """A write without entries."""
    return CaseWrite(before=before, after=after, seq=0, entries=(), subject="")


def test_a_new_case_brings_its_tasks_and_clocks() -> None:
    """Everything a new case has is new."""
    case = Story(amount="3000").visited().case
    new = write(None, case)
    assert (new.opened, new.closed, new.reassigned) == (case.tasks, (), ())
    assert new.clocks == case.deadlines


def test_a_move_closes_old_tasks_and_opens_new_ones() -> None:
    """The rows that change are those that differ between before and after."""
    story = Story(amount="3000").visited()
    before = story.case
    after = story.act("approve", "eva").case
    moved = write(before, after)
    assert moved.closed == tuple(task.id for task in before.tasks)
    assert moved.opened == after.tasks
    assert [clock.key for clock in moved.clocks] == ["review", "notice"]


def test_a_claim_changes_one_row() -> None:
    """A task that somebody took is neither new nor gone."""
    story = Story()
    before = story.case
    after = story.do(ClaimTask(case_id="SA-1", task_id="SA-1-T1.0"), "ann").case
    claimed = write(before, after)
    assert (claimed.opened, claimed.closed) == ((), ())
    assert [task.assignee for task in claimed.reassigned] == ["ann"]


def test_a_write_promises_one_message_without_personal_data() -> None:
    """Consumers are told which entries there are and read them themselves."""
    events = Story(amount="3000").with_proof().events
    salts = (bytes(16) for _ in events)
    entries = seal_all(events, seq=0, head=GENESIS, salts=salts)
    promised = message(entries, events[-1].at)
    assert promised.key == "SA-1:1"
    assert promised.payload == {"case": "SA-1", "first": 1, "last": 2}
