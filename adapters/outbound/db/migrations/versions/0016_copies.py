"""Who was sent a copy of which case, for lists; filled from the cases that are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY

revision = "copies"
down_revision = "views"
branch_labels = None
depends_on = None

_CASES = sa.table("cases", sa.column("id"), sa.column("snapshot"))
_PAGE = 1_000


def upgrade() -> None:
    made = op.create_table(
        "copies_to",
        sa.Column("person", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("person", "case_id", name=op.f("pk_copies_to")),
    )
    connection, last = op.get_bind(), ""
    while rows := connection.execute(_page(last)).all():
        sent = [one for row in rows for one in _sent(row.id, row.snapshot)]
        if sent:
            connection.execute(sa.insert(made), sent)
        last = str(rows[-1].id)


def downgrade() -> None:
    op.drop_table("copies_to")


def _page(last: str) -> sa.Select[Any]:
    """Cases of which there may be copies; most have none, and their snapshots are left alone."""
    named = _CASES.c.snapshot.contains('"copies":')
    shown = sa.select(_CASES.c.id, _CASES.c.snapshot).where(_CASES.c.id > last, named)
    return shown.order_by(_CASES.c.id).limit(_PAGE)


def _sent(case_id: str, snapshot: str) -> Iterator[dict[str, str]]:
    for person in json.loads(snapshot).get("copies", ()):
        yield {"person": person, "case_id": case_id}
