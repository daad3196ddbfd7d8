"""Parties outside that may answer, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from adapters.outbound.db.database import Database
from adapters.outbound.db.sender_tables import SENDERS
from engine.errors import ConflictError, EngineCode
from engine.outside import Sender

_S = SENDERS.c


class SqlAlchemySenders:
    """Implements `SenderStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, sender: Sender) -> None:
        """Keep a new sender; see the port."""
        row = {**asdict(sender), "answers": " ".join(sorted(sender.answers))}
        try:
            with self._database.writes() as connection:
                connection.execute(insert(SENDERS), row)
        except ConflictError as taken:
            raise ConflictError(EngineCode.SENDER_TAKEN, sender=sender.id) from taken

    def by_id(self, sender_id: str) -> Sender | None:
        """The sender with this id; see the port."""
        with self._database.reads() as connection:
            row = connection.execute(select(SENDERS).where(_S.id == sender_id)).one_or_none()
        return None if row is None else _sender(row)

    def every(self) -> Sequence[Sender]:
        """All senders; see the port."""
        with self._database.reads() as connection:
            return [_sender(row) for row in connection.execute(select(SENDERS).order_by(_S.id))]

    def revoke(self, sender_id: str, at: datetime) -> None:
        """Let a sender count no more; see the port."""
        live = (_S.id == sender_id) & _S.revoked_at.is_(None)
        with self._database.writes() as connection:
            connection.execute(update(SENDERS).where(live).values(revoked_at=at))


def _sender(row: Row[Any]) -> Sender:
    plain = dict(row._mapping)
    return Sender(answers=frozenset(plain.pop("answers").split()), **plain)
