"""Several processes look after the same clocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.stores import at, build
from tests.support.waiting import fire_in_processes, times_fired, wait_for_review

COUNT = 300


@pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_each_clock_is_fired_once(backend: str, request: pytest.FixtureRequest) -> None:
    """Three processes share the work; no clock is fired twice and none is left."""
    new: Callable[..., str] = request.getfixturevalue(f"new_{backend}")
    url = new("many_clocks", build)
    stores = at(url)
    wait_for_review(stores, COUNT)
    shares = fire_in_processes(url, 3)
    fired = times_fired(stores)
    stores.close()
    assert (sum(shares), len(fired), set(fired.values())) == (COUNT, COUNT, {1})
