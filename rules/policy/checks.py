"""Checks of an area as a whole, before it may be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.findings import Finding
from rules.policy.language import PolicyDocument, WordsDocument
from rules.policy.model import Area
from rules.policy.reading import Located


def check_area(
    area: Area,
    documents: Sequence[Located[PolicyDocument]],
    words: Sequence[Located[WordsDocument]],
) -> Iterator[Finding]:
    """Yield everything that is wrong with an area whose parts can all be read."""
    return iter(())
