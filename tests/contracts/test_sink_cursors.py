"""What all cursors of copies do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.sinks import SinkCursor, SinkCursors
from tests.support.stores import Stores

NOW = datetime(2026, 2, 11, 1, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=2)


@pytest.fixture
def cursors(stores: Stores) -> SinkCursors:
    """No cursors yet."""
    return stores.cursors


def test_an_unknown_sink_begins_at_the_beginning(cursors: SinkCursors) -> None:
    """Its first entry is the log's first."""
    assert cursors.take("s", "a", NOW, UNTIL) == SinkCursor(sink="s")


def test_of_two_processes_one_feeds_a_sink(cursors: SinkCursors) -> None:
    """The second one gets nothing until the lease of the first has ended."""
    assert cursors.take("s", "a", NOW, UNTIL) is not None
    assert cursors.take("s", "b", NOW, UNTIL) is None
    assert cursors.take("s", "b", UNTIL, UNTIL + timedelta(minutes=2)) is not None


def test_two_sinks_may_be_fed_by_two_processes(cursors: SinkCursors) -> None:
    """A lease is for one sink."""
    assert cursors.take("s", "a", NOW, UNTIL) is not None
    assert cursors.take("t", "b", NOW, UNTIL) is not None


def test_a_cursor_is_kept_as_it_was_given(cursors: SinkCursors) -> None:
    """Whoever takes the sink next goes on there."""
    cursors.take("s", "a", NOW, UNTIL)
    moved = SinkCursor(
        sink="s",
        next=7,
        last_hash="ab",
        failures=2,
        retry_at=NOW,
        cause="sink_refused",
        defects=1,
        last_defect=3,
    )
    assert cursors.save(moved, "a")
    assert cursors.take("s", "a", NOW, UNTIL) == moved
    assert list(cursors.all()) == [moved]


def test_who_lost_the_lease_moves_nothing(cursors: SinkCursors) -> None:
    """A process that was away for too long does not set the copy back."""
    cursors.take("s", "a", NOW, UNTIL)
    cursors.take("s", "b", UNTIL, UNTIL + timedelta(minutes=2))
    assert not cursors.save(SinkCursor(sink="s", next=9), "a")
    assert cursors.all()[0].next == 0


def test_a_released_sink_is_free_at_once(cursors: SinkCursors) -> None:
    """A process that ends in order lets the next one begin."""
    cursors.take("s", "a", NOW, UNTIL)
    cursors.release("s", "a")
    assert cursors.take("s", "b", NOW, UNTIL) is not None


def test_a_sink_can_be_sent_back(cursors: SinkCursors) -> None:
    """It begins again at the place named, and whoever fed it must take it anew."""
    cursors.take("s", "a", NOW, UNTIL)
    cursors.save(SinkCursor(sink="s", next=9, failures=3, retry_at=UNTIL, cause="c"), "a")
    assert cursors.rewind("s", 4, "ab")
    assert not cursors.save(replace(SinkCursor(sink="s"), next=10), "a")
    assert cursors.take("s", "b", NOW, UNTIL) == SinkCursor(sink="s", next=4, last_hash="ab")
    assert not cursors.rewind("nobody", 0, "ab")
