"""How a command ends: the exit code for every answer and every error."""

from __future__ import annotations

from enum import IntEnum

from engine.errors import (
    ConflictError,
    DefinitionError,
    IllegalMoveError,
    NotFoundError,
    NotPermittedError,
    ReplayError,
)
from rules.errors import UnioncaseError


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    DONE = 0
    FINDINGS = 1
    """A check found defects."""
    USAGE = 2
    REFUSED = 3
    """Every reason has been printed, and the attempt recorded."""
    NOT_FOUND = 4
    CONFLICT = 5
    """Stale, or somebody else was faster; look again and repeat."""
    UNREADABLE = 6
    """Input that cannot be read, with file, line and what was expected."""
    FAILED = 7
    """Something outside failed, or the program did."""


class InputError(UnioncaseError):
    """What was typed, or a file that was named, cannot be read."""


class UsageError(UnioncaseError):
    """Arguments that do not go together, or one that is missing."""


_CODES: tuple[tuple[type[UnioncaseError], Exit], ...] = (
    (UsageError, Exit.USAGE),
    (NotPermittedError, Exit.REFUSED),
    (NotFoundError, Exit.NOT_FOUND),
    (ConflictError, Exit.CONFLICT),
    (DefinitionError, Exit.UNREADABLE),
    (IllegalMoveError, Exit.FAILED),
    (ReplayError, Exit.FAILED),
)


def exit_for(error: UnioncaseError) -> Exit:
    """The exit code of an error.

    An error that says whether it may be tried again comes from outside; all others that are not
    listed are faults of what was given to read.
    """
    if hasattr(error, "retryable"):
        return Exit.FAILED
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.UNREADABLE)
