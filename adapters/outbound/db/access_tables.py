"""Tables of accounts, sessions, failed sign-ins and drafts.

None of them belongs to a case: they may be written and deleted, and hold no part of the trail.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, false

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY, NUMBERED, Moment

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("person", KEY, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("password_set_at", Moment, nullable=False),
    Column("code_secret", Text),
    Column("last_code_step", Integer, nullable=False),
    Column("must_change", Boolean, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("key", KEY, primary_key=True),
    Column("person", KEY, nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("device", Text, nullable=False),
    Column("waits_for_code", Boolean, nullable=False),
    Column("on_behalf_of", KEY),
    Column("must_change", Boolean, nullable=False),
    Column("single_sign_on", Boolean, nullable=False, server_default=false()),
)
"""`key` is the hash of a token: who reads the table cannot sign in with what stands there."""

FAILURES = Table(
    "sign_in_failures",
    METADATA,
    Column("number", NUMBERED, primary_key=True, autoincrement=True),
    Column("login", KEY, nullable=False),
    Column("address", KEY, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "login", "at"),
    Index(None, "address", "at"),
)
"""Login and address are hashes: people type passwords as logins."""

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("person", KEY, nullable=False),
    Column("place", KEY, nullable=False),
    Column("content", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    PrimaryKeyConstraint("person", "place"),
)
