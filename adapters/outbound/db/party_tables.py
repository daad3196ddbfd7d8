"""The index of the register: what parties are found by, under a key, and their parts in cases."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    text,
)

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY, Moment

_ONE_BEARER = text("kind IN ('resident_id', 'credit_code', 'staff')")

PARTY_KEYS = Table(
    "party_keys",
    METADATA,
    Column("party", KEY, nullable=False),
    Column("kind", KEY, nullable=False),
    Column("value", KEY, nullable=False),
    PrimaryKeyConstraint("party", "kind", "value"),
    Index(None, "kind", "value"),
    # Two who register the same person at once: the second is refused here, and decides again.
    Index(
        "uq_party_keys_bearer",
        "kind",
        "value",
        unique=True,
        sqlite_where=_ONE_BEARER,
        postgresql_where=_ONE_BEARER,
    ),
    sqlite_with_rowid=False,
)

PARTY_LINKS = Table(
    "party_links",
    METADATA,
    Column("case_id", KEY, nullable=False),
    Column("role", KEY, nullable=False),
    Column("party", KEY, nullable=False),
    Column("household", KEY),
    Column("works_for", KEY),
    Column("since", Date),
    Column("until", Date),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("case_id", "role", "party"),
    Index(None, "party"),
    sqlite_with_rowid=False,
)

INDEX_KEY = Table(
    "party_index_key",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", KEY, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""By which key the index was made, so that nobody searches it under another and finds nothing."""
