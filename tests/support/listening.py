"""Servers on 127.0.0.1 that keep what they are sent."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread

WAIT_SECONDS = 30.0


@dataclass
class Received:
    """A request as it came in."""

    headers: dict[str, str]
    body: bytes


@dataclass
class HttpReceiver:
    """Where to post, how it answers, and what came."""

    address: str
    answers: list[int] = field(default_factory=list)
    """Status codes of the next answers; 200 when there are none left."""
    received: list[Received] = field(default_factory=list)


@contextmanager
def http_receiver() -> Iterator[HttpReceiver]:
    """A server that keeps requests and answers as it is told."""
    kept = HttpReceiver(address="")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept.received.append(Received(headers=headers, body=body))
            self.send_response(kept.answers.pop(0) if kept.answers else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing goes to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept.address = f"http://127.0.0.1:{server.server_port}/entries"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join(WAIT_SECONDS)


@contextmanager
def stream_receiver() -> Iterator[tuple[int, Queue[bytes]]]:
    """A TCP server that takes one connection after the other; gives its port and what comes."""
    got: Queue[bytes] = Queue()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_take, args=(listening, got), daemon=True)
        thread.start()
        yield listening.getsockname()[1], got
        # A blocked accept ends when the socket is shut down, not when it is closed.
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(WAIT_SECONDS)


def _take(listening: socket.socket, got: Queue[bytes]) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            while chunk := connection.recv(65536):
                got.put(chunk)


def read_frames(got: Queue[bytes], count: int) -> list[bytes]:
    """So many messages framed by octet counting (RFC 6587, 3.4.1)."""
    buffer = b""
    frames: list[bytes] = []
    while len(frames) < count:
        length, blank, rest = buffer.partition(b" ")
        if blank and len(rest) >= int(length):
            frames.append(rest[: int(length)])
            buffer = rest[int(length) :]
        else:
            buffer += got.get(timeout=WAIT_SECONDS)
    return frames
