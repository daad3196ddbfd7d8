"""A copy as syslog messages (RFC 5424), by UDP (RFC 5426), TCP (RFC 6587) or a socket file.

Syslog has no acknowledgement: "taken" means here that the network took it. What is lost beyond is
seen by its index, which every message carries.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeAlias

from engine.errors import AdapterError
from engine.sinks import SinkCode, SinkRecord

_TIMEOUT_SECONDS = 10.0
_LOG_AUDIT = 13
"""Facility 13, log audit (RFC 5424, table 1)."""
_INFORMATIONAL, _ALERT = 6, 1
_NIL = "-"

Address: TypeAlias = "tuple[str, int] | str"


class Way(StrEnum):
    """How messages travel; also the scheme of the address."""

    UDP = "syslog+udp"
    TCP = "syslog+tcp"
    UNIX = "syslog+unix"


class SyslogSink:
    """Sends one message a record.

    Args:
        name: What the sink is called.
        way: How messages travel.
        address: Host and port, or the path of the socket file.
    """

    def __init__(self, name: str, way: Way, address: Address) -> None:
        self.name = name
        self.batch = 100
        self._way = way
        self._address = address
        self._host = socket.gethostname()
        self._socket: socket.socket | None = None

    def put(self, records: Sequence[SinkRecord]) -> None:
        """Send records; see the port."""
        try:
            for record in records:
                self._send(message(record, host=self._host, process=os.getpid()))
        except OSError as failed:
            self.close()
            reason = os.strerror(failed.errno) if failed.errno else type(failed).__name__
            raise AdapterError(
                SinkCode.UNAVAILABLE, retryable=True, sink=self.name, error=reason
            ) from failed

    def close(self) -> None:
        """Let go of the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, text: bytes) -> None:
        if self._way is Way.TCP:
            # Octet counting (RFC 6587, 3.4.1): a message may hold any byte.
            self._connected().sendall(b"%d %s" % (len(text), text))
        else:
            self._connected().send(text)

    def _connected(self) -> socket.socket:
        if self._socket is not None and self._way is Way.TCP and _is_left(self._socket):
            self.close()
        if self._socket is None:
            self._socket = _connect(self._way, self._address)
        return self._socket


def message(record: SinkRecord, *, host: str, process: int) -> bytes:
    r"""A record as a syslog message (RFC 5424, section 6): facility log audit, the record as text.

    Example:
        >>> record = SinkRecord(index=7, hash="0", header=None, defect=SinkCode.MISSING)
        >>> message(record, host="office", process=12).decode().partition(" - \ufeff")[0]
        '<105>1 - office unioncase 12 defect'
    """
    whole = record.defect is None
    priority = 8 * _LOG_AUDIT + (_INFORMATIONAL if whole else _ALERT)
    at = _written_at(record)
    kind = "entry" if whole else "defect"
    head = f"<{priority}>1 {at} {_name(host)} unioncase {process} {kind} {_NIL} "
    # The byte order mark says that the text is UTF-8 (section 6.4).
    return head.encode("ascii") + b"\xef\xbb\xbf" + record.line()


def _written_at(record: SinkRecord) -> str:
    header = record.plain().get("header")
    at = header.get("at") if isinstance(header, dict) else None
    return at if isinstance(at, str) and at.isascii() and " " not in at else _NIL


def _name(host: str) -> str:
    """A host name of printable ASCII (section 6.2.4)."""
    printable = "".join(char for char in host if "!" <= char <= "~")
    return printable[:255] or _NIL


def _connect(way: Way, address: Address) -> socket.socket:
    if isinstance(address, str):
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    elif way is Way.TCP:
        return socket.create_connection(address, _TIMEOUT_SECONDS)
    else:
        family = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0][0]
        opened = socket.socket(family, socket.SOCK_DGRAM)
    opened.settimeout(_TIMEOUT_SECONDS)
    opened.connect(address)
    return opened


def _is_left(connection: socket.socket) -> bool:
    """Whether the other side has closed: what is sent then would be lost without an error."""
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(0)) and connection.recv(1, socket.MSG_PEEK) == b""
