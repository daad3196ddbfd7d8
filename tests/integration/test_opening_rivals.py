"""Openings that meet: one number, one key, one journal."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from adapters.outbound.chance import SystemChance
from adapters.outbound.db import (
    Database,
    SqlAlchemyCaseStore,
    SqlAlchemyEntryLog,
    SqlAlchemyInbox,
    SqlAlchemyLedger,
    SqlAlchemyOutbox,
    SqlAlchemyPartyIndex,
    SqlAlchemyStaff,
)
from adapters.outbound.db.migrating import migrate
from adapters.outbound.memory import (
    FixedCalendar,
    FixedRules,
    FixedWorkflows,
    InMemoryContacts,
    InMemoryDocumentStore,
    SettableClock,
)
from engine.journal import journal_id
from engine.ports import Ports
from engine.refusal import Refusal
from engine.usecases.answers import Answer, Done
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from tests.support.small_kind import CALENDAR, DIRECTORY, NOW, NoRules, small_kind

RIVALS = 8


def _ports(url: str) -> Ports:
    database = Database(url)
    migrate(database.engine)
    staff = SqlAlchemyStaff(database)
    staff.save(DIRECTORY)
    return Ports(
        cases=SqlAlchemyCaseStore(database),
        ledger=SqlAlchemyLedger(database),
        staff=staff,
        workflows=FixedWorkflows(small_kind()),
        rules=FixedRules(NoRules()),
        calendar=FixedCalendar(CALENDAR),
        clock=SettableClock(NOW),
        chance=SystemChance(),
        documents=InMemoryDocumentStore(),
        outbox=SqlAlchemyOutbox(database),
        log=SqlAlchemyEntryLog(database),
        inbox=SqlAlchemyInbox(database),
        contacts=InMemoryContacts(),
        parties=SqlAlchemyPartyIndex(database, lambda: bytes(32)),
    )


def _all_at_once(work: Callable[[int], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(RIVALS) as pool:
        return list(pool.map(work, range(RIVALS)))


def test_refused_openings_begin_the_journal_together(sqlite_url: str) -> None:
    """Each of eight refused openings is answered and recorded, though the journal is new to all."""
    ports = _ports(sqlite_url)

    def refused(number: int) -> Answer:
        del number
        return open_case(
            ports, kind="small_aid", office="s", data={}, requester=Requester(person="ann")
        )

    answers = _all_at_once(refused)
    assert all(isinstance(answer, Refusal) for answer in answers)
    assert ports.cases.load(journal_id("s")).seq == 1 + RIVALS


def test_one_key_opens_one_case(sqlite_url: str) -> None:
    """The same opening sent eight times at once makes one case and gets one answer."""
    ports = _ports(sqlite_url)

    def opened(number: int) -> Answer:
        del number
        return open_case(
            ports,
            kind="small_aid",
            office="s",
            data={"name": "赵样例"},
            requester=Requester(person="ann"),
            case_id="SA-9",
            idempotency_key="desk-1",
        )

    answers = _all_at_once(opened)
    assert {answer.case.id for answer in answers if isinstance(answer, Done)} == {"SA-9"}
    assert sum(isinstance(answer, Done) and not answer.repeated for answer in answers) == 1
