"""Figures for Prometheus: how long things took, what was refused, and how much waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TypeAlias

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily

from adapters.outbound.watching.lines import entries_of, reasons_of
from engine.audit import Entry
from engine.events import EventType
from engine.projection import CaseWrite
from rules.errors import UnioncaseError

Gauges: TypeAlias = Callable[[], dict[str, "float | dict[str, float]"]]
"""Reads figures when they are asked for; a mapping has one value for each copy of the log."""

LOOPBACK = "127.0.0.1"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one process.

    Args:
        gauges: How things stand, read at every scrape.
    """

    def __init__(self, gauges: Gauges) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "unioncase_request_seconds",
            "How long requests took",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.deliveries = Histogram(
            "unioncase_delivery_seconds",
            "How long messages took to deliver",
            ("result",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._commits = Histogram(
            "unioncase_commit_seconds",
            "How long commands took to store",
            ("result",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._entries = Counter(
            "unioncase_entries", "Entries written", ("type",), registry=self.registry
        )
        self._refusals = Counter(
            "unioncase_refusals", "Reasons of refusals", ("reason",), registry=self.registry
        )
        self.registry.register(_Standing(gauges))

    @contextmanager
    def watch(self, writes: Sequence[CaseWrite]) -> Iterator[None]:
        """Count a commit."""
        began, result = perf_counter(), "failed"
        try:
            yield
            result = "done"
        finally:
            self._commits.labels(result).observe(perf_counter() - began)
        for entry in entries_of(writes):
            self._count(entry)

    def _count(self, entry: Entry) -> None:
        kind = str(entry.header_plain()["type"])
        self._entries.labels(kind).inc()
        if kind == EventType.ATTEMPT_REFUSED:
            for reason in reasons_of(entry):
                self._refusals.labels(reason).inc()

    def serve(self, port: int) -> Callable[[], None]:
        """Serve the figures on this machine only, at /metrics; returns what ends it."""
        server, thread = start_http_server(port, addr=LOOPBACK, registry=self.registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop


class _Standing:
    """Collects gauges; figures that cannot be read are left out, and that is a figure too."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is asked of the database before the first scrape."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """How things stand."""
        readable = 1.0
        try:
            found = self._gauges()
        except UnioncaseError:
            found, readable = {}, 0.0
        yield _gauge("database_readable", readable)
        for name, value in found.items():
            yield _gauge(name, value)


def _gauge(name: str, value: float | dict[str, float]) -> GaugeMetricFamily:
    text = name.replace("_", " ")
    if not isinstance(value, dict):
        return GaugeMetricFamily(f"unioncase_{name}", text, value=value)
    family = GaugeMetricFamily(f"unioncase_{name}", text, labels=("sink",))
    for sink, amount in value.items():
        family.add_metric([sink], amount)
    return family
