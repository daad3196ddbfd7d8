"""A fact that was not supplied: neither true nor false nor null."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class UnknownCause(StrEnum):
    """Why a fact is unknown."""

    NOT_ASKED = "not_asked"
    NO_ANSWER = "not_answered"
    NOT_APPLICABLE = "not_applicable"


_ORDER = {cause: rank for rank, cause in enumerate(UnknownCause)}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that depends on facts which were not supplied.

    Attributes:
        facts: Names of the missing facts that can still change the value.
        cause: Why they are missing; of several causes the one that asking can mend first.

    Example:
        >>> merge([Unknown.of("age"), Unknown.of("income")]).facts == {"age", "income"}
        True
    """

    facts: frozenset[str] = frozenset()
    cause: UnknownCause = UnknownCause.NOT_ASKED

    @classmethod
    def of(cls, fact: str, cause: UnknownCause = UnknownCause.NOT_ASKED) -> Unknown:
        """Return the unknown value of one fact."""
        return cls(frozenset((fact,)), cause)


def merge(unknowns: Iterable[Unknown]) -> Unknown:
    """Return the unknown that depends on the facts of all of them."""
    found = list(unknowns)
    facts = frozenset[str]().union(*(unknown.facts for unknown in found))
    return Unknown(facts, min((unknown.cause for unknown in found), key=_ORDER.__getitem__))
