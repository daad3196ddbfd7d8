"""The table of views: lists as people like to see them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, Table, Text

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY

VIEWS = Table(
    "saved_views",
    METADATA,
    Column("person", KEY, nullable=False),
    Column("place", KEY, nullable=False),
    Column("name", KEY, nullable=False),
    Column("content", Text, nullable=False),
    Column("preferred", Boolean, nullable=False),
    PrimaryKeyConstraint("person", "place", "name"),
)
