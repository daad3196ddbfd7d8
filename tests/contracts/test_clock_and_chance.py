"""What every clock and every source of chance does."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from adapters.outbound.chance import SystemChance
from adapters.outbound.clock import SystemClock
from adapters.outbound.memory import SeededChance, SettableClock
from engine.audit import SALT_BYTES
from engine.ports import Chance, Clock
from tests.support.writes import NOW


@pytest.mark.parametrize("clock", [SystemClock(), SettableClock(NOW)], ids=["system", "settable"])
def test_a_clock_tells_an_aware_moment_in_utc(clock: Clock) -> None:
    """No moment is without its zone, wherever the machine stands."""
    assert clock.now().tzinfo is UTC


def test_a_clock_does_not_go_backwards() -> None:
    """A later answer is not an earlier moment."""
    clock = SystemClock()
    assert clock.now() <= clock.now()


def test_a_settable_clock_stands_where_it_was_put() -> None:
    """It moves only when it is moved."""
    clock = SettableClock(NOW)
    clock.advance(timedelta(days=2))
    assert clock.now() == clock.now() == NOW + timedelta(days=2)


@pytest.mark.parametrize("chance", [SystemChance(), SeededChance()], ids=["system", "seeded"])
def test_salts_are_long_enough_and_differ(chance: Chance) -> None:
    """No salt is used twice."""
    drawn = [chance.salt() for _ in range(100)]
    assert {len(salt) for salt in drawn} == {SALT_BYTES}
    assert len(set(drawn)) == 100


def test_seeded_salts_are_the_same_every_time() -> None:
    """A demo or a test can be repeated to the byte."""
    assert [SeededChance().salt() for _ in range(2)] == [SeededChance().salt() for _ in range(2)]
