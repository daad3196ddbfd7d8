"""Keeping the copies of the log up to date, and signing it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from engine.ports import Ports
from engine.proofs import Signer
from engine.sinks import AuditSink, SinkCursors
from engine.usecases.feed_sink import Feeding, feed_sink
from engine.usecases.keep_log import sign_log

_SIGN_EVERY = timedelta(minutes=1)
_LOOK_AGAIN = timedelta(seconds=30)
"""A copy may have been sent back to an earlier place although the log did not grow."""


class Feeder:
    """Feeds one sink.

    Args:
        ports: The outside.
        cursors: How far the sinks are.
        sink: The sink.
        holder: Names this process.
    """

    def __init__(self, *, ports: Ports, cursors: SinkCursors, sink: AuditSink, holder: str) -> None:
        self._ports = ports
        self._cursors = cursors
        self._sink = sink
        self._holder = holder
        self._done: tuple[int, datetime] | None = None

    def run(self) -> bool:
        """Send what there is; says whether there may be more.

        Raises:
            AdapterError: The database cannot be reached.
        """
        size, now = self._ports.log.size(), self._ports.clock.now()
        if self._done is not None and size == self._done[0] and now < self._done[1]:
            return False
        how = feed_sink(self._ports, self._cursors, self._sink, self._holder)
        if how in (Feeding.FAILED, Feeding.HALTED):
            structlog.get_logger().warning("sink_behind", sink=self._sink.name, result=how.value)
        self._done = (size, now + _LOOK_AGAIN) if how is Feeding.UP_TO_DATE else None
        return how is Feeding.FED

    def stop(self) -> None:
        """Let another process feed the sink at once."""
        self._sink.close()
        self._cursors.release(self._sink.name, self._holder)


def sign(ports: Ports, signer: Signer) -> bool:
    """Sign the log when it has grown, once a minute at most; there is nothing more to do then."""
    sign_log(ports, signer, not_before=_SIGN_EVERY)
    return False
