"""How far the copies of the log are, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from engine.sinks import SinkCursor


class InMemorySinkCursors:
    """Implements `SinkCursors` for one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._cursors: dict[str, SinkCursor] = {}
        self._leases: dict[str, tuple[str, datetime]] = {}

    def take(self, sink: str, holder: str, now: datetime, until: datetime) -> SinkCursor | None:
        """Become, or stay, the one that feeds a sink; see the port."""
        with self._lock:
            held_by, lease = self._leases.get(sink, (holder, now))
            if held_by != holder and lease > now:
                return None
            self._leases[sink] = (holder, until)
            return self._cursors.setdefault(sink, SinkCursor(sink=sink))

    def save(self, cursor: SinkCursor, holder: str) -> bool:
        """Keep a cursor; False when another one feeds the sink by now."""
        with self._lock:
            if self._leases.get(cursor.sink, ("",))[0] != holder:
                return False
            self._cursors[cursor.sink] = cursor
            return True

    def release(self, sink: str, holder: str) -> None:
        """Let another one feed the sink at once."""
        with self._lock:
            if self._leases.get(sink, ("",))[0] == holder:
                del self._leases[sink]

    def all(self) -> Sequence[SinkCursor]:
        """Every cursor there is, by the sink's name."""
        return [self._cursors[name] for name in sorted(self._cursors)]

    def rewind(self, sink: str, index: int, last_hash: str) -> bool:
        """Let a sink begin again at an index; whoever feeds it takes it up anew."""
        with self._lock:
            if sink not in self._cursors:
                return False
            self._leases.pop(sink, None)
            self._cursors[sink] = replace(
                self._cursors[sink],
                next=index,
                last_hash=last_hash,
                failures=0,
                retry_at=None,
                cause=None,
            )
            return True
