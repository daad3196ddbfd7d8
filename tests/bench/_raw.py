"""The raw limit: the smallest SQL that makes the same writes durable, on the bare drivers.

One step updates a case under a version check, inserts an audit entry, closes a task, opens another,
inserts an outbox row and commits. Bytes are as long as those the engine writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from threading import Lock

import psycopg

BODY, HEADER, PAYLOAD = "b" * 2600, "h" * 420, "p" * 2400
_TABLES = (
    "CREATE TABLE raw_cases (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE raw_entries (case_id TEXT, seq INTEGER, header TEXT, payload TEXT,"
    " PRIMARY KEY (case_id, seq))",
    "CREATE TABLE raw_tasks (id TEXT PRIMARY KEY, case_id TEXT, role TEXT, office TEXT)",
    "CREATE TABLE raw_outbox (id TEXT PRIMARY KEY, payload TEXT)",
)
_WRITES = (
    ("UPDATE raw_cases SET version = version + 1, body = ? WHERE id = ? AND version = ?"),
    ("INSERT INTO raw_entries VALUES (?, ?, ?, ?)"),
    ("DELETE FROM raw_tasks WHERE id = ?"),
    ("INSERT INTO raw_tasks VALUES (?, ?, 'reviewer', 'district')"),
    ("INSERT INTO raw_outbox VALUES (?, '{}')"),
)


def _values(case: str, version: int) -> Iterator[tuple[object, ...]]:
    yield (BODY, case, version)
    yield (case, version, HEADER, PAYLOAD)
    yield (f"{case}-{version}",)
    yield (f"{case}-{version + 1}", case)
    yield (f"{case}-{version}",)


class RawSqlite:
    """The limit on SQLite: one connection a client, writers one after the other."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._turn = Lock()

    def prepare(self, cases: int) -> None:
        """Make the tables and the cases to act on."""
        connection = self.connect()
        for table in _TABLES:
            connection.execute(table)
        connection.execute("BEGIN")
        for number in range(cases):
            connection.execute("INSERT INTO raw_cases VALUES (?, 0, ?)", (f"c{number}", BODY))
            connection.execute(
                "INSERT INTO raw_tasks VALUES (?, ?, 'r', 'd')", (f"c{number}-0", f"c{number}")
            )
        connection.execute("COMMIT")

    def connect(self) -> sqlite3.Connection:
        """A connection as durable as the engine's own."""
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def step(self, connection: sqlite3.Connection, case: str, version: int) -> None:
        """One durable step."""
        with self._turn:
            connection.execute("BEGIN IMMEDIATE")
            for sql, values in zip(_WRITES, _values(case, version), strict=True):
                connection.execute(sql, values)
            connection.execute("COMMIT")


class RawPostgres:
    """The limit on PostgreSQL: one connection a client, five plain prepared statements."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._writes = [sql.replace("?", "%s") for sql in _WRITES]

    def prepare(self, cases: int) -> None:
        """Make the tables and the cases to act on."""
        with self.connect() as connection, connection.transaction():
            for table in _TABLES:
                connection.execute(table)
            rows = range(cases)
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO raw_cases VALUES (%s, 0, %s)", [(f"c{n}", BODY) for n in rows]
                )
                cursor.executemany(
                    "INSERT INTO raw_tasks VALUES (%s, %s, 'r', 'd')",
                    [(f"c{n}-0", f"c{n}") for n in rows],
                )

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of its own for each client."""
        return psycopg.connect(self._url, autocommit=True, prepare_threshold=1)

    def step(
        self, connection: psycopg.Connection[tuple[object, ...]], case: str, version: int
    ) -> None:
        """One durable step."""
        with connection.transaction():
            for sql, values in zip(self._writes, _values(case, version), strict=True):
                connection.execute(sql, values)
