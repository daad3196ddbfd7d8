"""Writes of invented cases, made by hand from changes: what stores are tested with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from engine import changes as c
from engine.audit import GENESIS, SALT_BYTES, seal_all
from engine.events import Event, EventType, Who
from engine.evolve import evolve
from engine.model import Case, Deadline, Reservation, Task
from engine.ports import CaseStore, Loaded
from engine.projection import Account, CaseWrite, Message, Movement, message, movements

NOW = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
OFFICE, FUND, YEAR = "d", "aid", 2026


def salts() -> Iterator[bytes]:
    """Repeatable salts, which no real entry may have."""
    for number in count():
        yield hashlib.sha256(str(number).encode()).digest()[:SALT_BYTES]


def event(
    case_id: str,
    *changes: c.Change,
    type_: EventType = EventType.ACTION_TAKEN,
    at: datetime = NOW,
    person: str = "ann",
) -> Event:
    """An event of a case."""
    return Event(type=type_, case_id=case_id, at=at, who=Who(person=person), changes=changes)


def task(case_id: str, number: int = 1, **values: Any) -> Task:
    """A task of a case."""
    plain: dict[str, Any] = {
        "id": f"{case_id}-T{number}",
        "key": "task",
        "state": "review",
        "queue": "aid",
        "role": "clerk",
        "office": OFFICE,
        "opened_at": NOW,
    }
    return Task(**{**plain, **values})


def clock(key: str = "review", *, days: int = 5, **values: Any) -> Deadline:
    """A running clock that ends so many days after `NOW`."""
    plain: dict[str, Any] = {
        "key": key,
        "counted_from": NOW.date(),
        "span": f"{days} days",
        "started_at": NOW,
        "last_day": NOW.date() + timedelta(days=days),
        "ends_at": NOW + timedelta(days=days),
        "state": "review",
    }
    return Deadline(**{**plain, **values})


def case(case_id: str = "SA-1", **values: Any) -> Case:
    """A case as its opening creates it."""
    plain: dict[str, Any] = {
        "id": case_id,
        "kind": "small_aid",
        "workflow_version": 1,
        "office": OFFICE,
        "region": "cn",
        "state": "review",
        "version": 1,
        "opened_at": NOW,
        "opened_by": "ann",
        "entered_at": NOW,
        "facts": {"name": "赵样例", "requested": "1200.00"},
        "visited": ("review",),
    }
    return Case(**{**plain, **values})


def opening(opened: Case, *changes: c.Change, subject: str = "赵样例") -> CaseWrite:
    """The write that begins a case."""
    first = event(opened.id, c.CaseCreated(case=opened), *changes, type_=EventType.CASE_OPENED)
    return _write(None, 0, GENESIS, first, subject)


def following(
    loaded: Loaded,
    *changes: c.Change,
    subject: str = "赵样例",
    at: datetime = NOW,
    person: str = "ann",
    type_: EventType = EventType.ACTION_TAKEN,
) -> CaseWrite:
    """The write of one more event of a loaded case."""
    happened = event(loaded.case.id, *changes, at=at, person=person, type_=type_)
    return _write(loaded.case, loaded.seq, loaded.head, happened, subject)


def _write(before: Case | None, seq: int, head: str, happened: Event, subject: str) -> CaseWrite:
    entries = seal_all([happened], seq=seq, head=head, salts=(s for s in [next(salts())]))
    return CaseWrite(
        before=before,
        after=evolve(before, happened),
        seq=seq,
        entries=entries,
        subject=subject,
        movements=tuple(movements([happened])),
        messages=(message(entries, happened.at),),
    )


def moved_on(case_: Case, number: int) -> tuple[c.Change, ...]:
    """The changes of a usual action: a step, a fact, one task closed and another opened."""
    at = NOW + timedelta(minutes=number)
    return (
        c.FactSet(field="count", new=number),
        c.StateEntered(from_state=case_.state, to_state=f"state{number % 7}", at=at),
        *(c.TaskClosed(task_id=open_.id, how="done", by="ann") for open_ in case_.tasks),
        c.TaskOpened(task=task(case_.id, number, state=f"state{number % 7}", opened_at=at)),
    )


def stored(store: CaseStore, write: CaseWrite) -> Loaded:
    """Commit a write and load its case."""
    store.commit([write])
    return store.load(write.after.id)


def reservation(amount_fen: int, *, office: str = OFFICE) -> Reservation:
    """Money of the fund."""
    return Reservation(fund=FUND, office=office, year=YEAR, amount_fen=amount_fen)


def allotment(amount_fen: int, *, office: str = OFFICE, back: bool = False) -> CaseWrite:
    """The write that gives a fund its budget, in a new case."""
    change = c.FundsAllotted(reservation=reservation(amount_fen, office=office), back=back)
    return opening(case(f"J-{office}", kind="office_journal", office=office), change, subject="")


def movement(amount_fen: int, source: Account, target: Account) -> Movement:
    """A movement of the fund."""
    return Movement(
        office=OFFICE,
        fund=FUND,
        year=YEAR,
        source=source,
        target=target,
        amount_fen=amount_fen,
        at=NOW,
        by="ann",
    )


def with_message(write: CaseWrite, key: str) -> CaseWrite:
    """The same write with one message of this key."""
    sent = Message(key=key, kind="entries", payload={"case": write.after.id}, available_at=NOW)
    return replace(write, messages=(sent,))


def day(number: int) -> date:
    """A day of February 2026."""
    return date(2026, 2, number)
