"""From a commit to the effect of its message: how long the relay and the queue take."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from threading import Event
from time import perf_counter

from pydantic import JsonValue

from adapters.inbound.cli.logs import configure_logs
from adapters.inbound.worker.duties import Duty, Round
from adapters.inbound.worker.embedded import deliver, lanes
from adapters.inbound.worker.relay import Paced, Relay
from adapters.outbound.clock import SystemClock
from adapters.outbound.db import Database
from adapters.outbound.db.wakeups import wakeups
from adapters.outbound.queue import DramatiqQueue, connect_broker
from engine.projection import Message
from engine.usecases.remind import REMINDERS
from tests.chaos._failpoints import living_house
from tests.support import brokers, postgres
from tests.support.small_house import small_house
from tests.support.stores import Stores, at, build

_SECONDS = 30.0


def main(count: int) -> None:
    """Measure on SQLite with a queue in the process, and on PostgreSQL with Redis."""
    configure_logs("error")
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.shared_server(Path(folder))
        try:
            _measure("SQLite, looking", f"sqlite:///{folder}/relay.sqlite", None, count)
            with brokers.redis(Path(folder)) as redis:
                _measure("PostgreSQL, told, Redis", server.create("relay"), redis, count)
        finally:
            postgres.stop_shared_server(Path(folder))


def _measure(name: str, url: str, broker: str | None, count: int) -> None:
    build(url)
    stores = at(url, wakes=True)
    small_house(stores)
    ports = living_house(stores)
    arrived = Event()

    def arrive(key: str) -> None:
        deliver(ports, key)
        arrived.set()

    names = [lane.name for lane in lanes(ports)]
    queue = DramatiqQueue(lambda: connect_broker(broker), names, arrive)
    relay = Relay(ports=ports, lanes=lanes(ports), send=queue.send)
    consumers = queue.listen(threads=2)
    resting = wakeups(Database(url), listens=True)
    paced = Paced(relay.run, resting.rest)
    rounds = Round([Duty(name="relay", work=paced.work, rest=paced.rest)])
    rounds.start()
    spans_ms = [_span_ms(number, stores, arrived) for number in range(count)]
    rounds.stop(_SECONDS)
    consumers.stop(_SECONDS)
    queue.close()
    resting.close()
    stores.close()
    hundredths = statistics.quantiles(spans_ms, n=100)
    print(
        f"{name:<24} {count} messages, one at a time: p50 {hundredths[49]:.0f} ms, "
        f"p95 {hundredths[94]:.0f} ms from commit to effect",
        flush=True,
    )


def _span_ms(number: int, stores: Stores, arrived: Event) -> float:
    """Promise one message and wait for its effect."""
    arrived.clear()
    now = SystemClock().now()
    payload: dict[str, JsonValue] = {"day": "2000-01-01"}
    began = perf_counter()
    stores.outbox.promise(
        [Message(key=f"r{number}", kind=REMINDERS, payload=payload, available_at=now)]
    )
    if not arrived.wait(_SECONDS):
        message = f"message {number} never arrived"
        raise RuntimeError(message)
    return (perf_counter() - began) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
