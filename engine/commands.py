"""What somebody asks of a case, in the imperative.

Values in `data` are as typed by a person or sent by a machine; `decide` reads them by the type
of their field and refuses what is not one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from pydantic import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base of all commands on an existing case.

    Attributes:
        case_id: The case it is for.
        expected_version: Refuse as a conflict unless the case is at this version.
        idempotency_key: A repeated command with this key gets the first answer.
    """

    case_id: str
    expected_version: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Begin a case of a kind at an office; `case_id` is new."""

    case_id: str
    kind: str
    office: str
    data: Mapping[str, JsonValue] = field(default_factory=dict)
    parent: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Command):
    """Take a declared action.

    Attributes:
        data: New values for fields that the action lets one edit.
        target: The chosen state of a return.
        straight_back: For a return whose way back is the actor's choice.
        approvers: People chosen to vote in the approval that follows.
        with_person: The second person taking part.
        extension: The span that an extension adds.
        bulk: Taken for many cases at once; only where the action allows it.
    """

    action: str
    data: Mapping[str, JsonValue] = field(default_factory=dict)
    reason: str | None = None
    target: str | None = None
    straight_back: bool = False
    approvers: tuple[str, ...] = ()
    with_person: str | None = None
    extension: str | None = None
    bulk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Command):
    """Take back one's own last action while nobody has acted since."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachDocument(Command):
    """Put a paper into the file; its content is already in the document store."""

    kind: str
    name: str
    sha256: str
    size_bytes: int
    media: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDocument(Command):
    """Declare that a paper in the file does not count."""

    document_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask(Command):
    """Take a task from the queue."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTask(Command):
    """Put one's task back into the queue."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask(Command):
    """Give a task to a person.

    Attributes:
        levers: By what a distribution chose the person; kept in the entry.
    """

    task_id: str
    assignee: str
    levers: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverTask(Command):
    """Give a task that somebody has to a colleague for good (转办)."""

    task_id: str
    person: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateTask(Command):
    """Ask a colleague to look into one's task; it comes back with the answer (委派)."""

    task_id: str
    person: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTask(Command):
    """Give a task back with the answer, or take it back from whom one has asked."""

    task_id: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTask(Command):
    """Lay a task aside; it is back by itself on a day."""

    task_id: str
    until: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUpTask(Command):
    """Take up before its day what was laid aside."""

    task_id: str


Place: TypeAlias = Literal["before", "after", "beside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddApprover(Command):
    """Have somebody else vote as well (加签).

    Attributes:
        place: `before`: they answer first, then it is one's own turn. `after`: once one has
            answered oneself. `beside`: at any time (not in a sequence).
    """

    person: str
    place: Place
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveApprover(Command):
    """Take somebody who has not answered out of the round (减签)."""

    person: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferVote(Command):
    """Hand one's vote to somebody for good (转办)."""

    person: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateVote(Command):
    """Ask somebody for an opinion before one votes oneself (委派)."""

    person: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOpinion(Command):
    """Answer who asked for an opinion; the vote goes back to them."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallVote(Command):
    """Take one's vote back from whom one has asked for an opinion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReminder(Command):
    """Remind those the case waits for (催办)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyCase(Command):
    """Let people know of the case and see it (抄送)."""

    people: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FireDeadline(Command):
    """The timer reports that a clock's last day has passed."""

    deadline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeDeadlines(Command):
    """The calendar is known further: provisional last days are computed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChildClosed(Command):
    """A child case ended with an outcome."""

    child_id: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Leave a remark for colleagues."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFields(Command):
    """Show personal data unmasked; reading it is recorded."""

    fields: tuple[str, ...]
    purpose: str


CaseCommand: TypeAlias = (
    Act
    | Undo
    | AttachDocument
    | WithdrawDocument
    | ClaimTask
    | ReleaseTask
    | AssignTask
    | HandOverTask
    | DelegateTask
    | ReturnTask
    | HoldTask
    | TakeUpTask
    | AddApprover
    | RemoveApprover
    | TransferVote
    | DelegateVote
    | GiveOpinion
    | RecallVote
    | SendReminder
    | CopyCase
    | FireDeadline
    | RecomputeDeadlines
    | NoteChildClosed
    | AddNote
    | ShowFields
)
