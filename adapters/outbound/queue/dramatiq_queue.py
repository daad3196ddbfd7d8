"""Lanes of a broker: keys go in here and come out at whoever listens, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Thread
from time import monotonic

from dramatiq import Actor, Broker, Message, Worker

from adapters.outbound.queue.brokers import Connection
from engine.errors import AdapterError, EngineCode

_IDLE_MILLISECONDS = 100
"""How long an idle consumer sleeps at most before it looks again."""


class Consumers:
    """Threads of this process that deliver what comes out of the lanes."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers

    def stop(self, seconds: float) -> None:
        """Take nothing more, and wait so long for what is under way, in all lanes together."""
        until = monotonic() + seconds
        # All at once: a lane that hangs must not use up the time of the others.
        endings = [
            Thread(target=worker.stop, args=(max(int(seconds * 1000), 1),), daemon=True)
            for worker in self._workers
        ]
        for ending in endings:
            ending.start()
        for ending in endings:
            ending.join(max(until - monotonic(), 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One lane: a connection and what is done at its end."""

    connection: Connection
    actor: Actor[[str], None]


class DramatiqQueue:
    """Sends keys into lanes of a broker; a slow lane does not hold up another.

    Each lane has a connection of its own, for dramatiq knows one worker for each broker.

    Args:
        connect: Connects to the broker; see `connect_broker`.
        lanes: Names of the lanes.
        deliver: What is done with a key that comes out.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        lanes: Iterable[str],
        deliver: Callable[[str], None],
    ) -> None:
        self._ways: Mapping[str, _Way] = {lane: _way(connect(), lane, deliver) for lane in lanes}

    def send(self, keys: Iterable[str], lane: str) -> None:
        """Send keys.

        Raises:
            AdapterError: The broker cannot be reached; keys that did not go are still leased.
        """
        way = self._ways[lane]
        try:
            for key in keys:
                message: Message[object] = way.actor.message(key)
                way.connection.broker.enqueue(message)
        except way.connection.failures as error:
            name = type(error).__name__
            raise AdapterError(EngineCode.BROKER_UNAVAILABLE, retryable=True, error=name) from error

    def listen(self, threads: int) -> Consumers:
        """Begin to deliver in so many threads of this process for each lane."""
        workers = [
            _worker(way.connection.broker, lane, threads) for lane, way in self._ways.items()
        ]
        for worker in workers:
            worker.start()
        return Consumers(workers)

    def close(self) -> None:
        """Leave the broker."""
        for way in self._ways.values():
            way.connection.broker.close()


def _way(connection: Connection, lane: str, deliver: Callable[[str], None]) -> _Way:
    actor = Actor(
        deliver,
        broker=connection.broker,
        actor_name=f"deliver_{lane}",
        queue_name=lane,
        priority=0,
        options={},
    )
    return _Way(connection=connection, actor=actor)


def _worker(broker: Broker, lane: str, threads: int) -> Worker:
    # Time limits are kept by a thread that dramatiq's own command starts with this signal.
    broker.emit_after("process_boot")
    return Worker(broker, queues={lane}, worker_timeout=_IDLE_MILLISECONDS, worker_threads=threads)
