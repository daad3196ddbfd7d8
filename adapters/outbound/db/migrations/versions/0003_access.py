"""Accounts, sessions, failed sign-ins and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY, NUMBERED, Moment

revision = "access"
down_revision = "delivery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("person", KEY, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_set_at", Moment(), nullable=False),
        sa.Column("code_secret", sa.Text(), nullable=True),
        sa.Column("last_code_step", sa.Integer(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_accounts")),
    )
    op.create_table(
        "sessions",
        sa.Column("key", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("waits_for_code", sa.Boolean(), nullable=False),
        sa.Column("on_behalf_of", KEY, nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person"), "sessions", ["person"])
    op.create_table(
        "sign_in_failures",
        sa.Column("number", NUMBERED, autoincrement=True, nullable=False),
        sa.Column("login", KEY, nullable=False),
        sa.Column("address", KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sign_in_failures")),
    )
    for column in ("login", "address"):
        name = op.f(f"ix_sign_in_failures_{column}_at")
        op.create_index(name, "sign_in_failures", [column, "at"])
    op.create_table(
        "drafts",
        sa.Column("person", KEY, nullable=False),
        sa.Column("place", KEY, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("person", "place", name=op.f("pk_drafts")),
    )


def downgrade() -> None:
    for table in ("drafts", "sign_in_failures", "sessions", "accounts"):
        op.drop_table(table)
