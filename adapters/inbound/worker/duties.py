"""Things that are done again and again, each in a thread of its own, until the process ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

import structlog

from adapters.inbound.worker.guarding import Guarded

_LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One of them.

    Attributes:
        work: Does what there is to do; says whether there was anything, and is then asked again.
        rest: Waits for the next round: at most until the event of stopping is set.
    """

    name: str
    work: Callable[[], bool]
    rest: Callable[[Event], None]


def every(seconds: float) -> Callable[[Event], None]:
    """Rest for so long."""

    def rest(stopping: Event) -> None:
        stopping.wait(seconds)

    return rest


class Round:
    """Threads that do their duties until they are stopped."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._stopping = Event()
        self._threads = [
            Thread(target=self._keep, args=(duty,), name=duty.name, daemon=True) for duty in duties
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float) -> None:
        """Let each finish what it does now, but wait no longer than so long for all of them."""
        until = monotonic() + seconds
        self._stopping.set()
        for thread in self._threads:
            thread.join(max(until - monotonic(), 0))

    def _keep(self, duty: Duty) -> None:
        structlog.contextvars.bind_contextvars(duty=duty.name)
        failures = 0
        while not self._stopping.is_set():
            with Guarded() as block:
                if not duty.work():
                    duty.rest(self._stopping)
            failures = 0 if block.failure is None else failures + 1
            if block.failure is not None:
                structlog.get_logger().warning(
                    "duty_failed", error=block.failure, failures=failures
                )
                self._stopping.wait(min(2.0**failures / 4, _LONGEST_PAUSE_SECONDS))
