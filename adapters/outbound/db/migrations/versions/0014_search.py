"""The words that cases are found by, in place of sounds alone, and the orders of their lists."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.finding import VECTOR
from engine.searching import search_terms
from engine.sounds import sounds

revision = "search"
down_revision = "sign_on"
branch_labels = None
depends_on = None

_CASES = sa.table(
    "cases",
    sa.column("id"),
    sa.column("kind"),
    sa.column("subject"),
    sa.column("terms"),
    sa.column("sounds"),
)
_LISTED = "kind NOT IN ('office_journal', 'party')"
_PAGE = 5_000


def upgrade() -> None:
    op.add_column("cases", sa.Column("terms", sa.Text(), nullable=False, server_default=""))
    _rewrite("terms")
    op.drop_column("cases", "sounds")
    op.create_index(op.f("ix_cases_kind_id"), "cases", ["kind", "id"])
    _partial("ix_cases_listed", ["id"], _LISTED)
    op.drop_index(op.f("ix_cases_office_id"), "cases")
    _partial("ix_cases_office_id", ["office", "id"], _LISTED)
    _partial("ix_cases_open", ["office", "id"], f"status = 'open' AND {_LISTED}")
    if op.get_bind().dialect.name == "postgresql":
        vector = VECTOR.format(column="terms")
        op.execute(sa.text(f"CREATE INDEX ix_cases_terms ON cases USING gin ({vector})"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_cases_terms", "cases")
    for name in ("ix_cases_open", "ix_cases_office_id", "ix_cases_listed", "ix_cases_kind_id"):
        op.drop_index(op.f(name), "cases")
    op.create_index(op.f("ix_cases_office_id"), "cases", ["office", "id"])
    op.add_column("cases", sa.Column("sounds", sa.Text(), nullable=False, server_default=""))
    _rewrite("sounds")
    op.drop_column("cases", "terms")


def _partial(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(op.f(name), "cases", columns, sqlite_where=where, postgresql_where=where)


def _rewrite(column: str) -> None:
    """Work a column out from what the cases are called."""
    connection, last = op.get_bind(), ""
    writing = sa.update(_CASES).where(_CASES.c.id == sa.bindparam("case"))
    while rows := connection.execute(_page(last)).all():
        values = [{"case": row.id, "words": _words(column, row)} for row in rows]
        connection.execute(writing.values({column: sa.bindparam("words")}), values)
        last = str(rows[-1].id)


def _words(column: str, row: sa.Row[Any]) -> str:
    return search_terms(row.subject, row.id) if column == "terms" else sounds(row.subject)


def _page(last: str) -> sa.Select[Any]:
    shown = sa.select(_CASES.c.id, _CASES.c.subject).where(_CASES.c.id > last)
    return shown.where(sa.text(_LISTED)).order_by(_CASES.c.id).limit(_PAGE)
