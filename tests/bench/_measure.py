"""Clients that do one thing after another, and how long each of them took."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Barrier, Thread
from time import perf_counter_ns
from typing import Any

Step = Callable[[int], None]
"""Does the work number so-and-so of one client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What some clients did together.

    Attributes:
        seconds: From the common start to the last finish.
        latencies_us: Of every single step, in microseconds.
    """

    seconds: float
    latencies_us: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Steps done in a second by all clients together."""
        return len(self.latencies_us) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        """A percentile of the latencies, in milliseconds."""
        return statistics.quantiles(self.latencies_us, n=100)[percent - 1] / 1000


def run_clients(steps: Sequence[Step], count: int) -> Run:
    """Let every client do its steps `count` times, all starting together."""
    latencies: list[list[float]] = [[] for _ in steps]
    start = Barrier(len(steps) + 1)
    threads = [
        Thread(target=_work, args=(step, count, start, latencies[index]))
        for index, step in enumerate(steps)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = perf_counter_ns()
    for thread in threads:
        thread.join()
    seconds = (perf_counter_ns() - began) / 1e9
    return Run(seconds=seconds, latencies_us=tuple(x for mine in latencies for x in mine))


def _work(step: Step, count: int, start: Barrier, latencies: list[float]) -> None:
    start.wait()
    for number in range(count):
        began = perf_counter_ns()
        step(number)
        latencies.append((perf_counter_ns() - began) / 1000)


def run_processes(make: Callable[[int], Step], clients: int, count: int) -> Run:
    """The same with a process for each client, as offices with several servers have it.

    Args:
        make: Prepares a client's step inside its process; a module-level function or a partial.
        clients: How many processes.
        count: Steps of each.
    """
    context = get_context("spawn")
    start, results = context.Barrier(clients + 1), context.Queue()
    workers = [
        context.Process(target=_process, args=(make, index, count, start, results))
        for index in range(clients)
    ]
    for worker in workers:
        worker.start()
    start.wait()
    began = perf_counter_ns()
    latencies = [x for _ in workers for x in results.get()]
    seconds = (perf_counter_ns() - began) / 1e9
    for worker in workers:
        worker.join()
    return Run(seconds=seconds, latencies_us=tuple(latencies))


def _process(make: Callable[[int], Step], index: int, count: int, start: Any, results: Any) -> None:
    step = make(index)
    latencies: list[float] = []
    _work(step, count, start, latencies)
    results.put(latencies)


def merged(runs: Sequence[Run]) -> Run:
    """Several runs as one: times added, latencies together."""
    return Run(
        seconds=sum(run.seconds for run in runs),
        latencies_us=tuple(x for run in runs for x in run.latencies_us),
    )
