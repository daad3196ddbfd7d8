"""The index of persons and employers, and their parts in cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY, Moment

revision = "parties"
down_revision = "claims"
branch_labels = None
depends_on = None


def upgrade() -> None:
    one_bearer = sa.text("kind IN ('resident_id', 'credit_code', 'staff')")
    op.create_table(
        "party_keys",
        sa.Column("party", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("value", KEY, nullable=False),
        sa.PrimaryKeyConstraint("party", "kind", "value", name=op.f("pk_party_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_party_keys_kind_value"), "party_keys", ["kind", "value"])
    op.create_index(
        "uq_party_keys_bearer",
        "party_keys",
        ["kind", "value"],
        unique=True,
        sqlite_where=one_bearer,
        postgresql_where=one_bearer,
    )
    op.create_table(
        "party_links",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("role", KEY, nullable=False),
        sa.Column("party", KEY, nullable=False),
        sa.Column("household", KEY, nullable=True),
        sa.Column("works_for", KEY, nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "role", "party", name=op.f("pk_party_links")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_party_links_party"), "party_links", ["party"])
    op.create_table(
        "party_index_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", KEY, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_party_index_key_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_index_key")),
    )


def downgrade() -> None:
    for table in ("party_index_key", "party_links", "party_keys"):
        op.drop_table(table)
