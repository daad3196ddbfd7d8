"""The index of the register in memory, beside the cases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from engine.errors import ConflictError, EngineCode
from engine.model import Case, PartyLink
from engine.parties.identity import UNIQUE, Mark, MarkKind
from engine.parties.index import BlindMark, PartyKey, blinded
from engine.party_ports import LinkRow
from engine.projection import CaseWrite

_KEY = b"only for trials in memory"


class InMemoryPartyIndex:
    """Implements `PartyIndex` for one process.

    Args:
        cases: The store's cases by id, each with its subject.
    """

    def __init__(self, cases: Mapping[str, tuple[Case, str]]) -> None:
        self._cases = cases
        self._bearers: dict[BlindMark, set[str]] = {}
        self._marks: dict[str, set[BlindMark]] = {}

    def check(self, write: CaseWrite) -> None:
        """Refuse a mark that only one may bear and another bears.

        Raises:
            ConflictError: Somebody has registered the same party.
        """
        for key in write.new_keys:
            others = self._bearers.get(key.found_by, set()) - {key.party}
            if key.found_by.kind in UNIQUE and others:
                raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=write.after.id)

    def keep(self, write: CaseWrite) -> None:
        """Take the marks of a write over."""
        for key in write.dropped_keys:
            self._bearers[key.found_by].discard(key.party)
            self._marks[key.party].discard(key.found_by)
        for key in write.new_keys:
            self._bearers.setdefault(key.found_by, set()).add(key.party)
            self._marks.setdefault(key.party, set()).add(key.found_by)

    def blinded(self, mark: Mark) -> BlindMark:
        """The mark under a key of its own."""
        return blinded(mark, _KEY)

    def found_by(
        self, marks: Collection[BlindMark], *, number: BlindMark | None = None
    ) -> Sequence[PartyKey]:
        """Every party that bears one of the marks; see the port."""
        found = (key for mark in set(marks) for key in self._keys(mark))
        return sorted(key for key in found if not self._is_another(key.party, number))

    def _is_another(self, party: str, number: BlindMark | None) -> bool:
        """Whether a party bears another number of the same kind."""
        own = self._marks.get(party, ())
        return number is not None and any(m.kind is number.kind and m != number for m in own)

    def _keys(self, mark: BlindMark) -> Iterator[PartyKey]:
        for party in self._bearers.get(mark, ()):
            yield PartyKey(party=party, found_by=mark)

    def keys_of(self, party: str) -> Sequence[PartyKey]:
        """Every mark of a party."""
        own = self._marks.get(party, ())
        return sorted(PartyKey(party=party, found_by=mark) for mark in own)

    def of_kind(self, kind: MarkKind) -> Sequence[PartyKey]:
        """Every mark of one kind."""
        found = [mark for mark in list(self._bearers) if mark.kind is kind]
        return sorted(key for mark in found for key in self._keys(mark))

    def links(self, parties: Collection[str]) -> Sequence[LinkRow]:
        """The cases in which these parties have a part, by case and role."""
        return [row for row in self._rows() if row.party in set(parties)]

    def links_of(self, cases: Collection[str]) -> Sequence[LinkRow]:
        """The parties of these cases, by case and role."""
        return [row for row in self._rows() if row.case_id in set(cases)]

    def _rows(self) -> list[LinkRow]:
        cases = [case for case, _ in list(self._cases.values())]
        rows = (_row(case, link) for case in cases for link in case.parties)
        return sorted(rows, key=lambda row: (row.case_id, row.role, row.party))

    def shared(self, kinds: Collection[MarkKind], limit: int) -> Sequence[tuple[str, ...]]:
        """Parties that share a mark of one of these kinds; each group once, in order."""
        sharing = (
            tuple(sorted(parties))
            for mark, parties in list(self._bearers.items())
            if mark.kind in kinds and len(parties) > 1
        )
        return sorted(set(sharing))[:limit]


def _row(case: Case, link: PartyLink) -> LinkRow:
    return LinkRow(
        case_id=case.id,
        role=link.role,
        party=link.party,
        kind=case.kind,
        status=case.status,
        office=case.office,
        at=link.at,
        household=link.household,
        works_for=link.works_for,
        since=link.since,
        until=link.until,
    )
