"""Whose turn it is when waiting work is given out."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.distributing import By, Levers, Share, ranked

PEOPLE = (Share(person="ann"), Share(person="ben", weight=2), Share(person="gil", limit=2))


@pytest.mark.parametrize(
    ("by", "loads", "last", "order"),
    [
        (By.ROUND_ROBIN, {"ann": 9}, None, ("ann", "ben", "gil")),
        (By.ROUND_ROBIN, {}, "ann", ("ben", "gil", "ann")),
        (By.ROUND_ROBIN, {"gil": 2}, "ben", ("ann", "ben")),
        (By.ROUND_ROBIN, {}, "gone", ("ann", "ben", "gil")),
        (By.LEAST_OPEN, {"ann": 2, "ben": 1, "gil": 1}, "ben", ("ben", "gil", "ann")),
        (By.WEIGHT, {"ann": 1, "ben": 2, "gil": 1}, None, ("ben", "ann", "gil")),
    ],
)
def test_each_lever_has_its_order(
    by: By, loads: dict[str, int], last: str | None, order: tuple[str, ...]
) -> None:
    """Round robin goes on after the last; the others look at what people have."""
    assert ranked(Levers(by=by), PEOPLE, loads, last) == order


@settings(max_examples=40, deadline=None)
@given(weights=st.lists(st.integers(1, 5), min_size=1, max_size=5), tasks=st.integers(0, 60))
def test_nobody_gets_less_than_the_whole_tasks_of_their_weight(
    weights: list[int], tasks: int
) -> None:
    """From empty desks on, everybody has at least what their weight says, rounded down."""
    shares = [Share(person=str(number), weight=weight) for number, weight in enumerate(weights)]
    loads: Counter[str] = Counter()
    for _ in range(tasks):
        loads[ranked(Levers(by=By.WEIGHT), shares, loads, None)[0]] += 1
    for share in shares:
        assert loads[share.person] >= tasks * share.weight // sum(weights)
