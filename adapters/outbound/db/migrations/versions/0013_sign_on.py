"""Links to identity providers, attempts under way, recovery codes, how a session was opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY, Moment

revision = "sign_on"
down_revision = "senders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_links",
        sa.Column("issuer", KEY, nullable=False),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.Column("linked_by", KEY, nullable=True),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity_links")),
        sa.UniqueConstraint("person", "issuer", name=op.f("uq_identity_links_person_issuer")),
    )
    op.create_table(
        "sign_on_attempts",
        sa.Column("key", KEY, nullable=False),
        sa.Column("onward", sa.Text(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_on_attempts")),
    )
    op.create_index(op.f("ix_sign_on_attempts_begun_at"), "sign_on_attempts", ["begun_at"])
    op.create_table(
        "recovery_codes",
        sa.Column("person", KEY, nullable=False),
        sa.Column("code_hash", KEY, nullable=False),
        sa.PrimaryKeyConstraint("person", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.add_column(
        "sessions",
        sa.Column("single_sign_on", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("sessions", "single_sign_on")
    for table in ("recovery_codes", "sign_on_attempts", "identity_links"):
        op.drop_table(table)
