"""Files of the small kind whose entries stand in the log."""

from __future__ import annotations

from datetime import timedelta

from engine.ports import Ports
from engine.usecases.deliver_message import deliver_message
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester


def open_and_seal(ports: Ports, count: int, *, first: int = 0) -> None:
    """Open cases and bring their entries into the log."""
    open_files(ports, count, first=first)
    seal(ports)


def open_files(ports: Ports, count: int, *, first: int = 0) -> None:
    """Open cases; their entries are on their way."""
    for number in range(first, first + count):
        open_case(
            ports,
            kind="small_aid",
            office="s",
            data={"name": "赵样例", "amount": "3000"},
            requester=Requester(person="ann"),
            idempotency_key=f"open {number}",
        )


def seal(ports: Ports) -> None:
    """Deliver everything that is due."""
    now = ports.clock.now()
    while keys := ports.outbox.lease(now, until=now + timedelta(minutes=3), limit=1000):
        for key in keys:
            deliver_message(ports, key)
