"""The worker as threads of this process: alone in `worker`, beside the pages in `serve`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from os import getpid
from secrets import token_hex
from socket import gethostname
from time import monotonic, perf_counter

import structlog

from adapters.bootstrap import House
from adapters.inbound.worker.copying import Feeder, sign
from adapters.inbound.worker.duties import Duty, Round, every
from adapters.inbound.worker.guarding import Guarded
from adapters.inbound.worker.relay import Lane, Paced, Relay
from adapters.outbound.db.wakeups import Wakeups
from adapters.outbound.queue import Consumers, DramatiqQueue
from engine.ports import Ports
from engine.projection import ENTRIES, SEALING
from engine.usecases.deliver_message import deliver_message, failed_delivery
from engine.usecases.fire_deadlines import fire_deadlines
from engine.usecases.remind import REMINDERS, promise_reminders

_CLOCKS_EVERY_SECONDS = 5.0
_DAY_EVERY_SECONDS = 600.0
"""How soon after midnight a new day is noticed."""

_SINKS_EVERY_SECONDS = 2.0
_SIGN_EVERY_SECONDS = 15.0

_ENTRIES_UNDER_WAY = 64
_REMINDERS_UNDER_WAY = 4
_SENDINGS_UNDER_WAY = 16
"""Of one channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningWorker:
    """A worker that runs."""

    queue: DramatiqQueue
    consumers: Consumers
    round: Round
    wakeups: Wakeups
    feeders: tuple[Feeder, ...] = ()

    def stop(self, seconds: float = 20.0) -> None:
        """Take nothing new and finish what is under way; the rest stays in the outbox.

        Args:
            seconds: How long all of that may take together.
        """
        until = monotonic() + seconds
        self.round.stop(seconds)
        for feeder in self.feeders:
            with Guarded():
                feeder.stop()
        self.consumers.stop(max(until - monotonic(), 0))
        self.queue.close()
        self.wakeups.close()


def start_worker(house: House) -> RunningWorker:
    """Start to relay, deliver and fire clocks in threads of this process.

    Raises:
        AdapterError: The broker's address or that of a sink is none we know.
    """
    ports, feeders = house.ports, _feeders(house)
    names = [lane.name for lane in lanes(ports)]
    queue = house.queue(names, lambda key: deliver_watched(house, key))
    consumers = queue.listen(house.settings.worker_threads)
    duties = Round([*_duties(house, ports, queue), *_copying(house, feeders)])
    duties.start()
    return RunningWorker(
        queue=queue, consumers=consumers, round=duties, wakeups=house.wakeups, feeders=feeders
    )


def _duties(house: House, ports: Ports, queue: DramatiqQueue) -> list[Duty]:
    relay = Relay(ports=ports, lanes=lanes(ports), send=queue.send)
    paced = Paced(relay.run, house.wakeups.rest)
    return [
        Duty(name="relay", work=paced.work, rest=paced.rest),
        Duty(name="clocks", work=lambda: fire(ports), rest=every(_CLOCKS_EVERY_SECONDS)),
        Duty(name="reminders", work=lambda: remind(ports), rest=every(_DAY_EVERY_SECONDS)),
    ]


def deliver_watched(house: House, key: str) -> None:
    """Deliver a message, counted and traced where somebody wants to see it."""
    traced = nullcontext() if house.tracing is None else house.tracing.delivery(key)
    with traced, structlog.contextvars.bound_contextvars(message=key):
        began = perf_counter()
        result = deliver(house.ports, key)
        if house.metrics is not None:
            house.metrics.deliveries.labels(result).observe(perf_counter() - began)


def _feeders(house: House) -> tuple[Feeder, ...]:
    holder = f"{gethostname()}:{getpid()}:{token_hex(4)}"
    return tuple(
        Feeder(ports=house.ports, cursors=house.sink_cursors, sink=sink, holder=holder)
        for sink in house.sinks
    )


def _copying(house: House, feeders: Iterable[Feeder]) -> Iterator[Duty]:
    """Each sink has a thread of its own: one that is slow or down delays nothing else."""
    for number, feeder in enumerate(feeders, 1):
        yield Duty(name=f"sink-{number}", work=feeder.run, rest=every(_SINKS_EVERY_SECONDS))
    yield Duty(
        name="checkpoints",
        work=lambda: sign(house.ports, house.signer),
        rest=every(_SIGN_EVERY_SECONDS),
    )


def lanes(ports: Ports) -> tuple[Lane, ...]:
    """A way for each sort of message: what is slow, or down, holds up nothing but itself."""
    channels = (
        Lane(name=kind, kinds=frozenset({kind}), limit=_SENDINGS_UNDER_WAY)
        for kind in sorted(ports.couriers)
    )
    return (
        Lane(name=ENTRIES, kinds=frozenset({ENTRIES, SEALING}), limit=_ENTRIES_UNDER_WAY),
        Lane(name=REMINDERS, kinds=frozenset({REMINDERS}), limit=_REMINDERS_UNDER_WAY),
        *channels,
    )


def fire(ports: Ports) -> bool:
    """Fire the clocks that are due; says whether any did."""
    return sum(fired for _, fired in fire_deadlines(ports)) > 0


def remind(ports: Ports) -> bool:
    """Promise today's reminders; there is nothing more to do until tomorrow."""
    promise_reminders(ports)
    return False


def deliver(ports: Ports, key: str) -> str:
    """Deliver a message; what fails in an unforeseen way is noted like any other failure.

    Returns:
        How it ended, in a word.
    """
    log, result = structlog.get_logger(), "failed"
    with Guarded() as block:
        result = deliver_message(ports, key).value
    if block.failure is None:
        log.debug("delivered", result=result)
        return result
    log.warning("delivery_failed", error=block.failure)
    # When even that cannot be written down, the message is due again after its lease.
    with Guarded():
        parcel = ports.outbox.parcel(key)
        if parcel is not None:
            failed_delivery(ports, parcel, block.failure, retryable=True)
    return result
