"""Accounts, sessions, failed sign-ins and drafts in SQLite or PostgreSQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from pydantic import JsonValue
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from adapters.outbound.db.access_tables import ACCOUNTS, DRAFTS, FAILURES, SESSIONS
from adapters.outbound.db.database import Database
from adapters.outbound.db.sign_on_tables import RECOVERY_CODES
from engine.access import Account, Failures, Session, Tally


class SqlAlchemyAccounts:
    """Implements `AccountStore` and `DraftStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def account(self, person: str) -> Account | None:
        """The account of a person; see the port."""
        row = self._one(ACCOUNTS, person=person)
        return None if row is None else Account(**row)

    def save_account(self, account: Account) -> None:
        """Keep an account; see the port."""
        with self._database.writes() as connection:
            _put(connection, ACCOUNTS, {"person": account.person}, asdict(account))

    def accept_code(self, person: str, step: int) -> bool:
        """Note that a code was used; see the port."""
        # In one statement: two requests with the same code must not both be taken.
        newer = (ACCOUNTS.c.person == person) & (ACCOUNTS.c.last_code_step < step)
        with self._database.writes() as connection:
            noted = connection.execute(update(ACCOUNTS).where(newer).values(last_code_step=step))
            return noted.rowcount == 1

    def with_second_factor(self) -> Sequence[Account]:
        """All accounts that have a second factor; see the port."""
        found = select(ACCOUNTS).where(ACCOUNTS.c.code_secret.is_not(None))
        with self._database.reads() as connection:
            rows = connection.execute(found.order_by(ACCOUNTS.c.person))
            return [Account(**row._mapping) for row in rows]

    def replace_secret(self, person: str, old: str, new: str) -> bool:
        """Keep another seal around the same secret; see the port."""
        same = (ACCOUNTS.c.person == person) & (ACCOUNTS.c.code_secret == old)
        with self._database.writes() as connection:
            changed = connection.execute(update(ACCOUNTS).where(same).values(code_secret=new))
            return changed.rowcount == 1

    def save_recovery_codes(self, person: str, hashes: Sequence[str]) -> None:
        """Keep the hashes of a person's recovery codes; see the port."""
        rows = [{"person": person, "code_hash": code_hash} for code_hash in hashes]
        with self._database.writes() as connection:
            connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.person == person))
            if rows:
                connection.execute(insert(RECOVERY_CODES), rows)

    def recovery_codes(self, person: str) -> Sequence[str]:
        """The hashes of the codes that are left; see the port."""
        left = select(RECOVERY_CODES.c.code_hash).where(RECOVERY_CODES.c.person == person)
        with self._database.reads() as connection:
            return list(connection.execute(left.order_by(RECOVERY_CODES.c.code_hash)).scalars())

    def use_recovery_code(self, person: str, code_hash: str) -> bool:
        """Forget a recovery code; see the port."""
        used = delete(RECOVERY_CODES).where(
            RECOVERY_CODES.c.person == person, RECOVERY_CODES.c.code_hash == code_hash
        )
        with self._database.writes() as connection:
            return connection.execute(used).rowcount == 1

    def session(self, key: str) -> Session | None:
        """The session with this key; see the port."""
        row = self._one(SESSIONS, key=key)
        return None if row is None else Session(**row)

    def sessions(self, person: str) -> Sequence[Session]:
        """All sessions of a person; see the port."""
        found = (
            select(SESSIONS)
            .where(SESSIONS.c.person == person)
            .order_by(SESSIONS.c.seen_at.desc(), SESSIONS.c.key)
        )
        with self._database.reads() as connection:
            return [Session(**row._mapping) for row in connection.execute(found)]

    def save_session(self, session: Session) -> None:
        """Keep a session; see the port."""
        with self._database.writes() as connection:
            _put(connection, SESSIONS, {"key": session.key}, asdict(session))

    def end_session(self, key: str) -> None:
        """Forget a session; see the port."""
        with self._database.writes() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.key == key))

    def end_sessions(self, person: str, *, but: str | None = None) -> int:
        """Forget all sessions of a person; see the port."""
        others = (SESSIONS.c.person == person) & (SESSIONS.c.key != (but or ""))
        with self._database.writes() as connection:
            return connection.execute(delete(SESSIONS).where(others)).rowcount

    def note_failure(self, login: str, address: str, at: datetime) -> None:
        """Count a failed sign-in; see the port."""
        row = {"login": hidden(login), "address": hidden(address), "at": at}
        with self._database.writes() as connection:
            connection.execute(insert(FAILURES), row)

    def forget_failures(self, login: str) -> None:
        """The right person has come in; see the port."""
        with self._database.writes() as connection:
            connection.execute(delete(FAILURES).where(FAILURES.c.login == hidden(login)))

    def failures(self, login: str, address: str, since: datetime) -> Failures:
        """Failed sign-ins since a moment; see the port."""
        with self._database.reads() as connection:
            return Failures(
                here=_counted(connection, since, login=login, address=address),
                with_login=_counted(connection, since, login=login),
                from_address=_counted(connection, since, address=address),
            )

    def sweep(self, before: datetime) -> None:
        """Forget what nobody has touched; see the port."""
        with self._database.writes() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.seen_at < before))
            connection.execute(delete(FAILURES).where(FAILURES.c.at < before))

    def draft(self, person: str, place: str) -> Mapping[str, JsonValue] | None:
        """What the person left at a place; see the port."""
        row = self._one(DRAFTS, person=person, place=place)
        return None if row is None else cast("dict[str, JsonValue]", json.loads(row["content"]))

    def save_draft(
        self, person: str, place: str, values: Mapping[str, JsonValue], at: datetime
    ) -> None:
        """Keep what was typed; see the port."""
        key = {"person": person, "place": place}
        content = json.dumps(dict(values), ensure_ascii=False)
        with self._database.writes() as connection:
            _put(connection, DRAFTS, key, {**key, "content": content, "saved_at": at})

    def drop_draft(self, person: str, place: str) -> None:
        """It was sent; see the port."""
        with self._database.writes() as connection:
            connection.execute(
                delete(DRAFTS).where(DRAFTS.c.person == person, DRAFTS.c.place == place)
            )

    def _one(self, table: Table, **key: str) -> dict[str, Any] | None:
        wanted = select(table).where(*(table.c[name] == value for name, value in key.items()))
        with self._database.reads() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else dict(row._mapping)


def hidden(text: str) -> str:
    """A text as it may be kept: recognisable, not readable."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _put(
    connection: Connection, table: Table, key: Mapping[str, str], row: Mapping[str, Any]
) -> None:
    """Write a row in place of the one with the same key."""
    same = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(update(table).where(*same).values(**row)).rowcount:
        connection.execute(insert(table), dict(row))


def _counted(connection: Connection, since: datetime, **of: str) -> Tally:
    same = [FAILURES.c[column] == hidden(value) for column, value in of.items()]
    counted = select(func.count(), func.max(FAILURES.c.at, type_=FAILURES.c.at.type)).where(
        *same, FAILURES.c.at >= since
    )
    count, latest = connection.execute(counted).one()
    return Tally(count=int(count), latest=latest)
