"""Alembic's entry: runs the revisions on the connection it is given."""

from alembic import context

from adapters.outbound.db.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
