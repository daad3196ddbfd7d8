"""A worker process that lives dangerously: relay, consumers and clocks as in `unioncase worker`."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event

from adapters.inbound.cli.logs import configure_logs
from adapters.inbound.worker.duties import Duty, Round, every
from adapters.inbound.worker.embedded import deliver, fire, lanes
from adapters.inbound.worker.relay import Paced, Relay
from adapters.outbound.db import Database
from adapters.outbound.db.wakeups import wakeups
from adapters.outbound.queue import DramatiqQueue, connect_broker
from tests.chaos._failpoints import Deadly, deadly, living_house
from tests.support.stores import at

_LEASE = timedelta(seconds=3)
"""What a killed worker held is due again so soon; deliveries take milliseconds here."""


class ClockAhead:
    """The machine's clock as it will be."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC) + self._ahead


def main(url: str, broker: str, up: Path, odds: int, ahead: timedelta = timedelta(0)) -> None:
    """Work until killed.

    Args:
        url: The database.
        broker: Its address; empty for the queue inside the process.
        up: Made when the work begins.
        odds: See `Deadly`.
        ahead: How far the clock is ahead.
    """
    configure_logs("error")
    chance = Random(f"{os.getpid()}")
    ports = replace(deadly(living_house(at(url)), chance, odds), clock=ClockAhead(ahead))

    def carry(key: str) -> None:
        deliver(ports, key)

    names = [lane.name for lane in lanes(ports)]
    queue = DramatiqQueue(lambda: connect_broker(broker or None), names, carry)
    sender = Deadly(queue, chance, odds)
    relay = Relay(
        ports=ports,
        lanes=lanes(ports),
        send=sender.send,
        lease=_LEASE,
    )
    queue.listen(threads=4)
    paced = Paced(relay.run, wakeups(Database(url), listens=True).rest)
    Round(
        [
            Duty(name="relay", work=paced.work, rest=paced.rest),
            Duty(
                name="clocks",
                work=lambda: fire(ports),
                rest=every(1.0),
            ),
        ]
    ).start()
    up.touch()
    Event().wait()
