"""How far every copy of the log is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY, Moment

revision = "sinks"
down_revision = "contacts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sink_cursors",
        sa.Column("sink", KEY, nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", KEY, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", Moment(), nullable=True),
        sa.Column("cause", KEY, nullable=True),
        sa.Column("defects", sa.BigInteger(), nullable=False),
        sa.Column("last_defect", sa.BigInteger(), nullable=True),
        sa.Column("holder", KEY, nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("sink", name=op.f("pk_sink_cursors")),
    )


def downgrade() -> None:
    op.drop_table("sink_cursors")
