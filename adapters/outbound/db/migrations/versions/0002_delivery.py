"""Dead letters, and the log of all entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.append_only import guards
from adapters.outbound.db.types import KEY, Moment

revision = "delivery"
down_revision = "0001"
branch_labels = None
depends_on = None

GUARDED = {
    "log_leaves": ("index",),
    "log_nodes": ("level", "position"),
    "checkpoints": ("size",),
}


# A notice makes commits queue for a moment, hence only connections that want it give one.
WAKING = (
    "CREATE FUNCTION unioncase_wake() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF current_setting('unioncase.wake', true) = 'on' THEN"
    " PERFORM pg_notify('unioncase_outbox', ''); END IF; RETURN NULL; END $$",
    "CREATE TRIGGER outbox_wakes AFTER INSERT ON outbox"
    " FOR EACH STATEMENT EXECUTE FUNCTION unioncase_wake()",
)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("died_at", Moment(), nullable=True))
    op.add_column("outbox", sa.Column("cause", sa.Text(), nullable=True))
    op.drop_index(op.f("ix_outbox_available_at"), "outbox")
    _index("available_at", "done_at IS NULL AND died_at IS NULL")
    _index("died_at", "done_at IS NULL AND died_at IS NOT NULL")
    op.create_table(
        "log_leaves",
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", KEY, nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_log_leaves")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_log_leaves_case_id_seq")),
    )
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", KEY, nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_log_nodes")),
        sqlite_with_rowid=False,
    )
    ends = op.create_table(
        "log_ends",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("peaks", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_ends_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_ends")),
    )
    op.bulk_insert(ends, [{"id": 1, "size": 0, "peaks": "[]"}])
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("key_id", KEY, nullable=False),
        sa.Column("signature", KEY, nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )
    dialect = op.get_bind().dialect.name
    for table, key in GUARDED.items():
        for statement in guards(dialect, table, key):
            op.execute(statement)
    if dialect == "postgresql":
        for statement in WAKING:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER outbox_wakes ON outbox")
        op.execute("DROP FUNCTION unioncase_wake()")
    for table in ("checkpoints", "log_ends", "log_nodes", "log_leaves"):
        op.drop_table(table)
    op.drop_index(op.f("ix_outbox_died_at"), "outbox")
    op.drop_index(op.f("ix_outbox_available_at"), "outbox")
    op.drop_column("outbox", "cause")
    op.drop_column("outbox", "died_at")
    _index("available_at", "done_at IS NULL")


def _index(column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(
        op.f(f"ix_outbox_{column}"),
        "outbox",
        [column],
        sqlite_where=where,
        postgresql_where=where,
    )
