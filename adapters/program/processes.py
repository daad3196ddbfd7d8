"""Commands that keep running: the processes of an installation."""

from __future__ import annotations

import signal
from threading import Event

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk

group = Group("")


@group.command("worker")
def worker(desk: Desk) -> int:
    """Relay, deliver and fire clocks until the process is asked to end."""
    from adapters.inbound.worker import start_worker

    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    running = start_worker(desk.house)
    desk.answer({"worker": "running"}, lambda console: console.print(desk.say("cli_worker_runs")))
    stopping.wait()
    running.stop()
    return 0
