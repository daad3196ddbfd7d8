"""Eight processes on the same cases and the same budget: nothing is lost, doubled or overspent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import changes as c
from engine.audit import check_chain, check_replay
from engine.ports import CaseQuery, EntryQuery, TaskQuery
from engine.projection import Account
from tests.support.rivals import (
    PROCESSES,
    add_to,
    draw_numbers,
    open_and_reserve,
    raise_counts,
    together,
)
from tests.support.stores import Stores, at, build
from tests.support.writes import OFFICE, YEAR, allotment, case, opening, task

CASES, TIMES = ["SA-1", "SA-2"], 6


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    """Empty stores over a database of their own."""
    new: Callable[..., str] = request.getfixturevalue(f"new_{request.param}")
    made = at(new("stores", build))
    yield made
    made.close()


def url_of(stores: Stores) -> str:
    """Where other processes find the same stores."""
    assert stores.url is not None
    return stores.url


def test_no_update_of_a_shared_case_is_lost(stores: Stores) -> None:
    """Every process's every step is in the case once; who came late was told and tried again."""
    for case_id in CASES:
        stores.cases.commit([opening(case(case_id), c.TaskOpened(task=task(case_id)))])
    together(raise_counts, url_of(stores), CASES, TIMES)
    for case_id in CASES:
        loaded = stores.cases.load(case_id)
        assert loaded.case.facts["count"] == PROCESSES * TIMES
        assert loaded.seq == PROCESSES * TIMES + 1
        entries = list(stores.cases.entries(EntryQuery(case_id=case_id)))
        chain = check_chain(case_id, entries, seq=loaded.seq, head=loaded.head)
        assert [*chain, *check_replay(loaded.case, entries)] == []
        rows = stores.cases.tasks(TaskQuery(case_id=case_id))
        assert tuple(row.task for row in rows) == loaded.case.tasks


def test_a_shared_budget_is_never_overspent(stores: Stores) -> None:
    """What was reserved is what was free before, to the fen, and only what was told so."""
    budget = 10_000
    stores.cases.commit([allotment(budget)])
    answers = together(open_and_reserve, url_of(stores), [700, 300, 450], 8)
    reserved = sum(int(str(answer)) for answer in answers)
    amounts = {b.account: b.amount_fen for b in stores.ledger.balances(None, None)}
    assert 0 <= amounts[Account.FREE] < 300
    assert amounts[Account.RESERVED] == reserved == budget - amounts[Account.FREE]
    moved = [m for m in stores.ledger.movements() if m.source is Account.FREE]
    assert len(moved) == stores.cases.count(CaseQuery())
    assert stores.ledger.free(frozenset({OFFICE}), YEAR)[OFFICE, YEAR, "aid"] >= 0


def test_numbers_are_drawn_once_by_all_processes(stores: Stores) -> None:
    """No two processes ever get the same number, and none is left out."""
    drawn = together(draw_numbers, url_of(stores), ["HA-2026"], 10)
    numbers = [number for answer in drawn if isinstance(answer, list) for number in answer]
    assert sorted(numbers) == list(range(1, PROCESSES * 10 + 1))


def test_threads_of_one_process_lose_nothing_either(stores: Stores) -> None:
    """Threads whose commits are written together meet the same conflicts as processes do."""
    for case_id in CASES:
        stores.cases.commit([opening(case(case_id), c.TaskOpened(task=task(case_id)))])
    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(lambda case_id: add_to(stores.cases, case_id), CASES * PROCESSES * 3))
    for case_id in CASES:
        loaded = stores.cases.load(case_id)
        assert loaded.case.facts["count"] == PROCESSES * 3
        entries = list(stores.cases.entries(EntryQuery(case_id=case_id)))
        chain = check_chain(case_id, entries, seq=loaded.seq, head=loaded.head)
        assert [*chain, *check_replay(loaded.case, entries)] == []
