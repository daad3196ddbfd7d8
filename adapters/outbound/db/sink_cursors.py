"""How far the copies of the log are, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.outbound.db.database import Backend, Database
from adapters.outbound.db.sink_tables import SINK_CURSORS
from engine.sinks import SinkCursor

_C = SINK_CURSORS.c


class SqlAlchemySinkCursors:
    """Implements `SinkCursors`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        of_sqlite = database.backend is Backend.SQLITE
        self._insert: Any = sqlite.insert if of_sqlite else postgresql.insert

    def take(self, sink: str, holder: str, now: datetime, until: datetime) -> SinkCursor | None:
        """Become, or stay, the one that feeds a sink; see the port."""
        row = self._row(sink)
        if row is None or row.lease_until is None or row.lease_until <= now:
            return self._taken(sink, holder, now, until)
        if row.holder != holder:
            return None
        # A lease of which half is left is not written again: this is asked every other second.
        is_long = row.lease_until - now >= (until - now) / 2
        return _cursor(row) if is_long else self._taken(sink, holder, now, until)

    def _row(self, sink: str) -> Any:
        with self._database.reads() as connection:
            return connection.execute(select(SINK_CURSORS).where(_C.sink == sink)).one_or_none()

    def _taken(self, sink: str, holder: str, now: datetime, until: datetime) -> SinkCursor | None:
        begun = self._insert(SINK_CURSORS).values(asdict(SinkCursor(sink=sink)))
        free = or_(_C.holder == holder, _C.lease_until.is_(None), _C.lease_until <= now)
        taking = update(SINK_CURSORS).where(_C.sink == sink, free)
        taking = taking.values(holder=holder, lease_until=until).returning(SINK_CURSORS)
        with self._database.writes() as connection:
            connection.execute(begun.on_conflict_do_nothing(index_elements=["sink"]))
            row = connection.execute(taking).one_or_none()
        return None if row is None else _cursor(row)

    def save(self, cursor: SinkCursor, holder: str) -> bool:
        """Keep a cursor; False when another one feeds the sink by now."""
        values = {name: value for name, value in asdict(cursor).items() if name != "sink"}
        return self._change(cursor.sink, holder, values)

    def release(self, sink: str, holder: str) -> None:
        """Let another one feed the sink at once."""
        self._change(sink, holder, {"holder": None, "lease_until": None})

    def all(self) -> Sequence[SinkCursor]:
        """Every cursor there is, by the sink's name."""
        with self._database.reads() as connection:
            rows = connection.execute(select(SINK_CURSORS).order_by(_C.sink))
            return [_cursor(row) for row in rows]

    def rewind(self, sink: str, index: int, last_hash: str) -> bool:
        """Let a sink begin again at an index; whoever feeds it takes it up anew."""
        anew: dict[str, object] = {"next": index, "last_hash": last_hash, "failures": 0}
        freed = dict.fromkeys(("retry_at", "cause", "holder", "lease_until"))
        rewinding = update(SINK_CURSORS).where(_C.sink == sink).values({**anew, **freed})
        with self._database.writes() as connection:
            return connection.execute(rewinding).rowcount == 1

    def _change(self, sink: str, holder: str, values: dict[str, Any]) -> bool:
        changing = update(SINK_CURSORS).where(_C.sink == sink, _C.holder == holder)
        with self._database.writes() as connection:
            return connection.execute(changing.values(values)).rowcount == 1


def _cursor(row: Any) -> SinkCursor:
    return SinkCursor(**{name: getattr(row, name) for name in SinkCursor.__dataclass_fields__})
