"""Stores of every kind, made and migrated for one test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete

from adapters.outbound.db import (
    Database,
    SqlAlchemyCaseStore,
    SqlAlchemyContacts,
    SqlAlchemyEntryLog,
    SqlAlchemyInbox,
    SqlAlchemyLedger,
    SqlAlchemyOutbox,
    SqlAlchemyPartyIndex,
    SqlAlchemySinkCursors,
    SqlAlchemyStaff,
)
from adapters.outbound.db.connecting import connect_engine
from adapters.outbound.db.migrating import migrate
from adapters.outbound.db.tables import METADATA
from adapters.outbound.memory import (
    InMemoryCaseStore,
    InMemoryContacts,
    InMemoryLedger,
    InMemorySinkCursors,
    InMemoryStaff,
)
from engine.delivery import Contacts, EntryLog, Inbox, Outbox
from engine.directory import Directory
from engine.party_ports import PartyIndex
from engine.ports import CaseStore, Ledger, Staff
from engine.sinks import SinkCursors


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The stores over one database.

    Attributes:
        url: Its address; None in memory.
    """

    cases: CaseStore
    ledger: Ledger
    staff: Staff
    outbox: Outbox
    log: EntryLog
    inbox: Inbox
    contacts: Contacts
    parties: PartyIndex
    cursors: SinkCursors
    url: str | None = None
    close: Callable[[], None] = lambda: None


def in_memory() -> Stores:
    """Stores in memory."""
    ledger = InMemoryLedger()
    cases = InMemoryCaseStore(ledger)
    return Stores(
        cases=cases,
        ledger=ledger,
        staff=InMemoryStaff(Directory(), cases),
        outbox=cases.outbox,
        log=cases.log,
        inbox=cases.inbox,
        contacts=InMemoryContacts(),
        parties=cases.parties,
        cursors=InMemorySinkCursors(),
    )


def at(url: str, *, wakes: bool = False) -> Stores:
    """Stores over a migrated database."""
    database = Database(url, wakes=wakes)
    return Stores(
        cases=SqlAlchemyCaseStore(database),
        ledger=SqlAlchemyLedger(database),
        staff=SqlAlchemyStaff(database, trusted_seconds=0),
        outbox=SqlAlchemyOutbox(database),
        log=SqlAlchemyEntryLog(database),
        inbox=SqlAlchemyInbox(database),
        contacts=SqlAlchemyContacts(database),
        parties=SqlAlchemyPartyIndex(database, lambda: bytes(32)),
        cursors=SqlAlchemySinkCursors(database),
        url=url,
        close=database.close,
    )


def build(url: str) -> None:
    """Migrate an empty database, to be copied for every test."""
    engine = connect_engine(url)
    migrate(engine)
    engine.dispose()


def empty(url: str) -> None:
    """Remove every row, which only a table's owner can, by switching its triggers off."""
    engine = connect_engine(url)
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
            connection.execute(delete(table))
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")
    engine.dispose()
