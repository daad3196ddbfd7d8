"""The register of persons and employers as the engine needs it from outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from engine.model import Status
from engine.parties.identity import Mark, MarkKind
from engine.parties.index import BlindMark, PartyKey


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LinkRow:
    """A part that a party has in a case, with what lists show of the case."""

    case_id: str
    role: str
    party: str
    kind: str
    status: Status
    office: str
    at: datetime
    household: str | None = None
    works_for: str | None = None
    since: date | None = None
    until: date | None = None


class PartyIndex(Protocol):
    """Where parties are found again. It is only read here: rows change with entries."""

    def blinded(self, mark: Mark) -> BlindMark:
        """The mark under the installation's key.

        Raises:
            AdapterError: There is no key, or another one than the index was made with.
        """

    def found_by(
        self, marks: Collection[BlindMark], *, number: BlindMark | None = None
    ) -> Sequence[PartyKey]:
        """Every party that bears one of the marks.

        Args:
            marks: What they are found by.
            number: Whoever bears another mark of its kind is left out: with another resident's
                number somebody is another person, whatever name and telephone they share.
        """

    def keys_of(self, party: str) -> Sequence[PartyKey]:
        """Every mark of a party; none where there is no such party."""

    def of_kind(self, kind: MarkKind) -> Sequence[PartyKey]:
        """Every mark of one kind; meant for the few of the staff."""

    def links(self, parties: Collection[str]) -> Sequence[LinkRow]:
        """The cases in which these parties have a part, by case and role."""

    def links_of(self, cases: Collection[str]) -> Sequence[LinkRow]:
        """The parties of these cases, by case and role."""

    def shared(self, kinds: Collection[MarkKind], limit: int) -> Sequence[tuple[str, ...]]:
        """Parties that share a mark of one of these kinds; each group once, in order."""
