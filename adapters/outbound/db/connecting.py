"""Engines: how connections to SQLite and PostgreSQL are made."""

from __future__ import annotations

from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url

BUSY_TIMEOUT_MS = 5_000
"""How long a SQLite writer waits for another process's transaction."""

LOG_PAGES = 4_000
"""Four times SQLite's own value, 16 MB."""

POOLED_CONNECTIONS = 16

WAKE_SETTING = "unioncase.wake"
"""What a connection to PostgreSQL sets so that its commits wake relays."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    # Pages of the log before they are copied into the file: the copying delays one commit of many.
    f"PRAGMA wal_autocheckpoint = {LOG_PAGES}",
)


def connect_engine(url: str, *, wakes: bool = False) -> Engine:
    """Return an engine for an SQLAlchemy address; nothing is connected yet.

    Args:
        url: `sqlite:////folder/file.sqlite` or `postgresql://user@host/database`.
        wakes: Whether commits on PostgreSQL tell relays that there is something to send.
    """
    backend = make_url(url).get_backend_name()
    return _sqlite_engine(url) if backend == "sqlite" else _postgres_engine(url, wakes)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=POOLED_CONNECTIONS,
        max_overflow=-1,
        # The driver would begin deferred transactions of its own, which lose updates.
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, record: object) -> None:
    del record
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the write lock at once; those that said they only read take none."""
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _postgres_engine(url: str, wakes: bool) -> Engine:
    wake = f" -c {WAKE_SETTING}=on" if wakes else ""
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=POOLED_CONNECTIONS,
        max_overflow=-1,
        # A commit is one statement, so a connection repeats few texts; plan each at once.
        connect_args={"prepare_threshold": 1, "options": f"-c timezone=UTC{wake}"},
    )
