"""The index of the register in SQLite or PostgreSQL."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, or_, select

from adapters.outbound.db.database import Database
from adapters.outbound.db.party_tables import INDEX_KEY, PARTY_KEYS, PARTY_LINKS
from adapters.outbound.db.tables import CASES
from engine.errors import AdapterError, ConflictError, EngineCode
from engine.model import Status
from engine.parties.identity import Mark, MarkKind
from engine.parties.index import BlindMark, PartyKey, blinded
from engine.party_ports import LinkRow

_AT_ONCE = 400
"""Values asked for in one statement; SQLite takes no more than some thousands."""

_One = TypeVar("_One")


class SqlAlchemyPartyIndex:
    """Implements `PartyIndex`.

    Args:
        database: Where it is kept; its rows are written by the case store's commits.
        key: Gives the key of the index, when it is first needed.
    """

    def __init__(self, database: Database, key: Callable[[], bytes]) -> None:
        self._database = database
        self._given_key = key

    @cached_property
    def _key(self) -> bytes:
        """The key, once it is sure that the index was made with it."""
        key = self._given_key()
        own = hmac.new(key, b"unioncase party index", hashlib.sha256).hexdigest()
        if self._kept_fingerprint(own) != own:
            raise AdapterError(EngineCode.INDEX_KEY_DIFFERS, retryable=False)
        return key

    def _kept_fingerprint(self, own: str) -> str:
        stored = select(INDEX_KEY.c.fingerprint)
        with self._database.reads() as connection:
            known = connection.execute(stored).scalar_one_or_none()
        if known is not None:
            return str(known)
        try:
            with self._database.writes() as connection:
                connection.execute(insert(INDEX_KEY), {"id": 1, "fingerprint": own})
        except ConflictError:
            # Another process has just written its own.
            return self._kept_fingerprint(own)
        return own

    def blinded(self, mark: Mark) -> BlindMark:
        """The mark under the installation's key; see the port."""
        return blinded(mark, self._key)

    def found_by(
        self, marks: Collection[BlindMark], *, number: BlindMark | None = None
    ) -> Sequence[PartyKey]:
        """Every party that bears one of the marks; see the port."""
        found: list[PartyKey] = []
        others = () if number is None else (~_is_another(number),)
        for some in _portions(sorted(set(marks))):
            columns = PARTY_KEYS.c
            # One lookup for each: a list of pairs would not use the index on SQLite.
            each = ((columns.kind == m.kind.value) & (columns.value == m.value) for m in some)
            found += self._keys(and_(or_(*each), *others))
        return sorted(found)

    def keys_of(self, party: str) -> Sequence[PartyKey]:
        """Every mark of a party."""
        return sorted(self._keys(PARTY_KEYS.c.party == party))

    def of_kind(self, kind: MarkKind) -> Sequence[PartyKey]:
        """Every mark of one kind; meant for the few of the staff."""
        return sorted(self._keys(PARTY_KEYS.c.kind == kind.value))

    def _keys(self, condition: ColumnElement[bool]) -> list[PartyKey]:
        with self._database.reads() as connection:
            rows = connection.execute(select(PARTY_KEYS).where(condition))
            return [
                PartyKey(party=row.party, found_by=BlindMark(MarkKind(row.kind), row.value))
                for row in rows
            ]

    def links(self, parties: Collection[str]) -> Sequence[LinkRow]:
        """The cases in which these parties have a part, by case and role."""
        return self._links(PARTY_LINKS.c.party, parties)

    def links_of(self, cases: Collection[str]) -> Sequence[LinkRow]:
        """The parties of these cases, by case and role."""
        return self._links(PARTY_LINKS.c.case_id, cases)

    def _links(self, column: Any, values: Collection[str]) -> list[LinkRow]:
        found: list[LinkRow] = []
        for some in _portions(sorted(set(values))):
            with self._database.reads() as connection:
                rows = connection.execute(_link_rows().where(column.in_(some)))
                found += [_link_row(row._mapping) for row in rows]
        return sorted(found, key=lambda row: (row.case_id, row.role, row.party))

    def shared(self, kinds: Collection[MarkKind], limit: int) -> Sequence[tuple[str, ...]]:
        """Parties that share a mark of one of these kinds; each group once, in order."""
        columns = PARTY_KEYS.c
        wanted = columns.kind.in_([kind.value for kind in kinds])
        several = (
            select(columns.kind, columns.value)
            .where(wanted)
            .group_by(columns.kind, columns.value)
            .having(func.count() > 1)
            .order_by(func.min(columns.party), columns.kind, columns.value)
            .limit(limit)
        )
        with self._database.reads() as connection:
            marks = [BlindMark(MarkKind(r.kind), r.value) for r in connection.execute(several)]
        return _groups(self.found_by(marks))


def _groups(keys: Sequence[PartyKey]) -> tuple[tuple[str, ...], ...]:
    """The parties of each mark, each set of parties once."""
    sharing: dict[BlindMark, list[str]] = {}
    for key in keys:
        sharing.setdefault(key.found_by, []).append(key.party)
    found = {tuple(sorted(parties)) for parties in sharing.values()}
    return tuple(sorted(parties for parties in found if len(parties) > 1))


def _portions(values: list[_One]) -> Iterator[list[_One]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _is_another(number: BlindMark) -> ColumnElement[bool]:
    """Whether a party bears another number of the same kind."""
    numbers = PARTY_KEYS.alias("numbers").c
    return exists().where(
        numbers.party == PARTY_KEYS.c.party,
        numbers.kind == number.kind.value,
        numbers.value != number.value,
    )


def _link_rows() -> Select[Any]:
    shown = (*PARTY_LINKS.c, CASES.c.kind, CASES.c.status, CASES.c.office)
    return select(*shown).join_from(PARTY_LINKS, CASES, CASES.c.id == PARTY_LINKS.c.case_id)


def _link_row(row: Any) -> LinkRow:
    return LinkRow(**{**row, "status": Status(row["status"])})
