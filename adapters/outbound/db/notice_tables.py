"""The table of notices: what members of staff were told."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, PrimaryKeyConstraint, Table, Text, text

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY, Moment

NOTICES = Table(
    "notices",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("person", KEY, nullable=False),
    Column("code", KEY, nullable=False),
    Column("at", Moment, nullable=False),
    Column("case_id", KEY, nullable=False),
    Column("kind", KEY, nullable=False),
    Column("office", KEY, nullable=False),
    Column("params", Text, nullable=False),
    Column("read_at", Moment),
    Index(None, "person", "at", "id"),
    Index(
        "ix_notices_unread",
        "person",
        sqlite_where=text("read_at IS NULL"),
        postgresql_where=text("read_at IS NULL"),
    ),
)

CONTACTS = Table(
    "contacts",
    METADATA,
    Column("person", KEY, nullable=False),
    Column("channel", KEY, nullable=False),
    Column("address", Text, nullable=False),
    Column("language", KEY, nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("quiet_from", KEY),
    Column("quiet_until", KEY),
    Column("muted", Text, nullable=False),
    PrimaryKeyConstraint("person", "channel"),
)
