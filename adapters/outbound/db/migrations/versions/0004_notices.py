"""What members of staff were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY, Moment

revision = "notices"
down_revision = "access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("code", KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("office", KEY, nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_person_at_id"), "notices", ["person", "at", "id"])
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_notices_unread", "notices", ["person"], sqlite_where=unread, postgresql_where=unread
    )


def downgrade() -> None:
    op.drop_table("notices")
