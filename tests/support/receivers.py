"""Receivers on 127.0.0.1: what other people's servers would get, and how they would answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import Envelope

from tests.support.brokers import free_port


@dataclass(frozen=True, slots=True)
class Posted:
    """A request that arrived."""

    path: str
    headers: Message
    body: bytes


@dataclass
class HttpReceiver:
    """Takes posts and answers each as told; the last answer is repeated.

    Attributes:
        answers: Status and body of each answer.
    """

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=lambda: [(200, b'{"errcode": 0}')])
    posted: list[Posted] = field(default_factory=list)
    silent: Event | None = None
    """While it is there and not set, nobody gets an answer."""

    def answer(self) -> tuple[int, bytes]:
        """The next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def http_receiver() -> Iterator[HttpReceiver]:
    """A server that takes posts."""
    receiver = HttpReceiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.posted.append(Posted(self.path, self.headers, body))
            if receiver.silent is not None:
                receiver.silent.wait()
            status, answer = receiver.answer()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


class _Mailbox(MessageHandler):
    """Keeps what arrives; refuses whom it does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []
        # The library asks its handler for this name.
        vars(self)["handle_RCPT"] = self._recipient

    async def _recipient(
        self, server: object, session: object, envelope: Envelope, address: str, options: object
    ) -> str:
        del server, session, options
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@contextmanager
def smtp_receiver() -> Iterator[tuple[str, list[Message]]]:
    """A mail server; gives its address and the letters it took."""
    mailbox, port = _Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}", mailbox.letters
    finally:
        controller.stop()
