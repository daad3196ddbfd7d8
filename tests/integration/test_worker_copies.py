"""A worker that runs sends copies and signs the log, and says at its start what it cannot do."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from adapters.bootstrap import House
from adapters.inbound.worker import start_worker
from adapters.settings import Settings
from engine.errors import AdapterError
from engine.sinks import SinkCode
from tests.support.command_line import CommandLine
from tests.support.listening import WAIT_SECONDS


def test_what_a_command_writes_arrives_at_a_copy(tmp_path: Path) -> None:
    """Through outbox, log and sink, without anybody asking for it."""
    line = CommandLine(tmp_path)
    line.furnish()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(WAIT_SECONDS)
        sinks = (f"syslog+udp://127.0.0.1:{server.getsockname()[1]}",)
        changed = line.house.settings.model_copy(update={"sinks": sinks})
        house = House(changed, own_clock=line.clock)
        running = start_worker(house)
        first = json.loads(server.recv(65536).partition(b"\xef\xbb\xbf")[2])
        running.stop()
    [cursor] = house.sink_cursors.all()
    assert (first["index"], first["header"]["seq"]) == (0, 1)
    assert cursor.next > 0
    # Whoever stops lets the next one begin at once.
    now = house.clock.now()
    assert house.sink_cursors.take(cursor.sink, "another", now, now) is not None
    house.database.close()
    line.house.database.close()


def test_a_worker_does_not_start_with_a_sink_nobody_knows(tmp_path: Path) -> None:
    """A slip in the settings is told at once."""
    house = House(Settings(data_dir=tmp_path, sinks=("kafka://x",)))
    with pytest.raises(AdapterError) as refused:
        start_worker(house)
    assert refused.value.code is SinkCode.UNKNOWN
