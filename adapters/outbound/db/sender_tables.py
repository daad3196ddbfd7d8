"""The table of parties outside that may answer; their keys stand nowhere."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY, Moment

SENDERS = Table(
    "senders",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("name", Text, nullable=False),
    Column("office", KEY, nullable=False),
    Column("answers", Text, nullable=False),
    Column("added_by", KEY, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
"""`answers` are separated by blanks."""
