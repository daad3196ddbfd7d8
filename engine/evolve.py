"""What a case is after an event: the only place where case files change.

Pure and total over the events that `decide` gives; replaying a case's events gives exactly the
stored case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from engine import changes as c
from engine.errors import EngineCode, ReplayError
from engine.events import Event
from engine.model import (
    Approval,
    Case,
    Child,
    Deadline,
    Document,
    PartyLink,
    Reservation,
    Resume,
    Status,
    Step,
    Task,
    UndoPoint,
)


@dataclass(slots=True)
class _Working:
    """The case while an event's changes are applied: one copy, whatever their number."""

    state: str
    entered_at: datetime
    status: Status
    outcome: str | None
    facts: dict[str, JsonValue]
    documents: tuple[Document, ...]
    tasks: tuple[Task, ...]
    done_tasks: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    approval: Approval | None
    history: tuple[Step, ...]
    visited: tuple[str, ...]
    children: tuple[Child, ...]
    parties: tuple[PartyLink, ...]
    reserved: Reservation | None
    resume: Resume | None
    undo: UndoPoint | None
    copies: tuple[str, ...]
    reminded_at: datetime | None


_WORKING = tuple(field.name for field in fields(_Working))
_KEPT = tuple(field.name for field in fields(Case) if field.name not in (*_WORKING, "version"))


def _opened(case: Case) -> _Working:
    working = _Working(*[getattr(case, name) for name in _WORKING])
    working.facts = dict(case.facts)
    return working


def _closed_up(case: Case, working: _Working, version: int) -> Case:
    """The case with what has changed; cheaper than `replace`, which looks at every field twice."""
    values = {name: getattr(case, name) for name in _KEPT}
    values.update((name, getattr(working, name)) for name in _WORKING)
    return Case(version=version, **values)


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
    working = _opened(case)
    for change in event.changes:
        _APPLY[type(change)](working, change)
    working.undo = _undo_point(case, event)
    return _closed_up(case, working, case.version + 1)


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
    working = _opened(first.case)
    for change in event.changes[1:]:
        _APPLY[type(change)](working, change)
    return _closed_up(first.case, working, first.case.version)


_REMARKS = (c.NoteAdded, c.ReminderSent, c.CopySent)
"""What is said about a case without anything being done to it."""


def _undo_point(before: Case, event: Event) -> UndoPoint | None:
    """Any further change ends the chance to undo, except something that is only said."""
    kept = next((ch for ch in event.changes if isinstance(ch, c.UndoKept)), None)
    if kept is not None:
        return UndoPoint(action=kept.action, person=kept.person, before=replace(before, undo=None))
    remark = all(isinstance(change, _REMARKS) for change in event.changes)
    return before.undo if remark else None


def _out_of_order(type_: str) -> ReplayError:
    return ReplayError(EngineCode.EVENT_OUT_OF_ORDER, type=type_)


def _remembered(case: _Working, change: object) -> None:
    """What stands in the entry only and changes nothing in the file."""


def _recreated(case: _Working, change: c.CaseCreated) -> None:
    raise _out_of_order(change.type)


def _fact_set(case: _Working, change: c.FactSet) -> None:
    if change.new is None:
        case.facts.pop(change.field, None)
    else:
        case.facts[change.field] = change.new


def _state_entered(case: _Working, change: c.StateEntered) -> None:
    case.state, case.entered_at, case.done_tasks = change.to_state, change.at, ()
    case.reminded_at = None
    if change.to_state not in case.visited:
        case.visited = (*case.visited, change.to_state)


def _step_taken(case: _Working, change: c.StepTaken) -> None:
    case.history = (*case.history, change.step)


def _task_opened(case: _Working, change: c.TaskOpened) -> None:
    case.tasks = (*case.tasks, change.task)


def _task_closed(case: _Working, change: c.TaskClosed) -> None:
    case.tasks = tuple(task for task in case.tasks if task.id != change.task_id)
    if change.key is not None:
        case.done_tasks = (*case.done_tasks, change.key)


def _task_assigned(case: _Working, change: c.TaskAssigned) -> None:
    claimed_at = change.at if change.claimed else None
    case.tasks = tuple(
        replace(
            task,
            assignee=change.assignee,
            claimed_at=claimed_at,
            lent_by=change.lent_by,
            held_until=None,
        )
        if task.id == change.task_id
        else task
        for task in case.tasks
    )


def _task_held(case: _Working, change: c.TaskHeld) -> None:
    case.tasks = tuple(
        replace(task, held_until=change.until) if task.id == change.task_id else task
        for task in case.tasks
    )


def _deadline_started(case: _Working, change: c.DeadlineStarted) -> None:
    others = (d for d in case.deadlines if d.key != change.deadline.key)
    case.deadlines = (*others, change.deadline)


def _deadline_changed(case: _Working, change: c.DeadlineChanged) -> None:
    case.deadlines = tuple(
        change.deadline if deadline.key == change.key else deadline for deadline in case.deadlines
    )


def _approval_opened(case: _Working, change: c.ApprovalOpened) -> None:
    case.approval = change.approval


def _vote_cast(case: _Working, change: c.VoteCast) -> None:
    if case.approval is None:
        raise _out_of_order(change.type)
    case.approval = replace(case.approval, votes=(*case.approval.votes, change.vote))


def _approval_changed(case: _Working, change: c.ApprovalChanged) -> None:
    if case.approval is None:
        raise _out_of_order(change.type)
    case.approval = change.approval


def _approval_closed(case: _Working, change: c.ApprovalClosed) -> None:
    case.approval = None


def _document_attached(case: _Working, change: c.DocumentAttached) -> None:
    case.documents = (*case.documents, change.document)


def _document_withdrawn(case: _Working, change: c.DocumentWithdrawn) -> None:
    case.documents = tuple(d for d in case.documents if d.id != change.document_id)


def _suspended(case: _Working, change: c.Suspended) -> None:
    case.status = Status.SUSPENDED


def _resumed(case: _Working, change: c.Resumed) -> None:
    case.status = Status.OPEN


def _closed(case: _Working, change: c.Closed) -> None:
    case.status, case.outcome = Status.CLOSED, change.outcome


def _reopened(case: _Working, change: c.Reopened) -> None:
    case.status, case.outcome = Status.OPEN, None


def _resume_set(case: _Working, change: c.ResumeSet) -> None:
    case.resume = None if change.state is None else Resume(state=change.state)


def _funds_reserved(case: _Working, change: c.FundsReserved) -> None:
    case.reserved = change.reservation


def _funds_settled(case: _Working, change: c.FundsSpent | c.FundsReleased) -> None:
    case.reserved = None


def _reminder_sent(case: _Working, change: c.ReminderSent) -> None:
    case.reminded_at = change.at


def _copy_sent(case: _Working, change: c.CopySent) -> None:
    case.copies = tuple(dict.fromkeys((*case.copies, *change.people)))


def _child_opened(case: _Working, change: c.ChildOpened) -> None:
    case.children = (*case.children, change.child)


def _child_closed(case: _Working, change: c.ChildClosed) -> None:
    case.children = tuple(
        replace(child, closed=True, outcome=change.outcome)
        if child.id == change.child_id
        else child
        for child in case.children
    )


def _party_linked(case: _Working, change: c.PartyLinked) -> None:
    place = (change.link.party, change.link.role)
    others = tuple(link for link in case.parties if (link.party, link.role) != place)
    case.parties = (*others, change.link)


def _party_unlinked(case: _Working, change: c.PartyUnlinked) -> None:
    place = (change.party, change.role)
    case.parties = tuple(link for link in case.parties if (link.party, link.role) != place)


def _undone(case: _Working, change: c.Undone) -> None:
    """The case as it was before the action; that it was taken, and what was said, stays."""
    if case.undo is None:
        raise _out_of_order(change.type)
    before = case.undo.before
    kept = (case.history, case.copies, case.reminded_at)
    for name in _WORKING:
        setattr(case, name, getattr(before, name))
    case.facts = dict(before.facts)
    case.history, case.copies, case.reminded_at = kept


_APPLY: dict[type, Callable[[_Working, Any], None]] = {
    c.CaseCreated: _recreated,
    c.FactSet: _fact_set,
    c.StateEntered: _state_entered,
    c.StepTaken: _step_taken,
    c.TaskOpened: _task_opened,
    c.TaskClosed: _task_closed,
    c.TaskAssigned: _task_assigned,
    c.TaskHeld: _task_held,
    c.DeadlineStarted: _deadline_started,
    c.DeadlineChanged: _deadline_changed,
    c.ApprovalOpened: _approval_opened,
    c.VoteCast: _vote_cast,
    c.ApprovalChanged: _approval_changed,
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
    c.FundsRecovered: _remembered,
    c.FundsAllotted: _remembered,
    c.LetterIssued: _remembered,
    c.NoticeQueued: _remembered,
    c.ReminderSent: _reminder_sent,
    c.CopySent: _copy_sent,
    c.ChildOpened: _child_opened,
    c.ChildClosed: _child_closed,
    c.ChildrenCancelled: _remembered,
    c.PartyLinked: _party_linked,
    c.PartyUnlinked: _party_unlinked,
    c.UndoKept: _remembered,
    c.Undone: _undone,
    c.NoteAdded: _remembered,
}
"""One way to apply each kind of change; a test checks that none is missing."""
