"""A database: its engine for lists, its bare connections for what every command does."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import Enum
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.sql.elements import ClauseElement

from adapters.outbound.db.connecting import connect_engine
from adapters.outbound.db.faults import translated
from adapters.outbound.db.queueing import WriteQueue

Row = tuple[Any, ...]
"""What a driver gives and takes: values whose types the tables declare."""


class Backend(Enum):
    """The two kinds of database."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Statement:
    """SQL text, declared with SQLAlchemy and written once, and the order of its parameters.

    SQLAlchemy's execution of a statement costs more than the database's own work on a row or two,
    so what every command does goes to the driver's cursor as text.
    """

    def __init__(self, clause: ClauseElement, dialect: Dialect) -> None:
        compiled = clause.compile(dialect=dialect)
        self.sql = str(compiled)
        names = getattr(compiled, "positiontup", None) or ()
        self.names: tuple[str, ...] = tuple(names)


class Database:
    """One SQLite file or PostgreSQL database.

    Args:
        url: SQLAlchemy address, `sqlite:////folder/file.sqlite` or `postgresql://...`.
        wakes: Whether commits on PostgreSQL tell relays that there is something to send.

    Attributes:
        engine: For migrations, lists and everything that is not done by every command.
        write_queue: Held by whoever writes to SQLite in this process.
    """

    def __init__(self, url: str, *, wakes: bool = False) -> None:
        self.engine: Engine = connect_engine(url, wakes=wakes)
        self.backend = Backend(self.engine.dialect.name)
        self.write_queue = WriteQueue()
        self._idle: deque[Any] = deque()
        driver: Any = self.engine.dialect.dbapi
        self._driver_error: type[Exception] = driver.Error
        dialect: Callable[..., Dialect] = type(self.engine.dialect)
        self._texts = dialect(paramstyle=_PARAMSTYLES[self.backend])

    @property
    def address(self) -> str:
        """The database's address as it may be shown: without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    def statement(self, clause: ClauseElement) -> Statement:
        """Write a clause down as text with positional parameters."""
        return Statement(clause, self._texts)

    def translated(self, case_id: str | None = None) -> AbstractContextManager[None]:
        """Turn the driver's errors into the engine's."""
        return translated(self._driver_error, case_id)

    @contextmanager
    def bare(self) -> Iterator[Any]:
        """Lend a connection of the driver that commits each statement by itself.

        It goes back to be used again unless it broke; then those that lay idle go with it.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        finally:
            if self._is_sound(connection):
                self._idle.append(connection)
            else:
                connection.close()
                self._close_idle()

    def _is_sound(self, connection: Any) -> bool:
        if self.backend is Backend.SQLITE:
            return not connection.in_transaction
        return not connection.closed and connection.info.transaction_status == _NO_TRANSACTION

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _connect(self) -> Any:
        pooled = self.engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        if self.backend is Backend.POSTGRESQL:
            connection.autocommit = True
            # It takes the server's own placeholders; psycopg would search a long text for its own
            # at every commit, which takes longer than the commit's way to the server.
            connection.cursor_factory = import_module("psycopg").RawCursor
        return connection

    def fetch_one(self, statement: Statement, *parameters: object) -> Row | None:
        """Run a reading statement and return its first row: one round trip, no transaction.

        Raises:
            AdapterError: The database cannot be reached.
        """
        with self.translated(), self.bare() as connection:
            row: Row | None = connection.execute(statement.sql, parameters).fetchone()
            return row

    def fetch_all(self, statement: Statement, *parameters: object) -> Sequence[Row]:
        """Run a reading statement and return all its rows.

        Raises:
            AdapterError: The database cannot be reached.
        """
        with self.translated(), self.bare() as connection:
            rows: Sequence[Row] = connection.execute(statement.sql, parameters).fetchall()
            return rows

    @contextmanager
    def reads(self) -> Iterator[Connection]:
        """A read-only transaction through SQLAlchemy."""
        with self.translated(), self.engine.connect() as connection:
            connection = connection.execution_options(reads=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writes(self) -> Iterator[Connection]:
        """A writing transaction through SQLAlchemy, in its turn on SQLite."""
        if self.backend is Backend.SQLITE:
            with self.write_queue, self.translated(), self.engine.begin() as connection:
                yield connection
        else:
            with self.translated(), self.engine.begin() as connection:
                yield connection

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._close_idle()
        self.engine.dispose()


_NO_TRANSACTION = 0
"""libpq's PQTRANS_IDLE."""

_PARAMSTYLES = {Backend.SQLITE: "qmark", Backend.POSTGRESQL: "numeric_dollar"}
