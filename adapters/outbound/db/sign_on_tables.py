"""Tables of single sign-on, and of the ways in for a lost second factor."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY, Moment

IDENTITY_LINKS = Table(
    "identity_links",
    METADATA,
    Column("issuer", KEY, nullable=False),
    Column("subject", KEY, nullable=False),
    Column("person", KEY, nullable=False),
    Column("linked_at", Moment, nullable=False),
    Column("linked_by", KEY),
    PrimaryKeyConstraint("issuer", "subject"),
    UniqueConstraint("person", "issuer"),
)

SIGN_ON_ATTEMPTS = Table(
    "sign_on_attempts",
    METADATA,
    Column("key", KEY, primary_key=True),
    Column("onward", Text, nullable=False),
    Column("begun_at", Moment, nullable=False, index=True),
)
"""`key` is the hash of a token; everything that a provider is shown follows from the token."""

RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    Column("person", KEY, nullable=False),
    Column("code_hash", KEY, nullable=False),
    PrimaryKeyConstraint("person", "code_hash"),
)
"""A salt and a hash; of a code that was used nothing is left."""
