"""A commit on a connection that is writing something else in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from adapters.outbound.db import clauses
from adapters.outbound.db.database import Row
from adapters.outbound.db.faults import STALE, conflict
from adapters.outbound.db.rows import RowWriter
from engine.projection import CaseWrite

_GROUPS = ("new_cases", "entries", "messages")
"""What the entry of a journal consists of; it has no tasks, clocks or money."""


def write_on(connection: Connection, write: CaseWrite) -> None:
    """Store a journal's entry with whatever else the transaction stores.

    Raises:
        ConflictError: The chain is longer than the write expects.
    """
    rows = RowWriter(lambda moment: moment, lambda day: day).rows([write], None)
    for row in rows.changed_cases:
        changed = connection.execute(clauses.case_change(0), _named("changed_cases", [row]))
        if changed.rowcount != 1:
            raise conflict(STALE, write.after.id)
    for group in _GROUPS:
        added: list[Row] = getattr(rows, group)
        if added:
            adding = clauses.insertion(insert, group, len(added))
            connection.execute(adding, _named(group, added))


def _named(group: str, rows: Sequence[Row]) -> dict[str, Any]:
    return {
        f"{group}_{number}_{place}": value
        for number, row in enumerate(rows)
        for place, value in enumerate(row)
    }
