"""Appending entries to the log of all entries, inside somebody's transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from adapters.outbound.db.log_tables import LEAVES, LOG_ENDS, NODES
from adapters.outbound.db.tables import ENTRIES
from engine.delivery import Sealed
from engine.merkle import Frontier, leaf_hash


class LogGrowth:
    """Appends; whoever appends holds the log's end until the transaction is over.

    Args:
        upserting: The dialect's own `insert`.
    """

    def __init__(self, upserting: Any) -> None:
        begun = upserting(LOG_ENDS).values(id=1, size=0, peaks="[]")
        self._begun = begun.on_conflict_do_nothing(index_elements=["id"])

    def add(self, connection: Connection, sealed: Sequence[Sealed]) -> None:
        """Append the named entries and those before them that are missing, in their order."""
        if not sealed:
            return
        frontier = self._held(connection)
        leaves: list[dict[str, object]] = []
        nodes: list[dict[str, object]] = []
        for row in (row for part in sealed for row in _missing(connection, part)):
            leaves.append({"index": frontier.size, **row._mapping})
            frontier, made = frontier.append(leaf_hash(bytes.fromhex(row.hash)))
            nodes += ({"level": v, "position": p, "hash": h.hex()} for v, p, h in made)
        if leaves:
            connection.execute(insert(LEAVES), leaves)
            connection.execute(insert(NODES), nodes)
            connection.execute(update(LOG_ENDS).values(_row(frontier)))

    def _held(self, connection: Connection) -> Frontier:
        held = select(LOG_ENDS.c.size, LOG_ENDS.c.peaks).with_for_update()
        row = connection.execute(held).one_or_none()
        if row is None:
            connection.execute(self._begun)
            row = connection.execute(held).one()
        peaks = tuple(bytes.fromhex(peak) for peak in json.loads(row.peaks))
        return Frontier(row.size, peaks)


def _missing(connection: Connection, part: Sealed) -> Sequence[Any]:
    there = select(func.coalesce(func.max(LEAVES.c.seq), 0)).where(LEAVES.c.case_id == part.case_id)
    last = connection.execute(there).scalar_one()
    wanted = select(ENTRIES.c.case_id, ENTRIES.c.seq, ENTRIES.c.hash).where(
        ENTRIES.c.case_id == part.case_id, ENTRIES.c.seq > last, ENTRIES.c.seq <= part.last
    )
    return connection.execute(wanted.order_by(ENTRIES.c.seq)).all()


def _row(frontier: Frontier) -> dict[str, object]:
    return {"size": frontier.size, "peaks": json.dumps([peak.hex() for peak in frontier.peaks])}
