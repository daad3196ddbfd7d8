"""The order in which the writers of one process get SQLite's single write lock."""

from __future__ import annotations

from collections import deque
from threading import Lock
from types import TracebackType


class WriteQueue:
    """A lock that is handed over in the order of arrival.

    SQLite lets writers poll with growing pauses, so that under load some wait for seconds while
    others pass; a plain lock is not fair either.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._held = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False
