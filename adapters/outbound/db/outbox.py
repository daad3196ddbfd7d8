"""The outbox in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.outbound.db.database import Backend, Database
from adapters.outbound.db.inbox import put_notices
from adapters.outbound.db.log_growth import LogGrowth
from adapters.outbound.db.tables import OUTBOX
from engine.canonical import canonical_bytes
from engine.delivery import Backlog, DeadLetter, Effect, Parcel
from engine.projection import Message

_C = OUTBOX.c


class SqlAlchemyOutbox:
    """Implements `Outbox`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        of_sqlite = database.backend is Backend.SQLITE
        self._insert: Any = sqlite.insert if of_sqlite else postgresql.insert
        self._growth = LogGrowth(self._insert)

    def lease(
        self, now: datetime, *, until: datetime, limit: int, kinds: frozenset[str] | None = None
    ) -> Sequence[str]:
        """Hand out messages that are due; see the port."""
        asked = (*_open(), *(() if kinds is None else (_C.kind.in_(sorted(kinds)),)))
        span = until - now
        recent = (_C.lease_until > until - span / 3, _C.lease_until <= until + span)
        leased = select(func.count()).where(*asked, *recent)
        over = or_(func.coalesce(_C.lease_until, now) <= now, _C.lease_until > until + span)
        due = (_C.available_at <= now, over)
        oldest = select(_C.key).where(*asked, *due).order_by(_C.available_at, _C.key)
        with self._database.reads() as connection:
            # Most looks find nothing, and must not queue up with those who write.
            if connection.execute(oldest.limit(1)).first() is None:
                return ()
        with self._database.writes() as connection:
            free = limit - int(connection.execute(leased).scalar_one())
            if free <= 0:
                return ()
            # Processes pass over what another one is taking in this moment. Taken by a query of
            # its own: PostgreSQL may run a subquery once for each row, and each time take others.
            taken = oldest.limit(free).with_for_update(skip_locked=True).cte("taken")
            leasing = update(OUTBOX).where(_C.key.in_(select(taken.c.key)))
            leasing = leasing.values(lease_until=until, attempts=_C.attempts + 1)
            rows = connection.execute(leasing.returning(_C.available_at, _C.key)).all()
        return [row.key for row in sorted(rows, key=lambda row: (row.available_at, row.key))]

    def give_back(self, keys: Sequence[str]) -> None:
        """Say that leased messages went to nobody; see the port."""
        giving = update(OUTBOX).where(_C.key.in_(list(keys)), *_open(), _C.lease_until.is_not(None))
        with self._database.writes() as connection:
            connection.execute(giving.values(lease_until=None, attempts=_C.attempts - 1))

    def parcel(self, key: str) -> Parcel | None:
        """The message, or None when it is done, dead or gone."""
        with self._database.reads() as connection:
            row = connection.execute(select(OUTBOX).where(_C.key == key, *_open())).one_or_none()
        if row is None:
            return None
        message = Message(
            key=row.key,
            kind=row.kind,
            payload=json.loads(row.payload),
            available_at=row.available_at,
        )
        return Parcel(message=message, attempts=row.attempts, cause=row.cause or "")

    def complete(self, key: str, now: datetime, effect: Effect) -> bool:
        """Store the effect and that the message is done, in one transaction."""
        done = update(OUTBOX).where(_C.key == key, *_open()).values(done_at=now)
        with self._database.writes() as connection:
            if connection.execute(done).rowcount != 1:
                return False
            self._growth.add(connection, effect.sealed)
            self._promise(connection, effect.messages)
            put_notices(connection, self._insert, effect.notices)
        return True

    def _promise(self, connection: Connection, messages: Sequence[Message]) -> None:
        if not messages:
            return
        # What was promised before stays as it is: the key names the effect, not the attempt.
        adding = self._insert(OUTBOX).on_conflict_do_nothing(index_elements=["key"])
        rows = [
            {
                "key": message.key,
                "kind": message.kind,
                "payload": canonical_bytes(message.payload).decode(),
                "available_at": message.available_at,
            }
            for message in messages
        ]
        connection.execute(adding, rows)

    def promise(self, messages: Sequence[Message]) -> None:
        """Promise further messages by themselves; see the port."""
        with self._database.writes() as connection:
            self._promise(connection, messages)

    def postpone(self, key: str, cause: str, until: datetime) -> None:
        """Say that an attempt failed and when to try again."""
        self._change(key, *_open(), available_at=until, lease_until=None, cause=cause)

    def bury(self, key: str, cause: str, now: datetime) -> None:
        """Give a message up: it becomes a dead letter."""
        self._change(key, *_open(), died_at=now, lease_until=None, cause=cause)

    def dead(self, limit: int = 100) -> Sequence[DeadLetter]:
        """Dead letters, oldest first."""
        wanted = select(OUTBOX).where(*_dead()).order_by(_C.died_at, _C.key).limit(limit)
        with self._database.reads() as connection:
            return [_dead_letter(row) for row in connection.execute(wanted)]

    def dead_letter(self, key: str) -> DeadLetter | None:
        """One dead letter, or None."""
        wanted = select(OUTBOX).where(_C.key == key, *_dead())
        with self._database.reads() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _dead_letter(row)

    def revive(self, key: str, now: datetime) -> bool:
        """Make a dead letter due again, with all its attempts."""
        fresh = {"died_at": None, "cause": None, "attempts": 0, "available_at": now}
        return self._change(key, *_dead(), **fresh)

    def drop(self, key: str, now: datetime) -> bool:
        """Say that a dead letter is done without effect."""
        return self._change(key, *_dead(), done_at=now)

    def backlog(self, now: datetime) -> Backlog:
        """How far delivery is behind."""
        due = select(func.count(), func.min(_C.available_at)).where(
            *_open(), _C.available_at <= now
        )
        dead = select(func.count()).select_from(OUTBOX).where(*_dead())
        with self._database.reads() as connection:
            waiting, oldest = connection.execute(due).one()
            return Backlog(
                waiting=waiting, dead=int(connection.execute(dead).scalar_one()), oldest=oldest
            )

    def _change(self, key: str, *conditions: ColumnElement[bool], **values: object) -> bool:
        changing = update(OUTBOX).where(_C.key == key, *conditions).values(**values)
        with self._database.writes() as connection:
            return connection.execute(changing).rowcount == 1


def _open() -> tuple[ColumnElement[bool], ...]:
    return (_C.done_at.is_(None), _C.died_at.is_(None))


def _dead() -> tuple[ColumnElement[bool], ...]:
    return (_C.done_at.is_(None), _C.died_at.is_not(None))


def _dead_letter(row: Any) -> DeadLetter:
    return DeadLetter(
        key=row.key,
        kind=row.kind,
        attempts=row.attempts,
        cause=row.cause or "",
        promised_at=row.available_at,
        died_at=row.died_at,
    )
