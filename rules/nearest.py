"""The nearest known name to one that is not known, for "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or None when none is close.

    Example:
        >>> nearest("payd", ["paid", "open"])
        'paid'
        >>> nearest("x", ["paid", "open"]) is None
        True
    """
    matches = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else None
