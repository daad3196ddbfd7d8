"""Errors of the drivers in the words of the engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from engine.errors import AdapterError, ConflictError, EngineCode
from rules.errors import UnioncaseError

STALE = "unioncase_stale"
"""What a commit says when a chain is longer than it expects."""

FUNDS_SHORT = "unioncase_funds_short"
"""What a commit says when a fund has less than is to leave it."""

REQUIREMENT_FAILED = "UC001"
"""The state with which our own PostgreSQL function ends a commit."""

_CONFLICTS = (
    (FUNDS_SHORT, EngineCode.FUNDS_SHORT),
    ("fund_accounts", EngineCode.FUNDS_SHORT),
    ("pk_cases", EngineCode.CASE_EXISTS),
    ("cases_no_replace", EngineCode.CASE_EXISTS),
)
_BUSY_STATES = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: serialization failure, deadlock, lock not available."""

_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@contextmanager
def translated(driver_error: type[Exception], case_id: str | None = None) -> Iterator[None]:
    """Run driver calls; what they raise leaves as an error of the engine.

    Args:
        driver_error: The base class of the driver's errors.
        case_id: The case that a conflict is about.

    Raises:
        ConflictError: Somebody else was faster, or a fund is short.
        AdapterError: The database does not do what it should; nothing was stored.
    """
    try:
        yield
    except DBAPIError as wrapped:
        raise _meaning(wrapped.orig or wrapped, case_id) from wrapped
    except driver_error as failed:
        raise _meaning(failed, case_id) from failed


def conflict(message: str, case_id: str | None) -> ConflictError:
    """What a violated constraint or a failed requirement means."""
    for sign, code in _CONFLICTS:
        if sign in message:
            return ConflictError(code, case=case_id)
    return ConflictError(EngineCode.CONCURRENT_CHANGE, case=case_id)


def _meaning(failed: BaseException, case_id: str | None) -> UnioncaseError:
    if isinstance(failed, sqlite3.Error):
        if isinstance(failed, sqlite3.IntegrityError):
            return conflict(str(failed), case_id)
        busy = getattr(failed, "sqlite_errorcode", 0) & 0xFF in _BUSY_CODES
        usable = isinstance(failed, sqlite3.OperationalError)
    else:
        state = getattr(failed, "sqlstate", None) or ""
        if state.startswith("23") or state == REQUIREMENT_FAILED:
            return conflict(str(failed), case_id)
        busy = state in _BUSY_STATES
        # A lost connection (class 08) has no state at all; 53 is out of resources, 57 shut down.
        usable = state[:2] in ("", "08", "53", "57")
    if busy:
        return ConflictError(EngineCode.CONCURRENT_CHANGE, case=case_id)
    return AdapterError(EngineCode.STORE_UNAVAILABLE, retryable=usable, driver=str(failed).strip())
