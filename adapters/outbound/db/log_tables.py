"""The tables of the log of all entries; every row is written once."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY, Moment

LEAVES = Table(
    "log_leaves",
    METADATA,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", KEY, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", KEY, nullable=False),
    UniqueConstraint("case_id", "seq"),
)

NODES = Table(
    "log_nodes",
    METADATA,
    Column("level", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("hash", KEY, nullable=False),
    PrimaryKeyConstraint("level", "position"),
    sqlite_with_rowid=False,
)

LOG_ENDS = Table(
    "log_ends",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("peaks", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""The log's size and its complete subtrees; whoever appends holds this row."""

CHECKPOINTS = Table(
    "checkpoints",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", KEY, nullable=False),
    Column("at", Moment, nullable=False),
    Column("key_id", KEY, nullable=False),
    Column("signature", KEY, nullable=False),
)
