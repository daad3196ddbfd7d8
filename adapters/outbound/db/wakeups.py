"""How a relay rests: until PostgreSQL tells it of a message, or until it is time to look again."""

from __future__ import annotations

import time
from threading import Event
from typing import Any, Protocol

from adapters.outbound.db.database import Backend, Database

_LOOK_EVERY_SECONDS = 0.1
LISTEN_SECONDS = 5.0
"""A notice may be lost with its connection; then this is how long a message waits at most."""

_SLICE_SECONDS = 0.5
"""How soon a listener notices that its process ends."""


class Wakeups(Protocol):
    """Where a relay rests."""

    def rest(self, stopping: Event) -> None:
        """Return when there may be something to send, or when the event is set."""

    def close(self) -> None:
        """Rest no more."""


class Polling:
    """Looks again after a moment: the only way on SQLite, and cheap with a partial index."""

    def rest(self, stopping: Event) -> None:
        """Wait for a moment."""
        stopping.wait(_LOOK_EVERY_SECONDS)

    def close(self) -> None:
        """Nothing is held."""


class Listening:
    """Is told by PostgreSQL.

    Args:
        database: Where messages are promised.
        seconds: How long to rest at most.
    """

    def __init__(self, database: Database, seconds: float = LISTEN_SECONDS) -> None:
        self._database = database
        self._seconds = seconds
        self._connection: Any = None

    def rest(self, stopping: Event) -> None:
        """Wait for a notice; who only begins to listen now is asked to look first.

        Raises:
            AdapterError: The database cannot be reached.
        """
        with self._database.translated():
            if self._connection is None or self._connection.closed:
                self._connection = self._listening()
            else:
                self._wait(stopping)

    def close(self) -> None:
        """Listen no more."""
        if self._connection is not None:
            self._connection.close()

    def _wait(self, stopping: Event) -> None:
        until = time.monotonic() + self._seconds
        while not stopping.is_set() and time.monotonic() < until:
            notices = self._connection.notifies(timeout=_SLICE_SECONDS, stop_after=1)
            if any(True for _ in notices):
                return

    def _listening(self) -> Any:
        pooled = self._database.engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        connection.autocommit = True
        connection.execute("LISTEN unioncase_outbox")
        return connection


def wakeups(database: Database, *, listens: bool) -> Wakeups:
    """The best way to rest that the database offers."""
    return Listening(database) if listens and database.backend is Backend.POSTGRESQL else Polling()
