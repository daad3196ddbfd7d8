"""One action of a case, all of it, beside the raw SQL that makes the same writes durable.

Prints, for SQLite and PostgreSQL and for 1, 4 and 8 clients, steps per second, the ratio to the raw
limit of the same run and the slow end of the latencies. Rounds of both alternate, so that a machine
whose speed drifts moves both.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.ports import Ports
from tests.bench._flow import act, measured_ports, opened_cases
from tests.bench._measure import Run, Step, merged, run_clients
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
    ports = measured_ports(url, with_catalogue=with_catalogue)
    raw = _raw(url, clients * ROUNDS * STEPS)
    ours: list[Run] = []
    limit: list[Run] = []
    for number in range(ROUNDS):
        limit.append(
            run_clients([_raw_step(raw, clients, c, number) for c in range(clients)], STEPS)
        )
        ours.append(run_clients(_our_steps(ports, clients, number), STEPS))
    _report(name, rule, clients, merged(ours), merged(limit))


def _report(name: str, rule: str, clients: int, ours: Run, limit: Run) -> None:
    print(
        f"{name:<10} {rule:<38} {clients} clients: "
        f"{ours.per_second:7.0f}/s of {limit.per_second:7.0f}/s raw, "
        f"ratio {ours.per_second / limit.per_second:.2f}; "
        f"p50 {ours.percentile_ms(50):.2f} ms, p99 {ours.percentile_ms(99):.2f} ms "
        f"(raw p99 {limit.percentile_ms(99):.2f} ms)",
        flush=True,
    )


def _our_steps(ports: Ports, clients: int, number: int) -> list[Step]:
    def step_of(ids: list[str]) -> Step:
        return lambda step: act(ports, ids[step])

    return [step_of(opened_cases(ports, STEPS, f"r{number}c{c}")) for c in range(clients)]


def _raw_step(raw: Raw, clients: int, client: int, number: int) -> Step:
    connection = raw.connect()
    first = (number * clients + client) * STEPS
    run: Callable[..., None] = raw.step
    return lambda step: run(connection, f"c{first + step}", 0)


def _raw(url: str, cases: int) -> Raw:
    if url.startswith("sqlite"):
        return RawSqlite(url.removeprefix("sqlite:///") + ".raw", cases)
    return RawPostgres(url.replace("+psycopg", ""), cases)


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
