"""A list read after a command shows it: pairs of both from four clients, and the stale ones.

python -m tests.bench.freshness [PAIRS] [sqlite|postgresql]
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from engine.commands import ClaimTask, ReleaseTask
from engine.ports import TaskQuery
from engine.usecases.answers import Done
from engine.usecases.handle_command import handle_command
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from tests.support import postgres
from tests.support.small_house import small_house
from tests.support.stores import at, build

CLIENTS = 4
PEOPLE = ("ann", "ben", "gil")


def main(pairs: int = 100_000, only: str | None = None) -> None:
    """Count stale lists on both databases, or on one."""
    with tempfile.TemporaryDirectory() as folder:
        if only in (None, "sqlite"):
            _count("SQLite", f"sqlite:///{folder}/fresh.sqlite", pairs)
        if only in (None, "postgresql"):
            server = postgres.shared_server(Path(folder))
            try:
                _count("PostgreSQL", server.create("fresh"), pairs)
            finally:
                postgres.stop_shared_server(Path(folder))


def _count(name: str, url: str, pairs: int) -> None:
    build(url)
    stores = at(url)
    small_house(stores)
    stores.close()
    began = perf_counter()
    context = get_context("forkserver")
    with ProcessPoolExecutor(CLIENTS, mp_context=context) as pool:
        each = [pairs // CLIENTS] * CLIENTS
        stale = sum(pool.map(stale_lists, [url] * CLIENTS, range(CLIENTS), each))
    seconds = perf_counter() - began
    print(
        f"{name:<10} {pairs} pairs from {CLIENTS} clients: {stale} stale, {pairs / seconds:.0f}/s",
        flush=True,
    )


def stale_lists(url: str, client: int, pairs: int) -> int:
    """Claim and release a task, looking each time; returns how often the list was stale."""
    stores = at(url)
    ports = small_house(stores, staffed=True)
    person = PEOPLE[client % len(PEOPLE)]
    me = Requester(person=person)
    opened = open_case(
        ports,
        kind="small_aid",
        office="s",
        data={"name": "赵样例", "amount": "3000"},
        requester=me,
        case_id=f"SA-{client}",
    )
    assert isinstance(opened, Done)
    [task] = opened.case.tasks
    stale = 0
    for number in range(pairs):
        claims = number % 2 == 0
        command = (ClaimTask if claims else ReleaseTask)(case_id=opened.case.id, task_id=task.id)
        assert isinstance(handle_command(ports, command, me), Done)
        mine = stores.cases.tasks(TaskQuery(assignee=person, limit=0))
        stale += any(row.task.id == task.id for row in mine) is not claims
    stores.close()
    return stale


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 100_000, given[1] if len(given) > 1 else None)
