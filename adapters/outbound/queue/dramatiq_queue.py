"""Lanes of a broker: keys go in here and come out at whoever listens, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from time import monotonic

from dramatiq import Actor, Broker, Message, Worker

from adapters.outbound.queue.brokers import Connection
from engine.errors import AdapterError, EngineCode

_IDLE_MILLISECONDS = 100
"""How long an idle consumer sleeps at most before it looks again."""


class Lane(StrEnum):
    """Queues of the broker; a slow lane does not hold up another."""

    ENTRIES = "entries"
    SENDING = "sending"


class Consumers:
    """Threads of this process that deliver what comes out of the lanes."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers

    def stop(self, seconds: float) -> None:
        """Take nothing more, and wait so long for what is under way, in all lanes together."""
        until = monotonic() + seconds
        for worker in self._workers:
            worker.stop(timeout=max(int((until - monotonic()) * 1000), 1))


class DramatiqQueue:
    """Sends keys into the lanes of a broker.

    Args:
        connection: From `connect_broker`.
        deliver: What is done with a key that comes out.
    """

    def __init__(self, connection: Connection, deliver: Callable[[str], None]) -> None:
        self._broker = connection.broker
        self._failures = connection.failures
        self._actors = {lane: _actor(connection.broker, lane, deliver) for lane in Lane}

    def send(self, keys: Iterable[str], lane: Lane) -> None:
        """Send keys.

        Raises:
            AdapterError: The broker cannot be reached; keys that did not go are still leased.
        """
        actor = self._actors[lane]
        try:
            for key in keys:
                message: Message[object] = actor.message(key)
                self._broker.enqueue(message)
        except self._failures as error:
            name = type(error).__name__
            raise AdapterError(EngineCode.BROKER_UNAVAILABLE, retryable=True, error=name) from error

    def listen(self, threads: int) -> Consumers:
        """Begin to deliver in so many threads of this process for each lane.

        Each lane has its own: a channel that answers slowly must not occupy those that tell people
        in the house.
        """
        workers = [
            Worker(
                self._broker,
                queues={lane.value},
                worker_timeout=_IDLE_MILLISECONDS,
                worker_threads=threads,
            )
            for lane in Lane
        ]
        # Time limits are kept by a thread that dramatiq's own command starts with this signal.
        self._broker.emit_after("process_boot")
        for worker in workers:
            worker.start()
        return Consumers(workers)

    def close(self) -> None:
        """Leave the broker."""
        self._broker.close()


def _actor(broker: Broker, lane: Lane, deliver: Callable[[str], None]) -> Actor[[str], None]:
    return Actor(
        deliver,
        broker=broker,
        actor_name=f"deliver_{lane.value}",
        queue_name=lane.value,
        priority=0,
        options={},
    )
