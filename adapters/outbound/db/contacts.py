"""Contacts in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import time
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.outbound.db.database import Backend, Database
from adapters.outbound.db.notice_tables import CONTACTS
from engine.contacts import Channel, Contact

_C = CONTACTS.c


class SqlAlchemyContacts:
    """Implements `Contacts`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        of_sqlite = database.backend is Backend.SQLITE
        self._insert: Any = sqlite.insert if of_sqlite else postgresql.insert

    def of(self, people: Collection[str]) -> Sequence[Contact]:
        """The contacts of these people."""
        wanted = select(CONTACTS).where(_C.person.in_(sorted(people)))
        with self._database.reads() as connection:
            rows = connection.execute(wanted.order_by(_C.person, _C.channel))
            return [_contact(row) for row in rows]

    def save(self, contact: Contact) -> None:
        """Keep a contact instead of the person's earlier one on this channel."""
        row = _row(contact)
        saving = self._insert(CONTACTS).values(row)
        saving = saving.on_conflict_do_update(index_elements=["person", "channel"], set_=row)
        with self._database.writes() as connection:
            connection.execute(saving)

    def remove(self, person: str, channel: Channel) -> bool:
        """Forget a contact; False when there is none."""
        forgetting = delete(CONTACTS).where(_C.person == person, _C.channel == channel.value)
        with self._database.writes() as connection:
            return connection.execute(forgetting).rowcount == 1


def _row(contact: Contact) -> dict[str, object]:
    return {
        "person": contact.person,
        "channel": contact.channel.value,
        "address": contact.address,
        "language": contact.language,
        "digest": contact.digest,
        "quiet_from": contact.quiet_from and contact.quiet_from.isoformat(),
        "quiet_until": contact.quiet_until and contact.quiet_until.isoformat(),
        "muted": json.dumps(sorted(contact.muted)),
    }


def _contact(row: Any) -> Contact:
    return Contact(
        person=row.person,
        channel=Channel(row.channel),
        address=row.address,
        language=row.language,
        digest=row.digest,
        quiet_from=row.quiet_from and time.fromisoformat(row.quiet_from),
        quiet_until=row.quiet_until and time.fromisoformat(row.quiet_until),
        muted=frozenset(json.loads(row.muted)),
    )
