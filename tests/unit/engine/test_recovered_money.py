"""Money that comes back in another year than it was spent in."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.changes import FundsAllotted, FundsRecovered
from engine.events import Event, EventType, Who
from engine.model import Reservation
from engine.projection import Account, movements

BUDGET = Reservation(fund="local", office="d", year=2027, amount_fen=299_999)


def event(change: FundsRecovered | FundsAllotted) -> Event:
    """An event with one movement of money."""
    return Event(
        type=EventType.ACTION_TAKEN,
        case_id="HA-2026-000001",
        at=datetime(2027, 3, 10, 1, 0, tzinfo=UTC),
        who=Who(person="qian"),
        changes=(change,),
    )


def test_recovered_money_is_free_money_of_its_year() -> None:
    """It does not lessen what a year has spent that never paid it out."""
    [movement] = movements([event(FundsRecovered(reservation=BUDGET))])
    assert (movement.source, movement.target) == (Account.GRANTED, Account.FREE)
    assert movement.year == 2027


def test_an_allotment_goes_either_way() -> None:
    """A budget comes from what is granted, and what is taken back returns there."""
    given, back = movements(
        [event(FundsAllotted(reservation=BUDGET, back=back)) for back in (False, True)]
    )
    assert (given.source, given.target) == (Account.GRANTED, Account.FREE)
    assert (back.source, back.target) == (Account.FREE, Account.GRANTED)
