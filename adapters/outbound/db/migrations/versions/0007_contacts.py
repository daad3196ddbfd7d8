"""Where members of staff want to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY

revision = "contacts"
down_revision = "parties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("person", KEY, nullable=False),
        sa.Column("channel", KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", KEY, nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", KEY, nullable=True),
        sa.Column("quiet_until", KEY, nullable=True),
        sa.Column("muted", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "channel", name=op.f("pk_contacts")),
    )


def downgrade() -> None:
    op.drop_table("contacts")
