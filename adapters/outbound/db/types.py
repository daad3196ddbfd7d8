"""Column types that mean the same in SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

KEY = Text().with_variant(Text(collation="C"), "postgresql")
"""Ids and codes: ordered by code points in every database, so that pages agree everywhere."""

NUMBERED = BigInteger().with_variant(Integer(), "sqlite")
"""A key the database counts itself; SQLite does so only for its own INTEGER."""


def written(moment: datetime) -> str:
    """The moment as SQLite keeps it: in UTC and of one length, so that text order is time order.

    Example:
        >>> written(datetime(2026, 2, 11, 1, tzinfo=UTC))
        '2026-02-11T01:00:00.000000Z'
    """
    # `isoformat` is several times faster than `strftime`, and this runs for every row.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str) -> datetime:
    """The moment that `written` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


class Moment(TypeDecorator[datetime]):
    """An aware moment: `timestamptz` on PostgreSQL, sortable text in UTC on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use PostgreSQL's own type there."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """Write an aware moment."""
        if value is None or dialect.name == "postgresql":
            return value
        return written(value)

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        """Read a moment in UTC."""
        del dialect
        if isinstance(value, str):
            return read_moment(value)
        return None if value is None else value.astimezone(UTC)
