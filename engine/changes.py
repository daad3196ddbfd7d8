"""What an event did to a case, as typed records in the past tense.

An event carries its changes in order; `engine.evolve` applies them one by one. They are all a
replay needs: nothing is recomputed from a declaration, so an old case replays for ever.
Long because each change is a record of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, JsonValue

from engine.model import (
    Approval,
    Case,
    Child,
    Deadline,
    Document,
    PartyLink,
    Reservation,
    Step,
    Task,
    Vote,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCreated:
    """The file was begun."""

    case: Case
    type: Literal["case_created"] = "case_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSet:
    """A field got a value; None is a value that was taken away."""

    field: str
    old: JsonValue = None
    new: JsonValue = None
    type: Literal["fact_set"] = "fact_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateEntered:
    """The case moved; it may have re-entered the state it was in."""

    from_state: str
    to_state: str
    at: datetime
    type: Literal["state_entered"] = "state_entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """An action was taken and is remembered."""

    step: Step
    type: Literal["step_taken"] = "step_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened:
    """Work came into a queue."""

    task: Task
    type: Literal["task_opened"] = "task_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClosed:
    """Work left the queue: it was done, or the case moved on without it."""

    task_id: str
    how: Literal["done", "withdrawn"]
    by: str | None = None
    key: str | None = None
    """Set when a parallel task of the state was completed."""
    type: Literal["task_closed"] = "task_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned:
    """Work was claimed by, given to, or taken from a person (None: back to the queue)."""

    task_id: str
    at: datetime
    assignee: str | None = None
    claimed: bool = False
    lent_by: str | None = None
    """Whose it stays: the assignee was only asked for something."""
    type: Literal["task_assigned"] = "task_assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHeld:
    """Work was laid aside until a day (None: it was taken up again)."""

    task_id: str
    until: date | None = None
    type: Literal["task_held"] = "task_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineStarted:
    """A clock began to run."""

    deadline: Deadline
    type: Literal["deadline_started"] = "deadline_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineChanged:
    """A clock was stopped, ran out, rested, ran on, was extended, recomputed or settled.

    `settled`: what it owed since it ran out in a rest has been done, or was found impossible.
    """

    key: str
    how: Literal["stopped", "elapsed", "paused", "resumed", "extended", "recomputed", "settled"]
    deadline: Deadline
    """The clock as it stands afterwards."""
    type: Literal["deadline_changed"] = "deadline_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalOpened:
    """A round of approval began."""

    approval: Approval
    type: Literal["approval_opened"] = "approval_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast:
    """Somebody answered from a seat."""

    vote: Vote
    type: Literal["vote_cast"] = "vote_cast"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalChanged:
    """Who is asked in the running round changed; nobody's answer did."""

    how: Literal["added", "removed", "transferred", "delegated", "answered", "recalled", "chosen"]
    approval: Approval
    """The round as it stands afterwards."""
    person: str | None = None
    """Whom it was about."""
    type: Literal["approval_changed"] = "approval_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalClosed:
    """The round is over."""

    result: Literal["yes", "no", "void"]
    type: Literal["approval_closed"] = "approval_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAttached:
    """A paper came into the file."""

    document: Document
    type: Literal["document_attached"] = "document_attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWithdrawn:
    """A paper no longer counts; its content and its entry stay."""

    document_id: str
    type: Literal["document_withdrawn"] = "document_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """The case rests."""

    type: Literal["suspended"] = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The case moves again."""

    type: Literal["resumed"] = "resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The case ended."""

    outcome: str
    type: Literal["closed"] = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """A closed case was taken up again."""

    type: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeSet:
    """Where a corrected file goes straight back to (None: nowhere, it runs again)."""

    state: str | None = None
    type: Literal["resume_set"] = "resume_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsReserved:
    """Budget was set aside for the case."""

    reservation: Reservation
    type: Literal["funds_reserved"] = "funds_reserved"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsSpent:
    """The reserved budget was paid out."""

    reservation: Reservation
    type: Literal["funds_spent"] = "funds_spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsReleased:
    """The reserved budget was given back unspent."""

    reservation: Reservation
    type: Literal["funds_released"] = "funds_released"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsRecovered:
    """Money that had been paid came back."""

    reservation: Reservation
    type: Literal["funds_recovered"] = "funds_recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsAllotted:
    """A fund got its budget for the year; `back` says that free budget was taken back instead."""

    reservation: Reservation
    back: bool = False
    type: Literal["funds_allotted"] = "funds_allotted"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterIssued:
    """A paper was issued; it is filled from the case as it stood at this moment."""

    letter: str
    id: str
    dated: date
    type: Literal["letter_issued"] = "letter_issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQueued:
    """Somebody is to be told; `key` names the text."""

    key: str
    type: Literal["notice_queued"] = "notice_queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSent:
    """The people the case waits for are to be reminded."""

    people: tuple[str, ...]
    at: datetime
    type: Literal["reminder_sent"] = "reminder_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySent:
    """People are to be told of the case, and may see it from now on."""

    people: tuple[str, ...]
    type: Literal["copy_sent"] = "copy_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildOpened:
    """A case was opened under this one."""

    child: Child
    facts: dict[str, JsonValue]
    type: Literal["child_opened"] = "child_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildClosed:
    """A child case ended."""

    child_id: str
    outcome: str
    type: Literal["child_closed"] = "child_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildrenCancelled:
    """The children still open are to be cancelled with their parent."""

    child_ids: tuple[str, ...]
    type: Literal["children_cancelled"] = "children_cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoKept:
    """The last action may be undone by its actor until somebody acts next."""

    action: str
    person: str
    type: Literal["undo_kept"] = "undo_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The last action was taken back: the case is as it was before it."""

    action: str
    type: Literal["undone"] = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLinked:
    """A person or an employer of the register got a part in the case."""

    link: PartyLink
    type: Literal["party_linked"] = "party_linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyUnlinked:
    """A person or an employer has that part no longer."""

    party: str
    role: str
    type: Literal["party_unlinked"] = "party_unlinked"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    """A remark for colleagues."""

    text: str
    type: Literal["note_added"] = "note_added"


Change: TypeAlias = Annotated[
    CaseCreated
    | FactSet
    | StateEntered
    | StepTaken
    | TaskOpened
    | TaskClosed
    | TaskAssigned
    | TaskHeld
    | DeadlineStarted
    | DeadlineChanged
    | ApprovalOpened
    | VoteCast
    | ApprovalChanged
    | ApprovalClosed
    | DocumentAttached
    | DocumentWithdrawn
    | Suspended
    | Resumed
    | Closed
    | Reopened
    | ResumeSet
    | FundsReserved
    | FundsSpent
    | FundsReleased
    | FundsRecovered
    | FundsAllotted
    | LetterIssued
    | NoticeQueued
    | ReminderSent
    | CopySent
    | ChildOpened
    | ChildClosed
    | ChildrenCancelled
    | PartyLinked
    | PartyUnlinked
    | UndoKept
    | Undone
    | NoteAdded,
    Discriminator("type"),
]
