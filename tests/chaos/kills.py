"""The long drill: `./run chaos [--commands N] [--only sqlite|redis|rabbitmq]`.

On SQLite with queues inside the processes, on PostgreSQL with Redis and on PostgreSQL with
RabbitMQ: offices and workers are killed at random and at every call to the outside, PostgreSQL dies
every few seconds; then everything is counted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.chaos._drill import Drill, Report, run
from tests.support import brokers
from tests.support.postgres import own_cluster

SCENES = ("sqlite", "redis", "rabbitmq")
KILL_EVERY_SECONDS, KILL_AFTER = 2.0, 15
CRASH_AFTER = 30
"""Commands between two deaths at least; see `Drill`."""


def scene(name: str, commands: int, folder: Path, stack: ExitStack) -> Report:
    """Do the drill on one set of servers."""
    if name == "sqlite":
        url = f"sqlite:///{folder / 'chaos.sqlite'}"
        return run(
            Drill(
                url=url,
                broker=None,
                folder=folder,
                commands=commands,
                kill_every=KILL_EVERY_SECONDS,
                kill_after=KILL_AFTER,
            )
        )
    broker = stack.enter_context(getattr(brokers, name)(folder))
    cluster = own_cluster()
    stack.callback(cluster.server.stop)
    url = cluster.server.create("chaos")
    drill = Drill(
        url=url,
        broker=broker,
        folder=folder,
        commands=commands,
        crash=cluster.crash,
        crash_after=CRASH_AFTER,
        kill_every=KILL_EVERY_SECONDS,
        kill_after=KILL_AFTER,
    )
    return run(drill)


def main() -> int:
    """Do the drills and say what came out; 1 when anything is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--commands", type=int, default=3_500, help="by each of two offices")
    parser.add_argument("--only", choices=SCENES)
    given = parser.parse_args()
    wrong = 0
    for name in SCENES if given.only is None else (given.only,):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            report = scene(name, given.commands, folder, stack)
        wrong += len(report.wrong)
        print(f"{name}: {report}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
