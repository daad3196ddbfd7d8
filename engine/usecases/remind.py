"""Reminders ahead of deadlines: a message a day, whose delivery tells whom the cases wait for.

On a day with many clocks each message tells of a page of them and promises the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from engine.calendar import OFFICE_ZONE
from engine.notices import Notice, reminders
from engine.ports import DueClock, Ports
from engine.projection import Message

REMINDERS = "reminders"
"""The kind of message that says: this day has come."""

_PAGE = 200
"""Clocks that are reminded of by one message, whose effect is one transaction."""


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


def reminders_of(ports: Ports, message: Message) -> tuple[tuple[Notice, ...], tuple[Message, ...]]:
    """What a message of a day tells, and the message of the day's next page when there is one."""
    day = date.fromisoformat(cast("str", message.payload["day"]))
    page = ports.cases.near(day, _PAGE, _place(message))
    told = tuple(_told(ports, page))
    return told, (_following(message, page[-1]),) if len(page) == _PAGE else ()


def _place(message: Message) -> tuple[str, str] | None:
    after = cast("list[str] | None", message.payload.get("after"))
    return None if after is None else (after[0], after[1])


def _told(ports: Ports, page: Sequence[DueClock]) -> Iterator[Notice]:
    staff, now = ports.staff.directory(), ports.clock.now()
    for due in page:
        case = ports.cases.load(due.case_id).case
        clock = case.deadline(due.key)
        if clock is not None:
            yield from reminders(case, clock.key, clock.last_day, staff, now)


def _following(message: Message, last: DueClock) -> Message:
    """The next page; its key names the place, so that each place is promised once."""
    day = message.payload["day"]
    return replace(
        message,
        key=f"{REMINDERS}:{day}:{last.case_id}:{last.key}",
        payload={"day": day, "after": [last.case_id, last.key]},
    )
