"""The small kind of case with everything around it, on stores of any kind."""

from __future__ import annotations

from adapters.outbound.memory import (
    FixedCalendar,
    FixedRules,
    FixedWorkflows,
    InMemoryDocumentStore,
    SeededChance,
    SettableClock,
)
from engine.ports import Ports
from tests.support.small_kind import CALENDAR, DIRECTORY, NOW, NoRules, small_kind
from tests.support.stores import Stores, in_memory


def small_house(stores: Stores | None = None, *, staffed: bool = False, **changes: object) -> Ports:
    """An installation whose clock a test sets; in memory unless given stores.

    Args:
        stores: Where things are kept.
        staffed: Whether the people are there already.
        changes: Laid over the small kind's declaration.
    """
    kept = stores or in_memory()
    if not staffed:
        kept.staff.save(DIRECTORY)
    return Ports(
        cases=kept.cases,
        ledger=kept.ledger,
        staff=kept.staff,
        outbox=kept.outbox,
        log=kept.log,
        inbox=kept.inbox,
        contacts=kept.contacts,
        parties=kept.parties,
        workflows=FixedWorkflows(small_kind(**changes)),
        rules=FixedRules(NoRules()),
        calendar=FixedCalendar(CALENDAR),
        clock=SettableClock(NOW),
        chance=SeededChance(),
        documents=InMemoryDocumentStore(),
    )
