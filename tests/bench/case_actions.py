"""One action of a case, all of it, beside the raw SQL that makes the same writes durable.

Prints, for SQLite and PostgreSQL and for 1, 4 and 8 clients, steps per second, the ratio to the raw
limit of the same run and the slow end of the latencies. Rounds of both alternate, so that a machine
whose speed drifts moves both. Clients are threads of one process on SQLite, as it is used, and
processes of their own on PostgreSQL.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from engine.ports import Ports
from tests.bench._flow import act, connected_ports, measured_ports, opened_cases
from tests.bench._measure import Run, Step, merged, run_clients, run_processes
from tests.bench._raw import RawPostgres, RawSqlite
from tests.support.postgres import shared_server, stop_shared_server

ROUNDS, STEPS = 5, 300
CLIENTS = (1, 4, 8)

Raw = RawSqlite | RawPostgres


def main() -> None:
    """Measure and print."""
    print(f"{ROUNDS} rounds of {STEPS} steps a client; ratio = engine / raw in the same run")
    for with_catalogue in (False, True):
        rule = "with a decision of the rules catalogue" if with_catalogue else "with a FEEL guard"
        for name, place in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
            for clients in CLIENTS:
                with place() as url:
                    _compare(name, rule, clients, url, with_catalogue=with_catalogue)
    sys.stdout.flush()


def _compare(name: str, rule: str, clients: int, url: str, *, with_catalogue: bool) -> None:
    measured_ports(url, with_catalogue=with_catalogue)
    _raw(url).prepare(clients * ROUNDS * STEPS)
    ours: list[Run] = []
    limit: list[Run] = []
    run = _threads if url.startswith("sqlite") else run_processes
    for number in range(ROUNDS):
        limit.append(run(partial(_raw_step, url, clients, number), clients, STEPS))
        ours.append(run(partial(_our_step, url, number, with_catalogue), clients, STEPS))
    _report(name, rule, clients, merged(ours), merged(limit))


def _threads(make: Callable[[int], Step], clients: int, count: int) -> Run:
    return run_clients([make(client) for client in range(clients)], count)


def _report(name: str, rule: str, clients: int, ours: Run, limit: Run) -> None:
    print(
        f"{name:<10} {rule:<38} {clients} clients: "
        f"{ours.per_second:7.0f}/s of {limit.per_second:7.0f}/s raw, "
        f"ratio {ours.per_second / limit.per_second:.2f}; "
        f"p50 {ours.percentile_ms(50):.2f} ms, p99 {ours.percentile_ms(99):.2f} ms "
        f"(raw p99 {limit.percentile_ms(99):.2f} ms)",
        flush=True,
    )


def _our_step(url: str, number: int, with_catalogue: bool, client: int) -> Step:
    """Opens the client's cases and returns the step that acts on one after the other."""
    ports = _ports(url, with_catalogue)
    ids = opened_cases(ports, STEPS, f"r{number}c{client}")
    return lambda step: act(ports, ids[step])


@cache
def _ports(url: str, with_catalogue: bool) -> Ports:
    """One set of ports a process: threads share its queue of writers."""
    return connected_ports(url, with_catalogue=with_catalogue)


def _raw_step(url: str, clients: int, number: int, client: int) -> Step:
    raw = _raw(url)
    connection = raw.connect()
    first = (number * clients + client) * STEPS
    run: Callable[..., None] = raw.step
    return lambda step: run(connection, f"c{first + step}", 0)


@cache
def _raw(url: str) -> Raw:
    if url.startswith("sqlite"):
        return RawSqlite(url.removeprefix("sqlite:///") + ".raw")
    return RawPostgres(url.replace("+psycopg", ""))


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/engine.sqlite"


@contextmanager
def _postgres() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        server = shared_server(Path(folder))
        name = f"bench_{abs(hash(folder))}"
        try:
            yield server.create(name)
        finally:
            stop_shared_server(Path(folder))


if __name__ == "__main__":
    main()
