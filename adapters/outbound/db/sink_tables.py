"""How far every copy of the log is."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table

from adapters.outbound.db.tables import METADATA
from adapters.outbound.db.types import KEY, Moment

SINK_CURSORS = Table(
    "sink_cursors",
    METADATA,
    Column("sink", KEY, primary_key=True),
    Column("next", BigInteger, nullable=False),
    Column("last_hash", KEY, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("retry_at", Moment),
    Column("cause", KEY),
    Column("defects", BigInteger, nullable=False),
    Column("last_defect", BigInteger),
    Column("holder", KEY),
    Column("lease_until", Moment),
)
"""`holder` is the process that feeds the sink until `lease_until`."""
