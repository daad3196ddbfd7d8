"""What happened, in the past tense; every event is an audit entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue

from engine.changes import Change


class EventType(StrEnum):
    """The kinds of entry an auditor meets."""

    CASE_OPENED = "case_opened"
    CASE_IMPORTED = "case_imported"
    ACTION_TAKEN = "action_taken"
    VOTE_RECORDED = "vote_recorded"
    ACTION_UNDONE = "action_undone"
    APPROVER_ADDED = "approver_added"
    APPROVER_REMOVED = "approver_removed"
    VOTE_TRANSFERRED = "vote_transferred"
    VOTE_DELEGATED = "vote_delegated"
    VOTE_RECALLED = "vote_recalled"
    OPINION_GIVEN = "opinion_given"
    PEOPLE_REMINDED = "people_reminded"
    CASE_COPIED = "case_copied"
    DOCUMENT_ATTACHED = "document_attached"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    TASK_CLAIMED = "task_claimed"
    TASK_RELEASED = "task_released"
    TASK_ASSIGNED = "task_assigned"
    TASK_HANDED_OVER = "task_handed_over"
    TASK_DELEGATED = "task_delegated"
    TASK_RETURNED = "task_returned"
    TASK_HELD = "task_held"
    TASK_TAKEN_UP = "task_taken_up"
    WORK_DISTRIBUTED = "work_distributed"
    DEADLINE_BREACHED = "deadline_breached"
    PERIOD_ENDED = "period_ended"
    DEADLINE_RECOMPUTED = "deadline_recomputed"
    CHILD_OPENED = "child_opened"
    CHILD_CLOSED = "child_closed"
    NOTE_ADDED = "note_added"
    BUDGET_ALLOTTED = "budget_allotted"
    PARTY_REGISTERED = "party_registered"
    PARTY_CORRECTED = "party_corrected"
    PARTY_LINKED = "party_linked"
    PARTY_MERGED = "party_merged"
    PARTY_UNMERGED = "party_unmerged"
    STAFF_CHANGED = "staff_changed"
    ATTEMPT_REFUSED = "attempt_refused"
    PERSONAL_DATA_READ = "personal_data_read"
    DEAD_LETTER_SETTLED = "dead_letter_settled"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    ACCOUNT_CHANGED = "account_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The person behind an event, as they stood at that moment."""

    person: str
    roles: tuple[str, ...] = ()
    office: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to one case.

    Attributes:
        action: The action, command or field list it was about.
        from_state: State before; equal to `to_state` when the case stayed.
        changes: Everything that changed, in order; empty for a refusal or a reading.
        rules: Rule verdicts with their evidence, by decision.
        reason: What the person gave as the reason; personal data may stand in it.
        details: Further values of the entry (reasons of a refusal, fields shown).
    """

    type: EventType
    case_id: str
    at: datetime
    who: Who
    from_state: str | None = None
    to_state: str | None = None
    action: str | None = None
    workflow: str = ""
    changes: tuple[Change, ...] = ()
    rules: dict[str, JsonValue] = field(default_factory=dict)
    reason: str | None = None
    idempotency_key: str | None = None
    details: dict[str, JsonValue] = field(default_factory=dict)
