"""From the outbox to the broker: what is due is leased and its key sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from engine.ports import Ports

LEASE = timedelta(minutes=3)
"""Longer than a delivery may take; a key that was lost on its way is sent again after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A way through the broker.

    Attributes:
        limit: How many messages of it may be under way at once, in all processes together; what
            exceeds it stays in the outbox, so that a broker that lost its keys loses few.
    """

    name: str
    kinds: frozenset[str]
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Relays; any number of processes may do so at once."""

    ports: Ports
    lanes: Sequence[Lane]
    lease: timedelta = LEASE
    send: Callable[[Iterable[str], str], None]

    def run(self) -> bool:
        """Relay what is due now; says whether there was anything.

        Raises:
            AdapterError: The database or the broker cannot be reached.
        """
        sent = [self._relay(lane) for lane in self.lanes]
        return any(sent)

    def _relay(self, lane: Lane) -> bool:
        now = self.ports.clock.now()
        keys = self.ports.outbox.lease(
            now, until=now + self.lease, limit=lane.limit, kinds=lane.kinds
        )
        if keys:
            self.send(keys, lane.name)
        return bool(keys)
