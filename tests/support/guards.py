"""What no test may do: speak to the network, draw from the global generator, read our settings."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

NEAR = ("127.0.0.1", "::1", "localhost")
"""Where a test may connect to: this machine. Socket files are always near."""


class NetworkForbidden(Exception):
    """A test tried to reach another machine."""


def forbid_network() -> None:
    """Refuses, until the process ends, every connection and look-up of another machine."""
    sys.addaudithook(_refuse_far)


@contextmanager
def no_global_chance() -> Iterator[None]:
    """Fails when somebody inside draws from the global generator; chance is an argument."""
    before = random.getstate()
    yield
    assert random.getstate() == before, "somebody drew from the global random generator"


def forget_settings() -> None:
    """Removes what the caller's shell says about unioncase, so that tests see the defaults."""
    for name in list(os.environ):
        if name.startswith("UNIONCASE_") and not name.startswith("UNIONCASE_TEST_"):
            del os.environ[name]


def _refuse_far(event: str, arguments: Sequence[object]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in NEAR:
            raise NetworkForbidden(str(address))
    elif event == "socket.getaddrinfo" and arguments[0] not in (*NEAR, None, ""):
        raise NetworkForbidden(str(arguments[0]))
