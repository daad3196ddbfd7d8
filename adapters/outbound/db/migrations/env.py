"""Alembic's entry: runs the revisions on the connection it is given."""

from alembic import context

from adapters.outbound.db import (
    access_tables,
    copy_tables,
    party_tables,
    sender_tables,
    sign_on_tables,
    tables,
    token_tables,
)

# Importing it declares its tables.
assert access_tables.ACCOUNTS.metadata is tables.METADATA
assert copy_tables.COPIES_TO.metadata is tables.METADATA
assert party_tables.PARTY_KEYS.metadata is tables.METADATA
assert sender_tables.SENDERS.metadata is tables.METADATA
assert sign_on_tables.IDENTITY_LINKS.metadata is tables.METADATA
assert token_tables.ACCESS_TOKENS.metadata is tables.METADATA


def _is_compared(thing: object, name: str | None, *_: object) -> bool:
    """All but the index over expressions, which Alembic cannot compare."""
    del thing
    return name != tables.TERMS_INDEX


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.METADATA,
    render_as_batch=True,
    compare_type=True,
    include_object=_is_compared,
)
with context.begin_transaction():
    context.run_migrations()
