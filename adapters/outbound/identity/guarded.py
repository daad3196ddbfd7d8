"""Requests to one host only: bounded in time and size, followed nowhere else."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

MOST_SECONDS = 15.0
"""For the whole answer, however slowly it drips."""
MOST_BYTES = 262_144
TIMEOUT_SECONDS = 5.0
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))

RequestError = (httpx2.HTTPError, httpx2.InvalidURL)
"""What every failure of a request is, those of this module included."""


class GuardedTransport(httpx2.BaseTransport):
    """Sends over TLS to one host and port, whatever the client above it is told to do.

    Args:
        host: Host and port; plain HTTP only when it is this machine.
        ca_file: Certificates that the host's own one rests on; the public ones when None.
    """

    def __init__(self, host: str, ca_file: Path | None = None) -> None:
        self._host = host
        verify = True if ca_file is None else ssl.create_default_context(cafile=ca_file)
        self._inner = httpx2.HTTPTransport(verify=verify, trust_env=False)

    def admits(self, url: str) -> bool:
        """Whether a request may go there.

        Example:
            >>> GuardedTransport("sso.example").admits("https://sso.example/token")
            True
            >>> GuardedTransport("sso.example").admits("http://sso.example/token")
            False
        """
        try:
            parts = urlsplit(url)
            near = parts.hostname in _LOOPBACK
        except ValueError:
            return False
        return parts.netloc == self._host and parts.scheme in (
            ("https", "http") if near else ("https",)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request.

        Raises:
            httpx2.HTTPError: It may not go there, or the answer is too large, slow or packed.
        """
        if not self.admits(str(request.url)):
            raise httpx2.UnsupportedProtocol(_ELSEWHERE, request=request)
        # Bytes are counted as they come in; packed they would say nothing about their number.
        request.headers["accept-encoding"] = "identity"
        request.extensions["timeout"] = httpx2.Timeout(TIMEOUT_SECONDS).as_dict()
        response = self._inner.handle_request(request)
        if "content-encoding" in response.headers:
            response.close()
            raise httpx2.DecodingError(_PACKED, request=request)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = _Counted(response.stream, request)
        return response

    def close(self) -> None:
        """Nothing: many short-lived clients share it, and its connections end by themselves."""


class _Counted(httpx2.SyncByteStream):
    """Stops reading an answer that is too large or too slow."""

    def __init__(self, stream: httpx2.SyncByteStream, request: httpx2.Request) -> None:
        self._stream = stream
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        until, size = time.monotonic() + MOST_SECONDS, 0
        for piece in self._stream:
            size += len(piece)
            if size > MOST_BYTES or time.monotonic() > until:
                raise httpx2.ReadError(_TOO_MUCH, request=self._request)
            yield piece

    def close(self) -> None:
        """Let go of the connection."""
        self._stream.close()


_ELSEWHERE, _PACKED, _TOO_MUCH = "another host", "packed answer", "too large or too slow"
