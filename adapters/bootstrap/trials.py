"""Installations for trials: a clock that is set by hand, stores that forget, written examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.bootstrap.folders import workflows_folder
from adapters.bootstrap.house import Kept

if TYPE_CHECKING:
    from adapters.bootstrap.house import House
    from adapters.outbound.definitions.stories import Stories
    from adapters.outbound.memory import SettableClock
    from engine.ports import Ports


def set_clock(ports: Ports, now: datetime) -> tuple[Ports, SettableClock]:
    """The same ports with a clock that stands where it is set: for demonstrations and trials."""
    from adapters.outbound.memory import SettableClock

    clock = SettableClock(now)
    return replace(ports, clock=clock), clock


def in_memory(house: House, now: datetime) -> Ports:
    """The same kinds of case, rules and working days, on stores that forget everything."""
    from adapters.outbound.memory import (
        InMemoryCaseStore,
        InMemoryContacts,
        InMemoryDocumentStore,
        InMemoryLedger,
        InMemoryStaff,
        SeededChance,
        SettableClock,
    )
    from engine.directory import Directory
    from engine.ports import Ports

    ledger = InMemoryLedger()
    cases = InMemoryCaseStore(ledger)
    return Ports(
        cases=cases,
        outbox=cases.outbox,
        log=cases.log,
        inbox=cases.inbox,
        contacts=InMemoryContacts(),
        parties=cases.parties,
        ledger=ledger,
        staff=InMemoryStaff(Directory(), cases),
        workflows=house.workflow_library,
        rules=Kept(house),
        calendar=Kept(house),
        clock=SettableClock(now),
        chance=SeededChance(),
        documents=InMemoryDocumentStore(),
    )


def stories_of(house: House, kind: str) -> Stories:
    """The written examples of the latest version of a kind of case.

    Raises:
        NotFoundError: No such kind.
    """
    from adapters.outbound.definitions.stories import read_stories

    version = house.workflow_library.latest(kind).spec.version
    folder = workflows_folder(house.settings) / kind / f"v{version}"
    return read_stories(folder / "examples.yaml")
