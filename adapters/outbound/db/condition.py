"""What a database says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from adapters.outbound.db.database import Backend, Database
from adapters.outbound.db.migrating import scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseCondition:
    """How a database is kept.

    Attributes:
        revision: The newest migration it has; None when it has none.
        head: The newest migration this program has.
        is_known: Whether this program knows the database's revision; if not, the program is older.
        durable: Whether a commit is on the disk when it is answered.
        now: The server's clock; None for a file, which has none of its own.
    """

    backend: Backend
    revision: str | None
    head: str
    is_known: bool
    durable: bool
    now: datetime | None


def condition_of(database: Database) -> DatabaseCondition:
    """Ask a database.

    Raises:
        AdapterError: It cannot be reached.
    """
    known = scripts()
    with database.reads() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        sqlite = database.backend is Backend.SQLITE
        return DatabaseCondition(
            backend=database.backend,
            revision=revision,
            head=known.get_current_head() or "",
            is_known=revision is None or _knows(known, revision),
            durable=_file_is_durable(connection) if sqlite else _server_is_durable(connection),
            now=None if sqlite else connection.execute(text("SELECT now()")).scalar_one(),
        )


def _knows(known: ScriptDirectory, revision: str) -> bool:
    return any(script.revision == revision for script in known.walk_revisions())


def _file_is_durable(connection: Connection) -> bool:
    """A write-ahead log, written through at every commit (2 is FULL, 3 EXTRA)."""
    mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    synchronous = int(connection.execute(text("PRAGMA synchronous")).scalar_one())
    return mode == "wal" and synchronous >= 2


def _server_is_durable(connection: Connection) -> bool:
    settings = ("fsync", "synchronous_commit", "full_page_writes")
    asked = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in settings]
    return "off" not in asked
