"""Copies of the log reach files, syslog and webhooks over real sockets."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from adapters.inbound.worker.copying import Feeder
from adapters.inbound.worker.duties import Duty, Round, every
from adapters.outbound.audit import connect_sinks
from engine.copies import check_copy
from engine.errors import AdapterError
from engine.ports import Ports
from engine.sinks import SinkCode, SinkRecord
from tests.support import brokers
from tests.support.listening import WAIT_SECONDS, http_receiver, read_frames, stream_receiver
from tests.support.sealing import open_and_seal
from tests.support.small_house import small_house
from tests.support.stores import Stores, at, build

KEY = "k" * 32
RFC5424 = re.compile(
    rb"<(?P<pri>\d{1,3})>1 (?P<at>\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)|-) (?P<host>[!-~]+) "
    rb"unioncase (?P<pid>\d+) (?P<msgid>entry|defect) - \xef\xbb\xbf(?P<text>.+)",
    re.DOTALL,
)
"""A syslog message as section 6 of RFC 5424 lays it out, with the values of ours."""


def record(index: int) -> SinkRecord:
    """A good record."""
    header = b'{"at":"2026-02-11T01:00:00.000000Z","n":%d}' % index
    return SinkRecord(index=index, hash=hashlib.sha256(header).hexdigest(), header=header)


@pytest.fixture
def stores(new_sqlite: Callable[..., str]) -> Iterator[Stores]:
    """Stores in a SQLite file."""
    made = at(new_sqlite("sinks", build))
    yield made
    made.close()


def test_a_file_holds_every_record_on_a_line(tmp_path: Path) -> None:
    """It belongs to its owner only, and verifies by itself."""
    file = tmp_path / "copies" / "audit.jsonl"
    [sink] = connect_sinks([file.as_uri()])
    sink.put([record(0), record(1)])
    sink.put([record(2)])
    report = check_copy(file.read_bytes().splitlines())
    assert (report.first, report.last, report.defects) == (0, 2, [])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_half_a_line_is_cut_before_the_next_one(tmp_path: Path) -> None:
    """A process that was killed while it wrote leaves nothing that cannot be read."""
    file = tmp_path / "audit.jsonl"
    file.write_bytes(record(0).line() + b"\n" + record(1).line()[:20])
    [sink] = connect_sinks([file.as_uri()])
    sink.put([record(1)])
    assert check_copy(file.read_bytes().splitlines()).defects == []


def test_a_large_file_is_put_aside(tmp_path: Path) -> None:
    """Its parts, by name, are the copy from its beginning to its end."""
    file = tmp_path / "audit.jsonl"
    [sink] = connect_sinks([f"{file.as_uri()}?max_mib=1"])
    filler = b"x" * 700_000
    for index in range(4):
        header = b'{"filler":"%s"}' % filler
        sink.put([SinkRecord(index=index, hash=hashlib.sha256(header).hexdigest(), header=header)])
    parts = sorted(tmp_path.glob("audit.0*.jsonl"))
    assert [part.name for part in parts] == ["audit.000000000000.jsonl"]
    lines = [line for part in (*parts, file) for line in part.read_bytes().splitlines()]
    assert (check_copy(lines).last, check_copy(lines).defects) == (3, [])


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The error names the sink and may be tried again."""
    (tmp_path / "taken").write_text("")
    [sink] = connect_sinks([(tmp_path / "taken" / "audit.jsonl").as_uri()])
    with pytest.raises(AdapterError) as failed:
        sink.put([record(0)])
    assert (failed.value.code, failed.value.retryable) == (SinkCode.UNAVAILABLE, True)


def test_syslog_by_tcp_is_framed_by_octets() -> None:
    """Every message follows RFC 5424 and holds the whole record."""
    with stream_receiver() as (port, got):
        [sink] = connect_sinks([f"syslog+tcp://127.0.0.1:{port}"])
        sink.put([record(0), record(1)])
        frames = read_frames(got, 2)
        sink.close()
    for index, frame in enumerate(frames):
        found = RFC5424.fullmatch(frame)
        assert found is not None
        assert (found["pri"], found["msgid"]) == (b"110", b"entry")
        assert found["text"] == record(index).line()


def test_syslog_by_tcp_comes_back_to_a_server_that_was_restarted() -> None:
    """A connection that the server has closed is not written into."""
    with stream_receiver() as (port, got):
        [sink] = connect_sinks([f"syslog+tcp://127.0.0.1:{port}"])
        sink.put([record(0)])
        read_frames(got, 1)
        sink.close()
        sink.put([record(1)])
        [frame] = read_frames(got, 1)
        sink.close()
    assert frame.endswith(record(1).line())


def test_syslog_by_datagrams() -> None:
    """One datagram holds one message; a defect goes out as an alert."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(WAIT_SECONDS)
        [sink] = connect_sinks([f"syslog+udp://127.0.0.1:{server.getsockname()[1]}"])
        sink.put([SinkRecord(index=4, hash="0", header=None, defect=SinkCode.MISSING)])
        found = RFC5424.fullmatch(server.recv(65536))
        sink.close()
    assert found is not None
    assert (found["pri"], found["at"], found["msgid"]) == (b"105", b"-", b"defect")


def test_syslog_by_a_socket_file(tmp_path: Path) -> None:
    """The local daemon's own socket takes the same messages."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "log"))
        server.settimeout(WAIT_SECONDS)
        [sink] = connect_sinks([f"syslog+unix://{tmp_path / 'log'}"])
        sink.put([record(0)])
        assert RFC5424.fullmatch(server.recv(65536)) is not None
        sink.close()


def test_a_webhook_is_signed_and_knows_its_index() -> None:
    """The receiver can check who sent it, when, and whether it has it already."""
    with http_receiver() as receiver:
        [sink] = connect_sinks([receiver.address], KEY)
        sink.put([record(7)])
        sink.close()
    [got] = receiver.received
    stamped = got.headers["unioncase-timestamp"].encode() + b"." + got.body
    signed = hmac.new(KEY.encode(), stamped, hashlib.sha256).hexdigest()
    assert got.headers["unioncase-signature"] == f"v1={signed}"
    assert (got.headers["idempotency-key"], json.loads(got.body)["index"]) == ("7", 7)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_refuses_is_told(status: int) -> None:
    """Only a 2xx means that the record was taken."""
    with http_receiver() as receiver:
        receiver.answers = [status]
        [sink] = connect_sinks([receiver.address], KEY)
        with pytest.raises(AdapterError) as refused:
            sink.put([record(0)])
        sink.close()
    assert (refused.value.code, refused.value.params["status"]) == (SinkCode.REFUSED, status)


def test_nobody_there_is_told() -> None:
    """A sink that is down is an error that may be tried again, for every kind of sink."""
    port = brokers.free_port()
    addresses = [f"syslog+tcp://127.0.0.1:{port}", f"http://127.0.0.1:{port}/"]
    for sink in connect_sinks(addresses, KEY):
        with pytest.raises(AdapterError) as down:
            sink.put([record(0)])
        assert (down.value.code, down.value.retryable) == (SinkCode.UNAVAILABLE, True)
        sink.close()


@pytest.mark.parametrize(
    ("addresses", "key", "code"),
    [
        (["kafka://127.0.0.1"], None, SinkCode.UNKNOWN),
        (["syslog+tcp://"], None, SinkCode.UNKNOWN),
        (["file:///x?max_mib=none"], None, SinkCode.UNKNOWN),
        (["https://127.0.0.1/"], None, SinkCode.KEY_MISSING),
        (["https://127.0.0.1/"], "short", SinkCode.KEY_MISSING),
        (["file:///x", "file:///x?max_mib=1"], None, SinkCode.NAMED_TWICE),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_at_the_start(
    addresses: list[str], key: str | None, code: SinkCode
) -> None:
    """No copy is missing because of a slip of the pen."""
    with pytest.raises(AdapterError) as refused:
        connect_sinks(addresses, key)
    assert refused.value.code is code


def test_a_sink_that_is_down_delays_no_other(stores: Stores, tmp_path: Path) -> None:
    """The file is complete while nobody listens at the other address; both have a cursor."""
    ports = small_house(stores)
    open_and_seal(ports, 5)
    file = tmp_path / "audit.jsonl"
    dead = f"syslog+tcp://127.0.0.1:{brokers.free_port()}"
    done = Event()
    sinks = connect_sinks([dead, file.as_uri()])
    feeders = [Feeder(ports=ports, cursors=stores.cursors, sink=sink, holder="a") for sink in sinks]
    running = Round(
        [
            Duty(name="dead", work=feeders[0].run, rest=every(0.01)),
            Duty(
                name="file", work=lambda: _until(feeders[1], ports, stores, done), rest=every(0.01)
            ),
        ]
    )
    running.start()
    assert done.wait(WAIT_SECONDS)
    running.stop(WAIT_SECONDS)
    behind = {cursor.sink: cursor.next for cursor in stores.cursors.all()}
    assert behind == {dead: 0, file.as_uri(): ports.log.size()}
    assert check_copy(file.read_bytes().splitlines()).last == ports.log.size() - 1


def _until(feeder: Feeder, ports: Ports, stores: Stores, done: Event) -> bool:
    more = feeder.run()
    cursors = stores.cursors.all()
    tried = any(cursor.failures for cursor in cursors)
    if tried and any(cursor.next == ports.log.size() for cursor in cursors):
        done.set()
    return more
