"""Pollers claim clocks before they fire them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import Moment

revision = "claims"
down_revision = "notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadlines", sa.Column("claimed_until", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("deadlines", "claimed_until")
