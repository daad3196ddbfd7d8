"""Posting JSON to addresses that people entered: bounded in time, size and direction."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import httpx2

from adapters.outbound.notify.faults import not_arrived

MOST_SECONDS = 15.0
"""For the whole answer, however slowly it drips."""

MOST_BYTES = 65_536
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_LATER = frozenset((408, 425, 429))


class Poster:
    """Posts over TLS to hosts that the installation names, without following anybody elsewhere.

    Whoever may enter an address could otherwise have this house send requests to anything that it
    reaches and they do not.

    Args:
        hosts: Where to; plain HTTP only to those of them that are this machine.
        timeout_seconds: For connecting and for each read.
    """

    def __init__(self, hosts: Iterable[str], timeout_seconds: float = 5.0) -> None:
        self._hosts = frozenset(hosts)
        # Neither a proxy nor credentials from the environment, and no redirect to elsewhere.
        self._client = httpx2.Client(
            timeout=timeout_seconds, follow_redirects=False, trust_env=False
        )

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Post JSON and return the answer's body.

        Raises:
            AdapterError: The address is not allowed, nobody answered in time, or not well.
        """
        self._require_allowed(url)
        sent = {"Content-Type": "application/json; charset=utf-8", **headers}
        try:
            with self._client.stream("POST", url, content=body, headers=sent) as response:
                answer = _read(response)
                status = response.status_code
        except httpx2.HTTPError as error:
            raise not_arrived(cause=type(error).__name__, retryable=True) from error
        if status >= 300:
            raise not_arrived(cause=f"HTTP {status}", retryable=status >= 500 or status in _LATER)
        return answer

    def close(self) -> None:
        """Close what is open."""
        self._client.close()

    def _require_allowed(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            schemes = ("https", "http") if parts.hostname in _LOOPBACK else ("https",)
            allowed = parts.hostname in self._hosts and parts.scheme in schemes
        except ValueError:
            allowed = False
        if not allowed:
            raise not_arrived(cause="address not allowed", retryable=False)


def _read(response: httpx2.Response) -> bytes:
    until, answer = time.monotonic() + MOST_SECONDS, b""
    for piece in response.iter_bytes():
        answer += piece
        if len(answer) > MOST_BYTES:
            raise not_arrived(cause="answer too large", retryable=False)
        if time.monotonic() > until:
            raise not_arrived(cause="answer too slow", retryable=True)
    return answer


def robot_answer(answer: bytes, later: frozenset[int]) -> None:
    """Judge the answer of a chat robot: `errcode` 0 is well, those in `later` may be tried again.

    Raises:
        AdapterError: The robot refused, or said nothing that can be understood.
    """
    try:
        code = json.loads(answer)["errcode"]
    except (ValueError, KeyError, TypeError) as error:
        raise not_arrived(cause="answer not understood", retryable=True) from error
    if code != 0:
        raise not_arrived(cause=f"errcode {code}", retryable=code in later)
