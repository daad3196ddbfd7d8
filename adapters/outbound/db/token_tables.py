"""The table of tokens of service accounts; of each only a hash stands here."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, UniqueConstraint

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY, Moment

ACCESS_TOKENS = Table(
    "access_tokens",
    METADATA,
    Column("key", KEY, primary_key=True),
    Column("id", KEY, nullable=False),
    Column("person", KEY, nullable=False),
    Column("label", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("issued_by", KEY, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("used_at", Moment),
    UniqueConstraint("id"),
)
"""`scopes` are separated by spaces, as in OAuth (RFC 6749, 3.3)."""
