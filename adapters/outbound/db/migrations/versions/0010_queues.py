"""Tasks that are laid aside or lent, how long cases have waited, what people can do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.outbound.db.types import KEY, Moment

revision = "queues"
down_revision = "access_tokens"
branch_labels = None
depends_on = None

_PAGE = ["due_at", "opened_at", "id"]


def upgrade() -> None:
    op.add_column("tasks", sa.Column("held_until", sa.Date(), nullable=True))
    op.add_column("tasks", sa.Column("lent_by", KEY, nullable=True))
    op.add_column("cases", sa.Column("waiting_since", Moment(), nullable=True))
    # Of what was there before, earlier visits to the state are not counted until it moves.
    op.execute(sa.text("UPDATE cases SET waiting_since = entered_at"))
    _replace_indexes(["office", "role", *_PAGE], ["assignee", *_PAGE])
    held = sa.text("lent_by IS NOT NULL")
    op.create_index(
        op.f("ix_tasks_lent_by"), "tasks", ["lent_by"], sqlite_where=held, postgresql_where=held
    )
    op.create_index(op.f("ix_entries_actor_at"), "entries", ["actor", "at"])
    op.create_table(
        "person_skills",
        sa.Column("person", KEY, nullable=False),
        sa.Column("skill", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_person_skills_person_people")
        ),
        sa.PrimaryKeyConstraint("person", "skill", name=op.f("pk_person_skills")),
    )


def downgrade() -> None:
    op.drop_table("person_skills")
    op.drop_index(op.f("ix_entries_actor_at"), "entries")
    op.drop_index(op.f("ix_tasks_lent_by"), "tasks")
    _replace_indexes(["office", "role"], ["assignee"])
    op.drop_column("cases", "waiting_since")
    op.drop_column("tasks", "lent_by")
    op.drop_column("tasks", "held_until")


def _replace_indexes(by_seat: list[str], by_person: list[str]) -> None:
    op.drop_index(op.f("ix_tasks_office_role"), "tasks")
    op.drop_index(op.f("ix_tasks_assignee"), "tasks")
    op.create_index(op.f("ix_tasks_office_role"), "tasks", by_seat)
    taken = sa.text("assignee IS NOT NULL")
    op.create_index(
        op.f("ix_tasks_assignee"), "tasks", by_person, sqlite_where=taken, postgresql_where=taken
    )
