"""From the outbox to the broker: what is due is leased and its key sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Event

from engine.errors import AdapterError
from engine.ports import Ports

LEASE = timedelta(minutes=3)
"""Longer than a delivery may take; a key that was lost on its way is sent again after it."""

_LOOK_SECONDS = 0.1
_LOOKS = 50
"""Together as long as a relay that is told of new messages rests at most."""


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
        for place, key in enumerate(keys):
            try:
                self.send((key,), lane.name)
            except AdapterError:
                # A broker that is away for an hour must not use up anybody's attempts.
                self.ports.outbox.give_back(keys[place:])
                raise
        return bool(keys)


class Paced:
    """A relay's work and rest: while it has just relayed, it looks again soon.

    Places on a lane become free without anybody telling; a backlog would otherwise leave the house
    at one lane's width for each rest.

    Args:
        work: Relays; says whether there was anything.
        rest: How it rests when nothing has moved for a while.
    """

    def __init__(self, work: Callable[[], bool], rest: Callable[[Event], None]) -> None:
        self._relay = work
        self._rest = rest
        self._looks = 0

    def work(self) -> bool:
        """Relay what is due now; says whether there was anything."""
        found = self._relay()
        if found:
            self._looks = _LOOKS
        return found

    def rest(self, stopping: Event) -> None:
        """Wait for a moment, or, when nothing has moved for a while, until there is something."""
        if self._looks == 0:
            self._rest(stopping)
        else:
            self._looks -= 1
            stopping.wait(_LOOK_SECONDS)
