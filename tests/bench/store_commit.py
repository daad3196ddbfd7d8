"""The case store alone beside the raw limit: how much time a commit leaves to the engine.

Two flows: `commit` hands prepared writes to the store; `load+seal+commit` also loads the case,
folds the event into it and seals the entry, which every use case does besides deciding.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from adapters.outbound.db import Database, SqlAlchemyCaseStore
from adapters.outbound.db.migrating import migrate
from engine import changes as c
from engine.ports import Loaded
from tests.bench._measure import Run, Step, merged, run_clients
from tests.bench._raw import RawPostgres, RawSqlite
from tests.support import postgres
from tests.support.writes import case, clock, following, moved_on, opening, stored, task

ROUNDS, STEPS = 3, 500
CLIENTS = (1, 4, 8)

Prepare = Callable[[SqlAlchemyCaseStore, str], Step]
"""Opens a case of this id and returns the step that moves it on."""


def main() -> None:
    """Measure both flows on both databases and print."""
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.shared_server(Path(folder))
        try:
            for flow, prepare in FLOWS.items():
                for clients in CLIENTS:
                    _compare("SQLite", flow, prepare, clients, _new_sqlite(folder, flow, clients))
                    name = f"store_{flow.partition('+')[0]}_{clients}"
                    _compare("PostgreSQL", flow, prepare, clients, server.create(name))
        finally:
            postgres.stop_shared_server(Path(folder))


def _new_sqlite(folder: str, flow: str, clients: int) -> str:
    return f"sqlite:///{folder}/{flow}{clients}.sqlite"


def _compare(name: str, flow: str, prepare: Prepare, clients: int, url: str) -> None:
    database = Database(url)
    migrate(database.engine)
    store = SqlAlchemyCaseStore(database)
    raw_step = _raw_steps(url, clients)
    ours: list[Run] = []
    limit: list[Run] = []
    for number in range(ROUNDS):
        limit.append(run_clients([raw_step(number, client) for client in range(clients)], STEPS))
        steps = [prepare(store, f"{number}-{client}") for client in range(clients)]
        ours.append(run_clients(steps, STEPS))
    database.close()
    _report(name, flow, clients, merged(ours), merged(limit))


def _report(name: str, flow: str, clients: int, ours: Run, limit: Run) -> None:
    print(
        f"{name:<10} {flow:<17} {clients} clients: "
        f"{ours.per_second:6.0f}/s of {limit.per_second:6.0f}/s raw, "
        f"ratio {ours.per_second / limit.per_second:.2f}; "
        f"p50 {ours.percentile_ms(50):.2f} ms, p99 {ours.percentile_ms(99):.2f} ms "
        f"(raw p99 {limit.percentile_ms(99):.2f} ms)",
        flush=True,
    )


def _begun(store: SqlAlchemyCaseStore, case_id: str) -> Loaded:
    facts = {f"fact{number}": "一些文字 some text" for number in range(20)}
    opened = opening(
        case(case_id, facts=facts),
        c.TaskOpened(task=task(case_id)),
        c.DeadlineStarted(deadline=clock(days=30, state=None)),
    )
    return stored(store, opened)


def _prepared_commits(store: SqlAlchemyCaseStore, case_id: str) -> Step:
    loaded = _begun(store, case_id)
    writes = []
    for step in range(STEPS):
        write = following(loaded, *moved_on(loaded.case, step + 2))
        writes.append(write)
        last = write.entries[-1]
        loaded = Loaded(case=write.after, seq=last.seq, head=last.hash)
    return lambda step: store.commit([writes[step]])


def _whole_commands(store: SqlAlchemyCaseStore, case_id: str) -> Step:
    _begun(store, case_id)

    def step(number: int) -> None:
        loaded = store.load(case_id)
        store.commit([following(loaded, *moved_on(loaded.case, number + 2))])

    return step


FLOWS: dict[str, Prepare] = {"commit": _prepared_commits, "load+seal+commit": _whole_commands}


def _raw_steps(url: str, clients: int) -> Callable[[int, int], Step]:
    cases = clients * ROUNDS * STEPS
    raw: RawSqlite | RawPostgres
    if url.startswith("sqlite"):
        raw = RawSqlite(url.removeprefix("sqlite:///") + ".raw")
    else:
        raw = RawPostgres(url.replace("+psycopg", ""))
    raw.prepare(cases)
    run: Callable[..., None] = raw.step

    def step_of(number: int, client: int) -> Step:
        connection = raw.connect()
        first = (number * clients + client) * STEPS
        return lambda step: run(connection, f"c{first + step}", 0)

    return step_of


if __name__ == "__main__":
    main()
    sys.stdout.flush()
