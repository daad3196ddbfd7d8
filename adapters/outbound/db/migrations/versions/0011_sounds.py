"""How the subjects of cases sound, for the search by pinyin."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.sounds import sounds

revision = "sounds"
down_revision = "queues"
branch_labels = None
depends_on = None

_CASES = sa.table("cases", sa.column("id"), sa.column("subject"), sa.column("sounds"))
_PAGE = 5_000


def upgrade() -> None:
    op.add_column("cases", sa.Column("sounds", sa.Text(), nullable=False, server_default=""))
    connection, last = op.get_bind(), ""
    while rows := connection.execute(_page(last)).all():
        heard = [{"case": row.id, "heard": sounds(row.subject)} for row in rows]
        connection.execute(_WRITE, heard)
        last = str(rows[-1].id)


def downgrade() -> None:
    op.drop_column("cases", "sounds")


def _page(last: str) -> sa.Select[Any]:
    shown = sa.select(_CASES.c.id, _CASES.c.subject).where(_CASES.c.id > last)
    return shown.order_by(_CASES.c.id).limit(_PAGE)


_WRITE = (
    sa.update(_CASES)
    .where(_CASES.c.id == sa.bindparam("case"))
    .values(sounds=sa.bindparam("heard"))
)
