"""Bring a sink's copy of the log up to date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from engine.audit import GENESIS
from engine.errors import AdapterError
from engine.ports import Ports
from engine.sinks import (
    AuditSink,
    SinkCode,
    SinkCursor,
    SinkCursors,
    SinkRecord,
    records,
    sink_pause,
)

LEASE = timedelta(minutes=2)
"""Longer than a sink may take for a batch; whoever dies with it is followed after that."""


class Feeding(StrEnum):
    """How a round ended."""

    FED = "fed"
    """Something went out; there may be more."""
    UP_TO_DATE = "up_to_date"
    RESTING = "resting"
    """It failed not long ago, or another process feeds the sink."""
    FAILED = "failed"
    HALTED = "halted"
    """The log is not the one that the sink has the beginning of; somebody has to decide."""


def feed_sink(ports: Ports, cursors: SinkCursors, sink: AuditSink, holder: str) -> Feeding:
    """Hand the next entries over to a sink.

    The cursor moves after the sink has taken them: a process that dies in between sends them again.

    Args:
        ports: The outside.
        cursors: How far the sinks are.
        sink: Which one to feed.
        holder: Names this process; of several only one feeds a sink.
    """
    now = ports.clock.now()
    cursor = cursors.take(sink.name, holder, now, now + LEASE)
    if cursor is None or (cursor.retry_at is not None and now < cursor.retry_at):
        return Feeding.RESTING
    size = ports.log.size()
    broken = _broken_off(ports, cursor, size)
    if broken is not None:
        return _failed(ports, cursors, cursor, holder, broken.value, Feeding.HALTED)
    end = min(size, cursor.next + sink.batch)
    outgoing = list(records(cursor.next, end, ports.log.logged(cursor.next, end)))
    if not outgoing:
        return _at_rest(cursors, cursor, holder)
    try:
        sink.put(outgoing)
    except AdapterError as error:
        return _failed(ports, cursors, cursor, holder, error.code.value, Feeding.FAILED)
    cursors.save(_moved(cursor, outgoing), holder)
    return Feeding.FED


def _broken_off(ports: Ports, cursor: SinkCursor, size: int) -> SinkCode | None:
    """Why the log does not go on where the sink's copy ends; None when it does."""
    if cursor.next > size:
        return SinkCode.LOG_SHORTER
    if cursor.next == 0 or cursor.last_hash == GENESIS:
        return None
    last = ports.log.leaves(cursor.next - 1, 1)
    same = bool(last) and last[0].hash == cursor.last_hash
    return None if same else SinkCode.LOG_DIFFERS


def _at_rest(cursors: SinkCursors, cursor: SinkCursor, holder: str) -> Feeding:
    """A failure that has passed is forgotten even when there is nothing to send."""
    if cursor.failures:
        cursors.save(replace(cursor, failures=0, retry_at=None, cause=None), holder)
    return Feeding.UP_TO_DATE


def _failed(
    ports: Ports, cursors: SinkCursors, cursor: SinkCursor, holder: str, cause: str, how: Feeding
) -> Feeding:
    failures = cursor.failures + 1
    retry_at = ports.clock.now() + sink_pause(failures)
    cursors.save(replace(cursor, failures=failures, retry_at=retry_at, cause=cause), holder)
    return how


def _moved(cursor: SinkCursor, outgoing: list[SinkRecord]) -> SinkCursor:
    defective = [record.index for record in outgoing if record.defect is not None]
    return replace(
        cursor,
        next=outgoing[-1].index + 1,
        last_hash=outgoing[-1].hash,
        failures=0,
        retry_at=None,
        cause=None,
        defects=cursor.defects + len(defective),
        last_defect=defective[-1] if defective else cursor.last_defect,
    )
