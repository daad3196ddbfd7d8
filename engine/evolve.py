"""What a case is after an event: the only place where case files change.

Pure and total over the events that `decide` gives; replaying a case's events gives exactly the
stored case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine import changes as c
from engine.errors import EngineCode, ReplayError
from engine.events import Event
from engine.model import Case, Child, Deadline, Document, Resume, Status, Task, UndoPoint, Vote


def evolve(case: Case | None, event: Event) -> Case:
    """Return the case after the event.

    An event without changes (a refusal, a reading) leaves the case as it is.

    Raises:
        ReplayError: The first event does not create the case, or a later one does.
    """
    if case is None:
        return _created(event)
    if not event.changes:
        return case
    after = case
    for change in event.changes:
        after = _APPLY[type(change)](after, change)
    return replace(after, version=case.version + 1, undo=_undo_point(case, event))


def replay(events: Iterable[Event]) -> Case | None:
    """Fold events into a case; None when there are none."""
    case: Case | None = None
    for event in events:
        case = evolve(case, event)
    return case


def _created(event: Event) -> Case:
    first = event.changes[0] if event.changes else None
    if not isinstance(first, c.CaseCreated):
        raise ReplayError(EngineCode.EVENT_OUT_OF_ORDER, case=event.case_id, type=event.type)
    case = first.case
    for change in event.changes[1:]:
        case = _APPLY[type(change)](case, change)
    return case


def _undo_point(before: Case, event: Event) -> UndoPoint | None:
    """Any further change ends the chance to undo, except a remark."""
    kept = next((ch for ch in event.changes if isinstance(ch, c.UndoKept)), None)
    if kept is not None:
        return UndoPoint(action=kept.action, person=kept.person, before=replace(before, undo=None))
    remark = all(isinstance(change, c.NoteAdded) for change in event.changes)
    return before.undo if remark else None


def _same(case: Case, change: object) -> Case:
    del change
    return case


def _recreated(case: Case, change: c.CaseCreated) -> Case:
    del change
    raise ReplayError(EngineCode.EVENT_OUT_OF_ORDER, case=case.id, type="case_created")


def _fact_set(case: Case, change: c.FactSet) -> Case:
    facts = {name: value for name, value in case.facts.items() if name != change.field}
    if change.new is not None:
        facts[change.field] = change.new
    return replace(case, facts=facts)


def _state_entered(case: Case, change: c.StateEntered) -> Case:
    visited = case.visited
    if change.to_state not in visited:
        visited = (*visited, change.to_state)
    return replace(
        case, state=change.to_state, entered_at=change.at, visited=visited, done_tasks=()
    )


def _step_taken(case: Case, change: c.StepTaken) -> Case:
    return replace(case, history=(*case.history, change.step))


def _task_opened(case: Case, change: c.TaskOpened) -> Case:
    return replace(case, tasks=(*case.tasks, change.task))


def _task_closed(case: Case, change: c.TaskClosed) -> Case:
    tasks = tuple(task for task in case.tasks if task.id != change.task_id)
    done = case.done_tasks if change.key is None else (*case.done_tasks, change.key)
    return replace(case, tasks=tasks, done_tasks=done)


def _task_assigned(case: Case, change: c.TaskAssigned) -> Case:
    def moved(task: Task) -> Task:
        if task.id != change.task_id:
            return task
        return replace(task, assignee=change.assignee, claimed_at=_claimed_at(change))

    return replace(case, tasks=tuple(moved(task) for task in case.tasks))


def _claimed_at(change: c.TaskAssigned) -> datetime | None:
    return change.at if change.claimed else None


def _deadline_started(case: Case, change: c.DeadlineStarted) -> Case:
    return replace(case, deadlines=(*_others(case, change.deadline), change.deadline))


def _deadline_changed(case: Case, change: c.DeadlineChanged) -> Case:
    after = tuple(change.deadline if d.key == change.key else d for d in case.deadlines)
    return replace(case, deadlines=after)


def _others(case: Case, deadline: Deadline) -> tuple[Deadline, ...]:
    return tuple(d for d in case.deadlines if d.key != deadline.key)


def _approval_opened(case: Case, change: c.ApprovalOpened) -> Case:
    return replace(case, approval=change.approval)


def _vote_cast(case: Case, change: c.VoteCast) -> Case:
    if case.approval is None:
        raise ReplayError(EngineCode.EVENT_OUT_OF_ORDER, case=case.id, type="vote_cast")
    votes: tuple[Vote, ...] = (*case.approval.votes, change.vote)
    return replace(case, approval=replace(case.approval, votes=votes))


def _approval_closed(case: Case, change: c.ApprovalClosed) -> Case:
    del change
    return replace(case, approval=None)


def _document_attached(case: Case, change: c.DocumentAttached) -> Case:
    return replace(case, documents=(*case.documents, change.document))


def _document_withdrawn(case: Case, change: c.DocumentWithdrawn) -> Case:
    kept: tuple[Document, ...] = tuple(d for d in case.documents if d.id != change.document_id)
    return replace(case, documents=kept)


def _suspended(case: Case, change: c.Suspended) -> Case:
    del change
    return replace(case, status=Status.SUSPENDED)


def _resumed(case: Case, change: c.Resumed) -> Case:
    del change
    return replace(case, status=Status.OPEN)


def _closed(case: Case, change: c.Closed) -> Case:
    return replace(case, status=Status.CLOSED, outcome=change.outcome)


def _reopened(case: Case, change: c.Reopened) -> Case:
    del change
    return replace(case, status=Status.OPEN, outcome=None)


def _resume_set(case: Case, change: c.ResumeSet) -> Case:
    return replace(case, resume=None if change.state is None else Resume(state=change.state))


def _funds_reserved(case: Case, change: c.FundsReserved) -> Case:
    return replace(case, reserved=change.reservation)


def _funds_settled(case: Case, change: c.FundsSpent | c.FundsReleased) -> Case:
    del change
    return replace(case, reserved=None)


def _child_opened(case: Case, change: c.ChildOpened) -> Case:
    return replace(case, children=(*case.children, change.child))


def _child_closed(case: Case, change: c.ChildClosed) -> Case:
    def told(child: Child) -> Child:
        if child.id != change.child_id:
            return child
        return replace(child, closed=True, outcome=change.outcome)

    return replace(case, children=tuple(told(child) for child in case.children))


def _undone(case: Case, change: c.Undone) -> Case:
    """The case as it was before the action; what was remembered of it stays remembered."""
    if case.undo is None:
        raise ReplayError(EngineCode.EVENT_OUT_OF_ORDER, case=case.id, type="undone")
    return replace(case.undo.before, history=case.history)


_APPLY: dict[type, Callable[[Case, Any], Case]] = {
    c.CaseCreated: _recreated,
    c.FactSet: _fact_set,
    c.StateEntered: _state_entered,
    c.StepTaken: _step_taken,
    c.TaskOpened: _task_opened,
    c.TaskClosed: _task_closed,
    c.TaskAssigned: _task_assigned,
    c.DeadlineStarted: _deadline_started,
    c.DeadlineChanged: _deadline_changed,
    c.ApprovalOpened: _approval_opened,
    c.VoteCast: _vote_cast,
    c.ApprovalClosed: _approval_closed,
    c.DocumentAttached: _document_attached,
    c.DocumentWithdrawn: _document_withdrawn,
    c.Suspended: _suspended,
    c.Resumed: _resumed,
    c.Closed: _closed,
    c.Reopened: _reopened,
    c.ResumeSet: _resume_set,
    c.FundsReserved: _funds_reserved,
    c.FundsSpent: _funds_settled,
    c.FundsReleased: _funds_settled,
    c.FundsRecovered: _same,
    c.LetterIssued: _same,
    c.NoticeQueued: _same,
    c.ChildOpened: _child_opened,
    c.ChildClosed: _child_closed,
    c.ChildrenCancelled: _same,
    c.UndoKept: _same,
    c.Undone: _undone,
    c.NoteAdded: _same,
}
"""One way to apply each kind of change; a test checks that none is missing."""
