"""Inboxes in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, tuple_, update

from adapters.outbound.db.database import Database
from adapters.outbound.db.notice_tables import NOTICES
from engine.canonical import canonical_bytes
from engine.delivery import Told
from engine.notices import Notice, NoticeCode

_C = NOTICES.c


class SqlAlchemyInbox:
    """Implements `Inbox`; notices come in with the outbox (`put_notices`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def notices(
        self, person: str, *, unread: bool = False, after: str | None = None, limit: int = 50
    ) -> Sequence[Told]:
        """A person's notices, newest first; see the port."""
        wanted = select(NOTICES).where(_C.person == person)
        if unread:
            wanted = wanted.where(_C.read_at.is_(None))
        if after is not None:
            place = select(_C.at, _C.id).where(_C.id == after).scalar_subquery()
            wanted = wanted.where(tuple_(_C.at, _C.id) < place)
        wanted = wanted.order_by(_C.at.desc(), _C.id.desc()).limit(limit)
        with self._database.reads() as connection:
            return [_told(row) for row in connection.execute(wanted)]

    def notice(self, notice_id: str) -> Notice | None:
        """One notice, or None."""
        with self._database.reads() as connection:
            row = connection.execute(select(NOTICES).where(_C.id == notice_id)).one_or_none()
        return None if row is None else _told(row).notice

    def between(self, person: str, since: datetime, until: datetime) -> Sequence[Notice]:
        """All that a person was told from a moment on and before another, oldest first."""
        wanted = select(NOTICES).where(_C.person == person, _C.at >= since, _C.at < until)
        with self._database.reads() as connection:
            rows = connection.execute(wanted.order_by(_C.at, _C.id))
            return [_told(row).notice for row in rows]

    def unread(self, person: str) -> int:
        """How many a person has not read."""
        wanted = select(func.count()).where(_C.person == person, _C.read_at.is_(None))
        with self._database.reads() as connection:
            return int(connection.execute(wanted).scalar_one())

    def mark_read(self, person: str, ids: Sequence[str], now: datetime) -> int:
        """Say that a person has read some of their own notices."""
        own = (_C.person == person, _C.read_at.is_(None), _C.id.in_(list(ids)))
        with self._database.writes() as connection:
            return connection.execute(update(NOTICES).where(*own).values(read_at=now)).rowcount


def put_notices(connection: Connection, upserting: Any, notices: Sequence[Notice]) -> None:
    """Put notices into their inboxes; one that is there already stays as it is."""
    if not notices:
        return
    rows = [
        {
            "id": notice.id,
            "person": notice.person,
            "code": notice.code.value,
            "at": notice.at,
            "case_id": notice.case_id,
            "kind": notice.kind,
            "office": notice.office,
            "params": canonical_bytes(notice.params).decode(),
        }
        for notice in notices
    ]
    connection.execute(upserting(NOTICES).on_conflict_do_nothing(index_elements=["id"]), rows)


def _told(row: Any) -> Told:
    notice = Notice(
        id=row.id,
        person=row.person,
        code=NoticeCode(row.code),
        at=row.at,
        case_id=row.case_id,
        kind=row.kind,
        office=row.office,
        params=json.loads(row.params),
    )
    return Told(notice=notice, read_at=row.read_at)
