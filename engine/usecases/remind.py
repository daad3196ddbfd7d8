"""Reminders ahead of deadlines: one message a day, whose delivery tells whom the cases wait for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from engine.calendar import OFFICE_ZONE
from engine.notices import Notice, reminders
from engine.ports import Ports
from engine.projection import Message

REMINDERS = "reminders"
"""The kind of message that says: this day has come."""

_MOST = 100_000
"""Clocks that are reminded of in one day at most."""


def promise_reminders(ports: Ports) -> None:
    """Promise today's reminders; promised again, nothing changes.

    Every process may do this as often as it likes: the day is the key.
    """
    now = ports.clock.now()
    today = now.astimezone(OFFICE_ZONE).date().isoformat()
    message = Message(
        key=f"{REMINDERS}:{today}", kind=REMINDERS, payload={"day": today}, available_at=now
    )
    ports.outbox.promise([message])


def reminders_of(ports: Ports, message: Message) -> Iterator[Notice]:
    """The notices of a day: for every clock that is to be reminded of on it."""
    day = date.fromisoformat(cast("str", message.payload["day"]))
    staff = ports.staff.directory()
    for due in ports.cases.near(day, _MOST):
        case = ports.cases.load(due.case_id).case
        clock = case.deadline(due.key)
        if clock is not None:
            yield from reminders(case, clock.key, clock.last_day, staff, ports.clock.now())
