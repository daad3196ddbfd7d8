"""Tokens by which programs use the API."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY, Moment

revision = "access_tokens"
down_revision = "sinks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_tokens",
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("issued_by", KEY, nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_access_tokens")),
        sa.UniqueConstraint("id", name=op.f("uq_access_tokens_id")),
    )


def downgrade() -> None:
    op.drop_table("access_tokens")
