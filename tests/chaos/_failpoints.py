"""Places at which a process may die: before and after everything it asks of the outside."""

from __future__ import annotations

import os
import signal
from dataclasses import fields, replace
from random import Random
from typing import Any

from adapters.outbound.chance import SystemChance
from adapters.outbound.clock import SystemClock
from engine.ports import Ports
from tests.support.small_house import small_house
from tests.support.stores import Stores

_DEADLY = ("cases", "outbox", "inbox", "log")


class Deadly:
    """Passes calls on; before or after any of them the process may kill itself.

    Args:
        inner: What is called.
        chance: Decides.
        odds: One call in so many is deadly; 0 for none.
    """

    def __init__(self, inner: object, chance: Random, odds: int) -> None:
        self._inner = inner
        self._chance = chance
        self._odds = odds

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*args: Any, **options: Any) -> Any:
            self._perhaps_die()
            answer = found(*args, **options)
            self._perhaps_die()
            return answer

        return call

    def _perhaps_die(self) -> None:
        if self._odds and self._chance.randrange(2 * self._odds) == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def deadly(ports: Ports, chance: Random, odds: int) -> Ports:
    """The same ports; whoever uses them lives dangerously."""
    names = [field.name for field in fields(ports) if field.name in _DEADLY]
    dangerous: dict[str, Any] = {n: Deadly(getattr(ports, n), chance, odds) for n in names}
    return replace(ports, **dangerous)


def living_house(stores: Stores) -> Ports:
    """The small kind of case on the machine's own clock and chance."""
    return replace(small_house(stores, staffed=True), clock=SystemClock(), chance=SystemChance())
