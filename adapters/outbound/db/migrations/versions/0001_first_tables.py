"""The tables of the first version, and what the database refuses by itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.append_only import drop_statements, statements
from adapters.outbound.db.types import KEY, NUMBERED, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "absences",
    "cases",
    "deadlines",
    "entries",
    "first_answers",
    "fund_accounts",
    "fund_movements",
    "number_series",
    "offices",
    "outbox",
    "people",
    "staff",
    "tasks",
    "role_grants",
)


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("number", NUMBERED, autoincrement=True, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("delegate", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_absences")),
    )
    op.create_table(
        "cases",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("parent", KEY, nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("status", KEY, nullable=False),
        sa.Column("office", KEY, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", KEY, nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", KEY, nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_office_id"), "cases", ["office", "id"])
    op.create_index(
        op.f("ix_cases_parent"),
        "cases",
        ["parent"],
        sqlite_where=sa.text("parent IS NOT NULL"),
        postgresql_where=sa.text("parent IS NOT NULL"),
    )
    op.create_table(
        "deadlines",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("status", KEY, nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("pk_deadlines")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_deadlines_ends_at"),
        "deadlines",
        ["ends_at"],
        sqlite_where=sa.text("status = 'running'"),
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_index(
        "ix_deadlines_provisional",
        "deadlines",
        ["case_id"],
        sqlite_where=sa.text("provisional"),
        postgresql_where=sa.text("provisional"),
    )
    op.create_table(
        "entries",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("hash", KEY, nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("type", KEY, nullable=False),
        sa.Column("actor", KEY, nullable=False),
        sa.Column("office", KEY, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_entries")),
    )
    op.create_index(op.f("ix_entries_actor_case_id_seq"), "entries", ["actor", "case_id", "seq"])
    op.create_table(
        "first_answers",
        sa.Column("key", KEY, nullable=False),
        sa.Column("fingerprint", KEY, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_first_answers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fund_accounts",
        sa.Column("office", KEY, nullable=False),
        sa.Column("fund", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("account", KEY, nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "account = 'granted' OR amount_fen >= 0", name=op.f("ck_fund_accounts_never_overdrawn")
        ),
        sa.PrimaryKeyConstraint("office", "fund", "year", "account", name=op.f("pk_fund_accounts")),
    )
    op.create_table(
        "fund_movements",
        sa.Column("number", NUMBERED, autoincrement=True, nullable=False),
        sa.Column("office", KEY, nullable=False),
        sa.Column("fund", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("by", KEY, nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_fund_movements_amount_positive")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fund_movements")),
    )
    op.create_index(op.f("ix_fund_movements_case_id"), "fund_movements", ["case_id"])
    op.create_table(
        "number_series",
        sa.Column("series", KEY, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_number_series")),
    )
    op.create_table(
        "offices",
        sa.Column("id", KEY, nullable=False),
        sa.Column("level", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", KEY, nullable=False),
        sa.Column("parent", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )
    op.create_table(
        "outbox",
        sa.Column("key", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("available_at", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_outbox_available_at"),
        "outbox",
        ["available_at"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_staff_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("queue", KEY, nullable=False),
        sa.Column("role", KEY, nullable=False),
        sa.Column("office", KEY, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("assignee", KEY, nullable=True),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("skill", KEY, nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_tasks_assignee"),
        "tasks",
        ["assignee"],
        sqlite_where=sa.text("assignee IS NOT NULL"),
        postgresql_where=sa.text("assignee IS NOT NULL"),
    )
    op.create_index(op.f("ix_tasks_case_id"), "tasks", ["case_id"])
    op.create_index(op.f("ix_tasks_office_role"), "tasks", ["office", "role"])
    op.create_table(
        "role_grants",
        sa.Column("number", NUMBERED, autoincrement=True, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("role", KEY, nullable=False),
        sa.Column("office", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("limit_fen", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_role_grants_person_people")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_role_grants")),
    )
    op.create_index(op.f("ix_role_grants_person"), "role_grants", ["person"])
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_statements(op.get_bind().dialect.name):
        op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)
