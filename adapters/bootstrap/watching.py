"""How an installation is watched: figures of itself whenever they are asked for, and traces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.outbound.db.database import Database
    from adapters.outbound.watching.changes import ChangeFeed
    from adapters.outbound.watching.prometheus import Metrics
    from adapters.outbound.watching.tracing import Tracing
    from engine.delivery import EntryLog, Outbox
    from engine.ports import Ports
    from engine.projection import CaseWrite
    from engine.sinks import SinkCursor, SinkCursors


def gauges(
    database: Database, ports: Ports, cursors: SinkCursors
) -> dict[str, float | dict[str, float]]:
    """How much work, how many messages and how many entries wait, and for how long."""
    now = ports.clock.now()
    return {
        **_work(database, now),
        **_messages(ports.outbox, now),
        **_copies(ports.log, cursors.all()),
    }


def _work(database: Database, now: datetime) -> dict[str, float]:
    from adapters.outbound.db.figures import figures

    work = figures(database, now)
    return {
        "tasks_open": work.open_tasks,
        "tasks_unclaimed": work.unclaimed,
        "queue_age_seconds": _age(now, work.oldest_unclaimed),
        "tasks_overdue": work.overdue,
        "deadlines_breached": work.breached,
        "deadlines_unfired": work.unfired,
    }


def _messages(outbox: Outbox, now: datetime) -> dict[str, float]:
    backlog = outbox.backlog(now)
    return {
        "outbox_waiting": backlog.waiting,
        "outbox_dead": backlog.dead,
        "relay_lag_seconds": _age(now, backlog.oldest),
    }


def _copies(log: EntryLog, cursors: Sequence[SinkCursor]) -> dict[str, float | dict[str, float]]:
    size, signed = log.size(), log.checkpoint()
    return {
        "log_entries": size,
        "log_unsigned_entries": size - (signed.size if signed else 0),
        "sink_lag_entries": {c.sink: float(max(size - c.next, 0)) for c in cursors},
        "sink_failures": {c.sink: float(c.failures) for c in cursors},
        "sink_defects": {c.sink: float(c.defects) for c in cursors},
    }


def _age(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max((now - since).total_seconds(), 0.0)


@contextmanager
def watched(
    writes: Sequence[CaseWrite],
    metrics: Metrics | None,
    tracing: Tracing | None,
    changes: ChangeFeed | None,
) -> Iterator[None]:
    """Watch a commit: a line in the log, what is wanted of figures and spans, and who is told."""
    from adapters.outbound.watching.lines import log_commits

    counted = nullcontext() if metrics is None else metrics.watch(writes)
    traced = nullcontext() if tracing is None else tracing.commit(writes)
    with traced, log_commits(writes), counted:
        yield
    if changes is not None:
        changes.note(writes)


def tracing(url: str) -> Tracing:
    """The spans of this process, sent to a collector.

    Raises:
        AdapterError: The extra `traces` is not installed.
    """
    from engine.errors import AdapterError, EngineCode

    try:
        from adapters.outbound.watching.tracing import Tracing
    except ModuleNotFoundError as missing:
        raise AdapterError(
            EngineCode.STORE_UNAVAILABLE, retryable=False, driver=str(missing)
        ) from missing
    return Tracing(url)
