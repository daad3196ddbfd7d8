"""Commands that keep running: the processes of an installation."""

from __future__ import annotations

import signal
from collections.abc import Callable
from threading import Event
from typing import Annotated

from typer import Option

from adapters.bootstrap import House
from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk

group = Group("")


Serving = Annotated[bool, Option("--worker/--no-worker")]


@group.command("serve")
def serve(
    desk: Desk,
    host: Annotated[str | None, Option("--host")] = None,
    port: Annotated[int | None, Option("--port", min=0, max=65535)] = None,
    worker: Serving = True,
) -> int:
    """Serve the pages until the process is asked to end, with a worker beside them."""
    from adapters.inbound.worker import start_worker
    from adapters.program.serving import Server, prepare

    desk.house.migrate()
    prepare(desk.house, desk.texts)
    server = Server(desk.house, desk.texts, host=host, port=port)
    stop_watching = _watched(desk.house)
    running = start_worker(desk.house) if worker else None
    desk.answer(
        {"address": server.address},
        lambda console: console.print(desk.say("cli_serving", address=server.address)),
    )
    try:
        server.run()
    finally:
        if running is not None:
            running.stop()
        stop_watching()
    return 0


@group.command("worker")
def worker(desk: Desk) -> int:
    """Relay, deliver and fire clocks until the process is asked to end."""
    from adapters.inbound.worker import start_worker

    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    stop_watching = _watched(desk.house)
    running = start_worker(desk.house)
    desk.answer({"worker": "running"}, lambda console: console.print(desk.say("cli_worker_runs")))
    stopping.wait()
    running.stop()
    stop_watching()
    return 0


def _watched(house: House) -> Callable[[], None]:
    """Give figures to Prometheus where the settings want it; returns what ends all watching."""
    metrics, port = house.metrics, house.settings.metrics_port
    stop_figures = _nothing if metrics is None or port is None else metrics.serve(port)

    def stop() -> None:
        stop_figures()
        if house.tracing is not None:
            house.tracing.close()

    return stop


def _nothing() -> None:
    """There is nothing to end."""
