"""Why a command was refused: every reason at once, as codes with values.

A refusal is an answer, not an error; its words are in the text catalogues.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from pydantic import JsonValue


class ReasonCode(StrEnum):
    """Everything that can stand between a person and an action."""

    UNKNOWN_ACTION = "unknown_action"
    NOT_IN_THIS_STATE = "not_in_this_state"
    CASE_CLOSED = "case_closed"
    CASE_SUSPENDED = "case_suspended"
    CASE_NOT_SUSPENDED = "case_not_suspended"
    NOT_YOUR_ROLE = "not_your_role"
    NOT_YOUR_OFFICE = "not_your_office"
    NOT_FOR_PERSONS = "not_for_persons"
    NO_OFFICE_AT_LEVEL = "no_office_at_level"
    SEPARATION_OF_DUTIES = "separation_of_duties"
    NOT_THE_SAME_PERSON = "not_the_same_person"
    AMOUNT_ABOVE_LIMIT = "amount_above_limit"
    AMOUNT_MISSING = "amount_missing"
    AMOUNT_NOT_PAYABLE = "amount_not_payable"
    FIELD_MISSING = "field_missing"
    FIELD_NOT_EDITABLE = "field_not_editable"
    UNKNOWN_FIELD = "unknown_field"
    BAD_VALUE = "bad_value"
    UNKNOWN_DOCUMENT = "unknown_document"
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_NOT_ACCEPTED = "document_not_accepted"
    ONE_DOCUMENT_MISSING = "one_document_missing"
    REASON_MISSING = "reason_missing"
    SECOND_PERSON_MISSING = "second_person_missing"
    SECOND_PERSON_SAME = "second_person_same"
    SECOND_PERSON_NOT_IN_ROLE = "second_person_not_in_role"
    RULE_NOT_MET = "rule_not_met"
    RULE_UNKNOWN = "rule_unknown"
    RULE_UNSET = "rule_unset"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NO_BRANCH_HOLDS = "no_branch_holds"
    SEVERAL_BRANCHES_HOLD = "several_branches_hold"
    TARGET_MISSING = "target_missing"
    TARGET_NOT_VISITED = "target_not_visited"
    NOTHING_TO_TAKE_BACK = "nothing_to_take_back"
    ALREADY_VOTED = "already_voted"
    NO_SEAT = "no_seat"
    NOT_YOUR_TURN = "not_your_turn"
    NO_APPROVERS = "no_approvers"
    TOO_FEW_APPROVERS = "too_few_approvers"
    CLAIMED_BY_OTHER = "claimed_by_other"
    TASK_NOT_OPEN = "task_not_open"
    TASK_DONE_ALREADY = "task_done_already"
    PARALLEL_WORK_OPEN = "parallel_work_open"
    NOT_YOUR_TASK = "not_your_task"
    ASSIGNEE_NOT_IN_ROLE = "assignee_not_in_role"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNDO_NOT_YOURS = "undo_not_yours"
    BUDGET_INSUFFICIENT = "budget_insufficient"
    NO_BUDGET = "no_budget"
    NOTHING_RESERVED = "nothing_reserved"
    ALREADY_RESERVED = "already_reserved"
    LETTER_FIELD_MISSING = "letter_field_missing"
    EXTENSION_MISSING = "extension_missing"
    EXTENSION_TOO_LONG = "extension_too_long"
    CLOCK_NOT_RUNNING = "clock_not_running"
    NOT_DUE_YET = "not_due_yet"
    CHILD_NOT_OPEN = "child_not_open"
    NOT_SENSITIVE = "not_sensitive"
    PURPOSE_MISSING = "purpose_missing"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    OPEN_CASE_EXISTS = "open_case_exists"
    PARTY_TYPES_DIFFER = "party_types_differ"
    PARTY_MERGED_ALREADY = "party_merged_already"
    PARTY_NOT_MERGED = "party_not_merged"
    PARTY_NUMBER_TAKEN = "party_number_taken"
    LINKED_SINCE_MERGE = "linked_since_merge"
    UNKNOWN_PARTY_ROLE = "unknown_party_role"
    PARTY_OF_OTHER_TYPE = "party_of_other_type"
    OFFICE_HAS_FILES = "office_has_files"
    PERSON_IN_TRAIL = "person_in_trail"
    STAFF_MUST_SURVIVE = "staff_must_survive"
    STALE_VERSION = "stale_version"
    ALREADY_DONE = "already_done"
    APPROVER_NOT_FIT = "approver_not_fit"
    APPROVER_NOT_IN_ROLE = "approver_not_in_role"
    APPROVER_SITS_ALREADY = "approver_sits_already"
    NOBODY_TO_APPROVE = "nobody_to_approve"
    NO_ROUND = "no_round"
    NOT_ALLOWED_HERE = "not_allowed_here"
    NO_PLACE_FOR_THAT = "no_place_for_that"
    NOT_YOURS_TO_REMOVE = "not_yours_to_remove"
    REMOVAL_DECIDES = "removal_decides"
    SEAT_NOT_OPEN = "seat_not_open"
    VOTE_DELEGATED = "vote_delegated_away"
    OUT_OF_ROUND = "out_of_round"
    NOT_ASKED = "not_asked"
    NOTHING_TO_RECALL = "nothing_to_recall"
    TASK_IS_VOTE = "task_is_vote"
    TASK_LENT = "task_lent"
    TASK_NOT_LENT = "task_not_lent"
    TASK_NOT_HELD = "task_not_held"
    HOLD_NOT_AHEAD = "hold_not_ahead"
    HOLD_BEYOND_DUE = "hold_beyond_due"
    NOBODY_HAS_ROOM = "nobody_has_room"
    COLLEAGUE_NOT_FIT = "colleague_not_fit"
    UNKNOWN_PERSON = "unknown_person"
    NOBODY_NAMED = "nobody_named"
    NOBODY_TO_REMOVE = "nobody_to_remove"
    REMINDED_ALREADY = "reminded_already"
    NOBODY_TO_REMIND = "nobody_to_remind"
    BULK_NOT_ALLOWED = "bulk_not_allowed"
    CASE_NUMBER_RESERVED = "case_number_reserved"
    CHILD_NOT_CANCELLABLE = "child_not_cancellable"
    NOT_DELEGATED = "not_delegated"
    KEY_REUSED = "idempotency_key_reused"
    UNSEALABLE = "unsealable"
    OFFICE_UNKNOWN = "office_unknown"
    OFFICE_ABOVE_ITSELF = "office_above_itself"
    DAYS_REVERSED = "days_reversed"
    OWN_DELEGATE = "own_delegate"
    SIGNS_IN_THEMSELVES = "signs_in_themselves"
    IDENTITY_TAKEN = "identity_taken"
    ANSWER_FORGED = "answer_forged"
    ANSWER_STALE = "answer_stale"
    ANSWER_REPEATED = "answer_repeated"
    ANSWER_REUSED = "answer_reused"
    ANSWER_NOT_ALLOWED = "answer_not_allowed"
    ANSWER_OUT_OF_REACH = "answer_out_of_reach"
    ANSWER_UNREADABLE = "answer_unreadable"
    ANSWER_UNKNOWN = "answer_unknown"
    SENDER_ID_UNFIT = "sender_id_unfit"
    SENDER_TAKEN = "sender_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason, e.g. `document_missing` with the document's key in `params`."""

    code: ReasonCode
    params: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The command changes nothing, for all of these reasons."""

    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in order."""
        return tuple(reason.code.value for reason in self.reasons)


def reason(code: ReasonCode, **params: object) -> Reason:
    """Build a reason in one line; the values are JSON."""
    return Reason(code=code, params=cast("dict[str, JsonValue]", params))
