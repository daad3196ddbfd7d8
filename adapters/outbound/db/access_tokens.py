"""Tokens of service accounts in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from adapters.outbound.db.database import Database
from adapters.outbound.db.token_tables import ACCESS_TOKENS
from engine.access_tokens import AccessToken, Scope

_T = ACCESS_TOKENS.c


class SqlAlchemyAccessTokens:
    """Implements `AccessTokenStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, token: AccessToken) -> None:
        """Keep a token; see the port."""
        scopes = " ".join(sorted(scope.value for scope in token.scopes))
        row = {**asdict(token), "scopes": scopes}
        changing = update(ACCESS_TOKENS).where(_T.key == token.key).values(**row)
        with self._database.writes() as connection:
            if not connection.execute(changing).rowcount:
                connection.execute(insert(ACCESS_TOKENS), row)

    def by_key(self, key: str) -> AccessToken | None:
        """The token with this key; see the port."""
        return self._one(_T.key == key)

    def by_id(self, token_id: str) -> AccessToken | None:
        """The token with this id; see the port."""
        return self._one(_T.id == token_id)

    def every(self) -> Sequence[AccessToken]:
        """All tokens; see the port."""
        newest_first = select(ACCESS_TOKENS).order_by(_T.issued_at.desc(), _T.id.desc())
        with self._database.reads() as connection:
            return [_token(row) for row in connection.execute(newest_first)]

    def note_use(self, key: str, at: datetime) -> None:
        """Note that a token was in use; see the port."""
        # One column only: a token that is being revoked at the same time stays revoked.
        noting = update(ACCESS_TOKENS).where(_T.key == key).values(used_at=at)
        with self._database.writes() as connection:
            connection.execute(noting)

    def revoke_of(self, person: str, at: datetime) -> int:
        """Take away every token of an account; see the port."""
        live = (_T.person == person) & _T.revoked_at.is_(None)
        with self._database.writes() as connection:
            revoked = connection.execute(update(ACCESS_TOKENS).where(live).values(revoked_at=at))
            return revoked.rowcount

    def _one(self, same: ColumnElement[bool]) -> AccessToken | None:
        with self._database.reads() as connection:
            row = connection.execute(select(ACCESS_TOKENS).where(same)).one_or_none()
        return None if row is None else _token(row)


def _token(row: Row[Any]) -> AccessToken:
    plain = dict(row._mapping)
    known = {scope.value: scope for scope in Scope}
    scopes = frozenset(known[name] for name in plain.pop("scopes").split() if name in known)
    return AccessToken(scopes=scopes, **plain)
