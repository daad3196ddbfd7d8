"""What can be wrong with a replay before it begins; keys of the texts in `replay.yaml`."""

from __future__ import annotations

from enum import StrEnum

from rules.errors import UnioncaseError


class ReplayCode(StrEnum):
    """Codes of findings on replay maps, and of errors while storing what was replayed."""

    UNKNOWN_WORKFLOW = "replay_unknown_workflow"
    WORKFLOW_UNNAMED = "replay_workflow_unnamed"
    UNKNOWN_ACTION = "replay_unknown_action"
    UNKNOWN_FIELD = "replay_unknown_field"
    UNKNOWN_ROLE = "replay_unknown_role"
    UNKNOWN_STATE = "replay_unknown_state"
    NO_EVENTS = "replay_no_events"
    ACTION_OR_ROLES = "replay_action_or_roles"
    IGNORED_AND_MAPPED = "replay_ignored_and_mapped"
    MOVES_MONEY = "replay_moves_money"
    OPENS_CHILDREN = "replay_opens_children"
    UNKNOWN_ZONE = "replay_unknown_zone"
    UNREADABLE = "replay_unreadable"
    CASE_TAKEN = "replay_case_taken"
    WORKFLOW_TAKEN = "replay_workflow_taken"


class ReplayError(UnioncaseError):
    """A replay that cannot be carried out as asked."""
