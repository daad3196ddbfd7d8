"""Commits that arrive while another is being written go to the disk together.

The first to arrive writes; whoever comes meanwhile waits in line. When it is done, the first in
line writes for all who wait, in one transaction with a savepoint each, so that they share one
synchronisation of the disk. Nobody is answered before the disk has it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock

from adapters.outbound.db.rows import CommitRows
from engine.errors import AdapterError, EngineCode

LARGEST_GROUP = 32
"""Commits written together; a bound, so that the first of a group need not wait for many."""


class Request:
    """One commit that waits to be written.

    Attributes:
        error: Why it was not stored, once it has been dealt with.
    """

    __slots__ = ("_turn", "case_id", "error", "rows", "written")

    def __init__(self, rows: CommitRows, case_id: str | None) -> None:
        self.rows = rows
        self.case_id = case_id
        self.error: Exception | None = None
        self.written = False
        self._turn = Lock()
        self._turn.acquire()

    def wait(self) -> None:
        """Wait until it was dealt with, or until it is this one's turn to write."""
        self._turn.acquire()

    def wake(self) -> None:
        """End the waiting."""
        self._turn.release()


class CombiningQueue:
    """Lets one thread at a time write for all who wait.

    Args:
        write: Stores requests in one transaction and sets the errors of those that it did not.
    """

    def __init__(self, write: Callable[[Sequence[Request]], None]) -> None:
        self._write = write
        self._guard = Lock()
        self._line: deque[Request] = deque()
        self._writing = False

    @property
    def waiting(self) -> int:
        """How many wait in line now."""
        return len(self._line)

    def put(self, request: Request) -> None:
        """Return when the request is stored, or raise why it is not."""
        with self._guard:
            self._line.append(request)
            first, self._writing = not self._writing, True
        if not first:
            request.wait()
        if not request.written:
            self._write_group()
        if request.error is not None:
            raise request.error

    def _write_group(self) -> None:
        with self._guard:
            size = min(len(self._line), LARGEST_GROUP)
            group = [self._line.popleft() for _ in range(size)]
        try:
            self._write(group)
        except BaseException as broken:
            # The others must not take a defect, or an interrupt of this thread, for a success.
            for request in group:
                request.error = request.error or AdapterError(
                    EngineCode.STORE_UNAVAILABLE, retryable=True, driver=str(broken)
                )
            raise
        finally:
            self._hand_over()
            for request in group:
                request.written = True
                request.wake()

    def _hand_over(self) -> None:
        with self._guard:
            if self._line:
                self._line[0].wake()
            else:
                self._writing = False
