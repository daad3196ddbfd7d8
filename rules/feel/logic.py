"""Three-valued logic (DMN 1.5, table 48), with unknown as a value that may yet be decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from rules.feel.unknown import Unknown, merge
from rules.feel.values import Value

Truth: TypeAlias = bool | None | Unknown


def truth(value: Value) -> Truth:
    """Return a truth value or unknown as it is; anything else counts as null."""
    return value if isinstance(value, bool | Unknown) else None


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return the strong Kleene conjunction.

    What is neither true nor false makes the answer null; unless an unknown is among them,
    which can still make it false.

    Example:
        >>> all_of([None, False]), all_of([None, True]), all_of([])
        (False, None, True)
    """
    found = list(truths)
    if any(truth is False for truth in found):
        return False
    return _undecided(found, True)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return the strong Kleene disjunction."""
    found = list(truths)
    if any(truth is True for truth in found):
        return True
    return _undecided(found, False)


def _undecided(found: list[Truth], decided: bool) -> Truth:
    unknowns = [truth for truth in found if isinstance(truth, Unknown)]
    if unknowns:
        return merge(unknowns)
    return None if any(truth is None for truth in found) else decided


def negated(value: Truth) -> Truth:
    """Return the opposite; null and unknown stay what they are."""
    return not value if isinstance(value, bool) else value
