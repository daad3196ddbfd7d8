"""Errors of the engine: what is raised, as against refused."""

from __future__ import annotations

from enum import StrEnum

from rules.errors import UnioncaseError
from rules.findings import Finding


class EngineCode(StrEnum):
    """Codes of the engine's errors."""

    CASE_NOT_FOUND = "case_not_found"
    CASE_EXISTS = "case_exists"
    TASK_NOT_FOUND = "task_not_found"
    PERSON_NOT_FOUND = "person_not_found"
    OFFICE_NOT_FOUND = "office_not_found"
    DOCUMENT_NOT_FOUND = "document_not_found"
    LETTER_NOT_FOUND = "letter_not_found"
    PARTY_NOT_FOUND = "party_not_found"
    INDEX_KEY_DIFFERS = "index_key_differs"
    WORKFLOW_NOT_FOUND = "workflow_not_found"
    DEFINITION_DEFECTIVE = "definition_defective"
    ILLEGAL_MOVE = "illegal_move"
    STALE_VERSION = "stale_version"
    CONCURRENT_CHANGE = "concurrent_change"
    NOT_DELEGATED = "not_delegated"
    REGION_INVALID = "region_invalid"
    EVENT_OUT_OF_ORDER = "event_out_of_order"
    KEY_REUSED = "idempotency_key_reused"
    STORE_UNAVAILABLE = "store_unavailable"
    FUNDS_SHORT = "funds_short"
    LOG_OUT_OF_RANGE = "log_out_of_range"
    DELIVERY_FAILED = "delivery_failed"
    DEAD_LETTER_NOT_FOUND = "dead_letter_not_found"
    TOKEN_NOT_FOUND = "token_not_found"
    SENDER_NOT_FOUND = "sender_not_found"
    SENDER_TAKEN = "sender_taken"
    BROKER_UNKNOWN = "broker_unknown"
    BROKER_UNAVAILABLE = "broker_unavailable"


class NotFoundError(UnioncaseError):
    """The thing named does not exist, or not for this person: both look the same."""


class DirectoryError(UnioncaseError):
    """An office or a person that cannot be entered as given."""


class ConflictError(UnioncaseError):
    """Somebody else changed the case in between; look again and repeat."""


class NotPermittedError(UnioncaseError):
    """A person claims to act for somebody who has not delegated to them.

    Attributes:
        recorded: Whether a trail or a journal has an entry of it.
    """

    recorded = False


class IllegalMoveError(UnioncaseError):
    """A move that the declaration does not contain; always a defect of the engine."""


class LogError(UnioncaseError):
    """The log of all entries has no such place."""


class ReplayError(UnioncaseError):
    """Events that do not follow one another."""


class DefinitionError(UnioncaseError):
    """A document may not be used; `findings` says where and why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(EngineCode.DEFINITION_DEFECTIVE, count=len(findings))
        self.findings = findings


class AdapterError(UnioncaseError):
    """Something outside failed; `retryable` says whether trying again may help."""

    def __init__(self, code: StrEnum, *, retryable: bool, **params: object) -> None:
        super().__init__(code, **params)
        self.retryable = retryable
