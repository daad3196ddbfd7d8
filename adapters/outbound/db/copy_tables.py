"""The table of who was sent a copy of which case, for lists; the case itself says so too."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY

COPIES_TO = Table(
    "copies_to",
    METADATA,
    Column("person", KEY, nullable=False),
    Column("case_id", KEY, nullable=False),
    PrimaryKeyConstraint("person", "case_id"),
)
"""In the order in which it is asked: by the person."""
