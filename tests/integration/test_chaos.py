"""Processes are killed while they work: nothing is lost and nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos._drill import Drill, run
from tests.support import brokers
from tests.support.outside import absent


def test_kills_lose_nothing_on_sqlite(new_sqlite: Callable[..., str], tmp_path: Path) -> None:
    """Offices and workers die at random on one SQLite file; then everything adds up."""
    report = run(
        Drill(url=new_sqlite(), broker=None, folder=tmp_path, odds=20, commands=24, kill_every=3)
    )
    assert (report.wrong, report.deaths > 0) == ([], True)


@pytest.mark.postgres
def test_kills_lose_nothing_on_postgresql_with_redis(
    new_postgres: Callable[..., str], tmp_path: Path
) -> None:
    """The same on a server, with a broker between the processes."""
    try:
        with brokers.redis(tmp_path) as broker:
            drill = Drill(
                url=new_postgres(),
                broker=broker,
                folder=tmp_path,
                odds=60,
                commands=18,
                kill_every=3,
            )
            report = run(drill)
    except brokers.NoBroker as missing:
        absent(str(missing))
    assert (report.wrong, report.deaths > 0) == ([], True)
