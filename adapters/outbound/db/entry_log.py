"""The log of all entries in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.outbound.db.database import Backend, Database
from adapters.outbound.db.log_tables import CHECKPOINTS, LEAVES, LOG_ENDS, NODES
from adapters.outbound.db.tables import ENTRIES
from engine.delivery import Checkpoint, Leaf, Logged
from engine.errors import EngineCode, NotFoundError


class SqlAlchemyEntryLog:
    """Implements `EntryLog`; it grows with the outbox (`LogGrowth`)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        of_sqlite = database.backend is Backend.SQLITE
        self._insert: Any = sqlite.insert if of_sqlite else postgresql.insert

    def size(self) -> int:
        """How many entries it holds."""
        with self._database.reads() as connection:
            return connection.execute(select(LOG_ENDS.c.size)).scalar_one_or_none() or 0

    def leaves(self, start: int, limit: int) -> Sequence[Leaf]:
        """Entries from an index on, in order."""
        index = LEAVES.c.index
        wanted = select(LEAVES).where(index >= start).order_by(index).limit(limit)
        with self._database.reads() as connection:
            return [Leaf(**row._mapping) for row in connection.execute(wanted)]

    def logged(self, start: int, end: int) -> Sequence[Logged]:
        """The places from one index to before another with their entries' headers, in order."""
        index = LEAVES.c.index
        same = (ENTRIES.c.case_id == LEAVES.c.case_id) & (ENTRIES.c.seq == LEAVES.c.seq)
        wanted = select(LEAVES, ENTRIES.c.header).select_from(LEAVES.outerjoin(ENTRIES, same))
        wanted = wanted.where(index >= start, index < end).order_by(index)
        with self._database.reads() as connection:
            return [_logged(*row) for row in connection.execute(wanted)]

    def place(self, case_id: str, seq: int) -> Leaf | None:
        """Where an entry stands, or None when it is not sealed yet."""
        wanted = select(LEAVES).where(LEAVES.c.case_id == case_id, LEAVES.c.seq == seq)
        with self._database.reads() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else Leaf(**row._mapping)

    def node(self, level: int, position: int) -> bytes:
        """Hash of a complete subtree; see the port."""
        wanted = select(NODES.c.hash).where(NODES.c.level == level, NODES.c.position == position)
        with self._database.reads() as connection:
            found = connection.execute(wanted).scalar_one_or_none()
        if found is None:
            raise NotFoundError(EngineCode.LOG_OUT_OF_RANGE, index=position, size=self.size())
        return bytes.fromhex(found)

    def checkpoint(self) -> Checkpoint | None:
        """The newest checkpoint, or None."""
        newest = select(CHECKPOINTS).order_by(CHECKPOINTS.c.size.desc()).limit(1)
        with self._database.reads() as connection:
            row = connection.execute(newest).one_or_none()
        return None if row is None else Checkpoint(**row._mapping)

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Every checkpoint, the smallest log first."""
        every = select(CHECKPOINTS).order_by(CHECKPOINTS.c.size)
        with self._database.reads() as connection:
            return [Checkpoint(**row._mapping) for row in connection.execute(every)]

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint; one of the same size that is there already stays."""
        adding = self._insert(CHECKPOINTS).values(
            size=checkpoint.size,
            root=checkpoint.root,
            at=checkpoint.at,
            key_id=checkpoint.key_id,
            signature=checkpoint.signature,
        )
        same = select(CHECKPOINTS.c.size).where(CHECKPOINTS.c.size == checkpoint.size)
        with self._database.writes() as connection:
            # SQLite's guard against replacing refuses an insert before the conflict is looked at.
            if connection.execute(same).one_or_none() is None:
                connection.execute(adding.on_conflict_do_nothing(index_elements=["size"]))


def _logged(index: int, case_id: str, seq: int, hash_: str, header: str | None) -> Logged:
    leaf = Leaf(index=index, case_id=case_id, seq=seq, hash=hash_)
    return Logged(leaf=leaf, header=None if header is None else header.encode())
