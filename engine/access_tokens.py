"""Keys of programs to the API: opaque, narrow, for a time; of each only a hash is kept.

A program acts as a service account, a member of staff like others with roles at offices. What it
may see and do follows from those; a token can only narrow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_LIFE = timedelta(days=366)
"""No token counts longer; a program that is forgotten loses its key by itself."""


class Scope(StrEnum):
    """What a token may be used for."""

    CASES_READ = "cases:read"
    CASES_ACT = "cases:act"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    PERSONAL_READ = "personal:read"
    """Personal data unmasked; each reading is recorded with its purpose."""
    PARTIES_READ = "parties:read"
    PEOPLE_READ = "people:read"
    PEOPLE_MANAGE = "people:manage"
    DEFINITIONS_READ = "definitions:read"
    REPORTS_READ = "reports:read"
    BUDGETS_READ = "budgets:read"
    BUDGETS_ALLOT = "budgets:allot"
    AUDIT_READ = "audit:read"
    OWN = "own"
    """The account's own notices and contacts."""
    TOKENS_MANAGE = "tokens:manage"
    OPERATIONS = "operations"
    """What was promised to the outside world, copies of the log, and what the office lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """One key of one service account.

    Attributes:
        id: How it is named where it is listed; the first signs of its hash.
        key: Hash of the token, which is itself kept nowhere.
        person: The service account.
        label: What it is for, in the issuer's words.
        used_at: When it was last seen in use, to the hour.
    """

    id: str
    key: str
    person: str
    label: str
    scopes: frozenset[Scope]
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it counts at a moment.

        Example:
            >>> from datetime import UTC
            >>> issued = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
            >>> token = AccessToken(id="a1", key="a1b2", person="payroll", label="payroll",
            ...     scopes=frozenset({Scope.CASES_READ}), issued_by="admin", issued_at=issued,
            ...     expires_at=issued + timedelta(days=1))
            >>> token.is_live(issued), token.is_live(issued + timedelta(days=1))
            (True, False)
        """
        return self.revoked_at is None and now < self.expires_at
