"""What a decision means for the rows beside the case: tasks, clocks, budget movements, messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue

from engine import changes as c
from engine.audit import Entry
from engine.events import Event
from engine.model import Case, Deadline, PartyLink, Reservation, Task
from engine.parties.index import PartyKey


class Account(StrEnum):
    """The accounts of a fund of an office and year; every movement leaves one for another."""

    GRANTED = "granted"
    """Where money comes from; its balance is minus all that was allotted or came back."""
    FREE = "free"
    RESERVED = "reserved"
    SPENT = "spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Double entry: the amount leaves one account and arrives on another."""

    office: str
    fund: str
    year: int
    source: Account
    target: Account
    amount_fen: int
    at: datetime
    case_id: str | None = None
    by: str = ""


ENTRIES = "entries"
"""The kind of message that says: these entries exist."""

SEALING = "sealing"
"""The same of entries that tell nobody anything: they came in with an old ledger or log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something promised to the outside world, delivered after the commit.

    Attributes:
        key: Unique; a consumer that has seen it does nothing.
    """

    key: str
    kind: str
    payload: dict[str, JsonValue]
    available_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWrite:
    """One case's part of a transaction.

    Attributes:
        before: The case as loaded; None for a new case.
        seq: Entries in the chain before this write; the store compares and sets.
        entries: The new entries, sealed.
        subject: How lists name the case.
        new_keys: What a party is found by from now on; `dropped_keys` by which no more.
    """

    before: Case | None
    after: Case
    seq: int
    entries: tuple[Entry, ...]
    subject: str
    movements: tuple[Movement, ...] = ()
    messages: tuple[Message, ...] = ()
    new_keys: tuple[PartyKey, ...] = ()
    dropped_keys: tuple[PartyKey, ...] = ()

    @property
    def linked(self) -> tuple[PartyLink, ...]:
        """Parts in the case that are new or have changed."""
        before = self.before.parties if self.before else ()
        return tuple(link for link in self.after.parties if link not in before)

    @property
    def unlinked(self) -> tuple[tuple[str, str], ...]:
        """Roles and parties that are no longer of the case."""
        left = {(link.role, link.party) for link in self.after.parties}
        before = self.before.parties if self.before else ()
        gone = ((link.role, link.party) for link in before)
        return tuple(place for place in gone if place not in left)

    @property
    def opened(self) -> tuple[Task, ...]:
        """Tasks that are new."""
        known = {task.id for task in self.before.tasks} if self.before else set()
        return tuple(task for task in self.after.tasks if task.id not in known)

    @property
    def closed(self) -> tuple[str, ...]:
        """Ids of tasks that are gone."""
        left = {task.id for task in self.after.tasks}
        before = self.before.tasks if self.before else ()
        return tuple(task.id for task in before if task.id not in left)

    @property
    def reassigned(self) -> tuple[Task, ...]:
        """Tasks that lie with somebody else now."""
        before = {task.id: task for task in self.before.tasks} if self.before else {}
        return tuple(t for t in self.after.tasks if t.id in before and before[t.id] != t)

    @property
    def clocks(self) -> tuple[Deadline, ...]:
        """Clocks that are new or have changed."""
        before = {d.key: d for d in self.before.deadlines} if self.before else {}
        return tuple(d for d in self.after.deadlines if before.get(d.key) != d)


def movements(events: Sequence[Event]) -> Iterator[Movement]:
    """The budget movements of events, in order."""
    for event in events:
        for change in event.changes:
            if isinstance(change, _MONEY):
                yield _movement(event, change.reservation, *_WAYS[type(change)])
            elif isinstance(change, c.FundsAllotted):
                way = (Account.FREE, Account.GRANTED) if change.back else _ALLOTTED
                yield _movement(event, change.reservation, *way)


_MONEY = c.FundsReserved | c.FundsSpent | c.FundsReleased | c.FundsRecovered
_ALLOTTED = (Account.GRANTED, Account.FREE)
_WAYS: dict[type, tuple[Account, Account]] = {
    c.FundsReserved: (Account.FREE, Account.RESERVED),
    c.FundsSpent: (Account.RESERVED, Account.SPENT),
    c.FundsReleased: (Account.RESERVED, Account.FREE),
    # Money comes back in another year than it was spent in; that year's spending stays what it was.
    c.FundsRecovered: (Account.GRANTED, Account.FREE),
}


def _movement(event: Event, reservation: Reservation, source: Account, target: Account) -> Movement:
    return Movement(
        office=reservation.office,
        fund=reservation.fund,
        year=reservation.year,
        source=source,
        target=target,
        amount_fen=reservation.amount_fen,
        at=event.at,
        case_id=event.case_id,
        by=event.who.person,
    )


def message(entries: Sequence[Entry], at: datetime, kind: str = ENTRIES) -> Message:
    """The one message a write promises: that these entries exist.

    It carries no personal data; consumers read the entries and do what follows from them.

    Args:
        entries: The entries.
        at: From when on it may be delivered.
        kind: `SEALING` for entries that tell nobody anything.
    """
    first, last = entries[0], entries[-1]
    return Message(
        key=f"{first.case_id}:{first.seq}",
        kind=kind,
        payload={"case": first.case_id, "first": first.seq, "last": last.seq},
        available_at=at,
    )
