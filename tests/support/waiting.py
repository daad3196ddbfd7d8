"""Many cases whose clock has run out, and what a process does that fires them."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from typing import cast

from adapters.outbound.memory import SettableClock
from engine import changes as c
from engine.events import EventType
from engine.ports import EntryQuery
from engine.projection import CaseWrite
from engine.usecases.fire_deadlines import fire_deadlines
from tests.support.small_house import small_house
from tests.support.small_kind import NOW
from tests.support.stores import Stores, at
from tests.support.writes import case, clock, opening, task

_AT_A_TIME = 200


def wait_for_review(stores: Stores, count: int) -> None:
    """Put cases into review whose three days will have passed after a week."""
    small_house(stores)
    for start in range(0, count, _AT_A_TIME):
        numbers = range(start, min(start + _AT_A_TIME, count))
        stores.cases.commit([_in_review(f"SA-{number:06}") for number in numbers])


def _in_review(case_id: str) -> CaseWrite:
    opened = case(case_id, region="CN", office="s")
    given = task(case_id, office="d", role="chief", queue="review", state="review")
    running = clock("review", days=3)
    return opening(opened, c.TaskOpened(task=given), c.DeadlineStarted(deadline=running))


def fire_all(url: str) -> int:
    """Fire what is due until there is nothing; returns how many this process fired."""
    stores = at(url)
    ports = small_house(stores, staffed=True)
    cast("SettableClock", ports.clock).set(NOW + timedelta(days=7))
    fired = 0
    while found := list(fire_deadlines(ports)):
        fired += sum(now for _, now in found)
    stores.close()
    return fired


def fire_in_processes(url: str, processes: int) -> list[int]:
    """Let several processes fire at once; returns how many each of them fired."""
    context = get_context("forkserver")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        return list(pool.map(fire_all, [url] * processes))


def times_fired(stores: Stores) -> Counter[str]:
    """How often the clock of each case was fired, by its entries."""
    query = EntryQuery(types=frozenset({EventType.ACTION_TAKEN.value}), limit=0)
    return Counter(entry.case_id for entry in stores.cases.entries(query))
