"""A sink gets every entry in order and at least once, and what does not fit by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from adapters.outbound.memory import InMemorySinkCursors, SettableClock
from engine.audit import GENESIS
from engine.delivery import EntryLog, Leaf, Logged
from engine.errors import AdapterError
from engine.ports import Ports
from engine.sinks import SinkCode, SinkRecord, records
from engine.usecases.feed_sink import LEASE, Feeding, feed_sink
from tests.support.sealing import open_and_seal
from tests.support.small_house import small_house
from tests.support.small_kind import NOW


class Basket:
    """Takes records, unless it is out of order."""

    name = "basket"
    batch = 3

    def __init__(self) -> None:
        self.got: list[SinkRecord] = []
        self.broken = False

    def put(self, records: Sequence[SinkRecord]) -> None:
        """Take records; half of them when broken."""
        if self.broken:
            self.got += records[: len(records) // 2]
            raise AdapterError(SinkCode.UNAVAILABLE, retryable=True, sink=self.name, error="x")
        self.got += records

    def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def ports() -> Ports:
    """An office with seven entries in its log."""
    made = small_house()
    open_and_seal(made, 7)
    return made


@pytest.fixture
def cursors() -> InMemorySinkCursors:
    """No cursors yet."""
    return InMemorySinkCursors()


def fed(ports: Ports, cursors: InMemorySinkCursors, sink: Basket, holder: str = "a") -> Feeding:
    """Feed until there is nothing more to do now."""
    while (how := feed_sink(ports, cursors, sink, holder)) is Feeding.FED:
        pass
    return how


def later(ports: Ports, span: timedelta) -> None:
    """Let time pass."""
    cast("SettableClock", ports.clock).set(ports.clock.now() + span)


def test_every_entry_goes_out_in_order(ports: Ports, cursors: InMemorySinkCursors) -> None:
    """Indexes have no holes, and every header has its hash."""
    basket = Basket()
    assert fed(ports, cursors, basket) is Feeding.UP_TO_DATE
    assert [record.index for record in basket.got] == list(range(ports.log.size()))
    assert {record.defect for record in basket.got} == {None}


def test_a_sink_that_was_down_catches_up(ports: Ports, cursors: InMemorySinkCursors) -> None:
    """It is left alone for a while, then gets what it missed; some may come twice."""
    basket = Basket()
    basket.broken = True
    assert fed(ports, cursors, basket) is Feeding.FAILED
    assert fed(ports, cursors, basket) is Feeding.RESTING
    basket.broken = False
    later(ports, timedelta(seconds=2))
    assert fed(ports, cursors, basket) is Feeding.UP_TO_DATE
    assert sorted({record.index for record in basket.got}) == list(range(ports.log.size()))
    assert cursors.all()[0].failures == 0


def test_pauses_grow_with_every_failure(ports: Ports, cursors: InMemorySinkCursors) -> None:
    """The cursor says how often it failed, why, and when it is tried again."""
    basket = Basket()
    basket.broken = True
    for _ in range(3):
        assert feed_sink(ports, cursors, basket, "a") is Feeding.FAILED
        later(ports, timedelta(seconds=30))
    [cursor] = cursors.all()
    assert (cursor.failures, cursor.cause) == (3, "sink_unavailable")
    assert cursor.retry_at == NOW + timedelta(seconds=64)


def test_another_process_takes_over_where_the_first_died(
    ports: Ports, cursors: InMemorySinkCursors
) -> None:
    """What was handed over and not noted goes out again; nothing is left out."""
    basket = Basket()
    feed_sink(ports, cursors, basket, "a")
    assert feed_sink(ports, cursors, basket, "b") is Feeding.RESTING
    later(ports, LEASE)
    assert fed(ports, cursors, basket, "b") is Feeding.UP_TO_DATE
    assert [record.index for record in basket.got] == list(range(ports.log.size()))


def test_a_hole_in_the_log_is_named() -> None:
    """What is missing goes out as a record that says so."""
    leaf = Leaf(index=2, case_id="c", seq=1, hash=GENESIS)
    found = list(records(1, 4, [Logged(leaf=leaf, header=b"{}")]))
    assert [(r.index, r.defect) for r in found] == [
        (1, SinkCode.MISSING),
        (2, SinkCode.HASH_DIFFERS),
        (3, SinkCode.MISSING),
    ]


def test_an_entry_that_is_gone_is_named() -> None:
    """The log has its place, the entry itself was removed."""
    leaf = Leaf(index=0, case_id="c", seq=1, hash="ab")
    [found] = records(0, 1, [Logged(leaf=leaf, header=None)])
    assert (found.hash, found.defect, found.header) == ("ab", SinkCode.MISSING, None)


class ShorterLog:
    """A log that was restored to an older state."""

    def __init__(self, size: int) -> None:
        self._size = size

    def size(self) -> int:
        """How many entries it holds."""
        return self._size

    def leaves(self, start: int, limit: int) -> Sequence[Leaf]:
        """Other entries than before."""
        return [
            Leaf(index=i, case_id="c", seq=1, hash="cd")
            for i in range(start, min(start + limit, self._size))
        ]


@pytest.mark.parametrize(("size", "code"), [(2, SinkCode.LOG_SHORTER), (20, SinkCode.LOG_DIFFERS)])
def test_a_copy_is_not_continued_by_another_log(
    ports: Ports, cursors: InMemorySinkCursors, size: int, code: SinkCode
) -> None:
    """After a restore the feeding halts and says why, instead of mixing two histories."""
    basket = Basket()
    fed(ports, cursors, basket)
    before = len(basket.got)
    restored = replace(ports, log=cast("EntryLog", ShorterLog(size)))
    assert feed_sink(restored, cursors, basket, "a") is Feeding.HALTED
    assert (cursors.all()[0].cause, len(basket.got)) == (code.value, before)
