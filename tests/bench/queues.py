"""A page of a list of tasks, with many open tasks in a tree of 500 offices, beside bare SQL.

python -m tests.bench.queues [TASKS]

Four lists, each a page of 50 by due date: the tasks of any of 796 people; those of one person who
has a hundredth of all tasks; the queue of one office that a twentieth of all tasks wait in; and
what is unassigned in the queues of any person. Raw is the same rows by one statement on the bare
driver, prepared, as tuples. The use case also reads the directory and makes objects.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
from sqlalchemy import insert

from adapters.outbound.db import Database
from adapters.outbound.db.tables import CASES, TASKS
from engine.directory import Directory, Grant, Office, OfficeLevel, Person
from engine.ports import Ports, TaskQuery
from engine.usecases.list_work import Queue, list_tasks
from engine.usecases.requester import Requester
from tests.bench._measure import Run, merged, run_clients
from tests.support import postgres
from tests.support.small_house import small_house
from tests.support.stores import at, build
from tests.support.writes import NOW

ROUNDS, STEPS = 3, 200
PEOPLE = 796
BUSY, CROWDED = "busy", "crowded"
"""A person with a hundredth of all tasks, and one whose queue holds a twentieth."""
_BODY = "b" * 2600
"""As long as a usual snapshot: lists pass over it."""

Fetch: TypeAlias = Callable[[str, tuple[object, ...]], list[Any]]

_COLUMNS = "t.*, c.kind, c.subject, c.status, c.waiting_since"
_FROM = f"SELECT {_COLUMNS} FROM tasks t JOIN cases c ON c.id = t.case_id"
_READY = "(t.held_until IS NULL OR t.held_until <= ?) AND c.status <> 'suspended'"
_PAGE = "ORDER BY t.due_at NULLS LAST, t.opened_at, t.id LIMIT 50"
_RAW: dict[Queue, str] = {
    "mine": f"{_FROM} WHERE t.assignee = ? AND {_READY} {_PAGE}",
    "team": f"{_FROM} WHERE t.office = ? AND t.role = 'clerk' {_PAGE}",
    "unassigned": f"{_FROM} WHERE t.office = ? AND t.role = 'clerk' AND t.assignee IS NULL"
    f" AND {_READY} {_PAGE}",
}
LISTS: tuple[tuple[str, Queue, str | None], ...] = (
    ("my tasks", "mine", None),
    ("my tasks, many", "mine", BUSY),
    ("my team's, many", "team", CROWDED),
    ("unassigned", "unassigned", None),
)


def main(tasks: int = 100_000) -> None:
    """Measure on both databases and print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/queues.sqlite"
        build(url)
        _measure("SQLite", url, tasks)
        server = postgres.shared_server(Path(folder))
        try:
            url = server.create("queues")
            build(url)
            _measure("PostgreSQL", url, tasks)
        finally:
            postgres.stop_shared_server(Path(folder))


def _measure(name: str, url: str, tasks: int) -> None:
    stores = at(url)
    stores.staff.save(_staff())
    ports = replace(small_house(stores, staffed=True))
    _fill(url, tasks)
    fetch = _bare(url)
    for words, queue, person in LISTS:
        ours: list[Run] = []
        limit: list[Run] = []
        for _ in range(ROUNDS):
            limit.append(run_clients([_raw_step(fetch, queue, person)], STEPS))
            ours.append(run_clients([_step(ports, queue, person)], STEPS))
        _report(name, words, tasks, merged(ours), merged(limit))
    stores.close()


def _report(name: str, words: str, tasks: int, ours: Run, limit: Run) -> None:
    ratio = ours.percentile_ms(50) / limit.percentile_ms(50)
    print(
        f"{name:<10} {words:<16} of {tasks} open tasks: "
        f"p50 {ours.percentile_ms(50):.2f} ms, p95 {ours.percentile_ms(95):.2f} ms "
        f"(raw p50 {limit.percentile_ms(50):.2f} ms, p95 {limit.percentile_ms(95):.2f} ms; "
        f"ratio {ratio:.1f})",
        flush=True,
    )


def _person(number: int) -> str:
    return f"p{number * 37 % PEOPLE}"


def _step(ports: Ports, queue: Queue, person: str | None) -> Callable[[int], None]:
    def step(number: int) -> None:
        requester = Requester(person=person or _person(number))
        rows = list_tasks(ports, requester, queue, TaskQuery(limit=50))
        assert len(rows) <= 50

    return step


def _raw_step(fetch: Fetch, queue: Queue, person: str | None) -> Callable[[int], None]:
    today = NOW.date().isoformat()

    def step(number: int) -> None:
        who = person or _person(number)
        place: tuple[object, ...] = (who,) if queue == "mine" else (_office_of(who),)
        values = place if queue == "team" else (*place, today)
        assert len(fetch(_RAW[queue], values)) <= 50

    return step


def _bare(url: str) -> Fetch:
    """Fetches all rows of a statement, which the driver keeps prepared."""
    if url.startswith("sqlite"):
        reader = sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)
        return lambda statement, values: reader.execute(statement, values).fetchall()
    plain = url.replace("postgresql+psycopg", "postgresql")
    connection = psycopg.connect(plain, autocommit=True, prepare_threshold=0)

    def fetch(statement: str, values: tuple[object, ...]) -> list[Any]:
        written = statement.replace("?", "%s").encode()
        return connection.execute(written, values).fetchall()

    return fetch


def _offices() -> Iterator[Office]:
    """A province, 9 cities, 90 districts and 400 streets."""
    yield Office(id="o0", level="province", name="样例省", region="CN")
    for number in range(1, 500):
        level: OfficeLevel = "city" if number < 10 else "district" if number < 100 else "street"
        parent = 0 if number < 10 else number % 9 + 1 if number < 100 else number % 90 + 10
        yield Office(id=f"o{number}", level=level, name="样例", region="CN", parent=f"o{parent}")


def _office_of(person: str) -> str:
    return f"o{99 if person == CROWDED else int(person.removeprefix('p')) % 499 + 1}"


def _staff() -> Directory:
    offices = {office.id: office for office in _offices()}
    people = {name: _clerk(name) for name in (*map("p{}".format, range(PEOPLE)), CROWDED)}
    people[BUSY] = Person(id=BUSY, name="忙样例", grants=(Grant(role="clerk", office="o1"),))
    return Directory(offices=offices, people=people)


def _clerk(name: str) -> Person:
    grants = (Grant(role="clerk", office=_office_of(name)),)
    return Person(id=name, name="样例", grants=grants)


def _fill(url: str, tasks: int) -> None:
    """Write the rows as commits would have left them, a thousand cases at a time."""
    database = Database(url)
    for first in range(0, tasks, 1000):
        numbers = range(first, min(first + 1000, tasks))
        with database.writes() as connection:
            connection.execute(insert(CASES), [_case_row(number) for number in numbers])
            connection.execute(insert(TASKS), [_task_row(number) for number in numbers])
    with database.writes() as connection:
        connection.exec_driver_sql("ANALYZE")
    database.close()


def _case_row(number: int) -> dict[str, object]:
    opened_at = NOW - timedelta(minutes=number % 9973)
    return {
        "id": f"SA-{number:07}",
        "kind": "small_aid",
        "opened_at": opened_at,
        "state": "review",
        # One in fifty rests.
        "status": "suspended" if number % 50 == 7 else "open",
        "office": f"o{number % 499 + 1}",
        "subject": f"样例 {number}",
        "entered_at": opened_at,
        "version": 3,
        "waiting_since": opened_at,
        "seq": 3,
        "head": "0" * 64,
        "snapshot": _BODY,
    }


def _task_row(number: int) -> dict[str, object]:
    """Most tasks have somebody; one in thirty is laid aside, one in seven has no due moment."""
    holder = f"p{number * 7919 % PEOPLE}"
    assignee = BUSY if number % 100 == 3 else holder if number % 5 < 3 else None
    moment = NOW + timedelta(minutes=number * 7 % 50_021)
    return {
        "id": f"SA-{number:07}-T1.0",
        "case_id": f"SA-{number:07}",
        "key": "task",
        "state": "review",
        "queue": "aid",
        "role": "clerk",
        "office": "o99" if number % 20 == 4 else f"o{number % 499 + 1}",
        "opened_at": NOW - timedelta(minutes=number % 9973),
        "assignee": assignee,
        "held_until": NOW.date() + timedelta(days=2) if number % 30 == 11 else None,
        "due_at": moment if number % 7 else None,
    }


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
