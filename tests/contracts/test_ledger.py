"""What every ledger does: money moves with entries, twice noted, and never more than there is."""

from __future__ import annotations

import pytest

from engine import changes as c
from engine.errors import ConflictError, EngineCode
from engine.ports import CaseStore, Ledger
from engine.projection import Account
from tests.support.writes import (
    OFFICE,
    YEAR,
    allotment,
    case,
    following,
    opening,
    reservation,
    stored,
)

HERE = frozenset({OFFICE})
KEY = (OFFICE, YEAR, "aid")


def test_an_allotted_budget_is_free(cases: CaseStore, ledger: Ledger) -> None:
    """What was allotted can be spent, in its own office and year only."""
    cases.commit([allotment(1_000)])
    assert ledger.free(HERE, YEAR) == {KEY: 1_000}
    assert ledger.free(HERE, YEAR + 1) == {}
    assert ledger.free(frozenset({"s"}), YEAR) == {}


def test_reserved_money_is_not_free(cases: CaseStore, ledger: Ledger) -> None:
    """A reservation takes from what is free."""
    cases.commit([allotment(1_000)])
    cases.commit([opening(case(), c.FundsReserved(reservation=reservation(600)))])
    assert ledger.free(HERE, YEAR) == {KEY: 400}


def test_the_accounts_of_a_fund_add_up_to_nothing(cases: CaseStore, ledger: Ledger) -> None:
    """Every movement is in two accounts."""
    cases.commit([allotment(1_000)])
    paid = (
        c.FundsReserved(reservation=reservation(600)),
        c.FundsSpent(reservation=reservation(600)),
        c.FundsRecovered(reservation=reservation(100)),
    )
    cases.commit([opening(case(), *paid)])
    amounts = {found.account: found.amount_fen for found in ledger.balances(HERE, YEAR)}
    assert sum(amounts.values()) == 0
    assert (amounts[Account.FREE], amounts[Account.SPENT]) == (500, 600)


def test_a_fund_is_never_overspent(cases: CaseStore, ledger: Ledger) -> None:
    """One fen too much is a conflict of its own kind, and nothing of the commit is stored."""
    cases.commit([allotment(1_000)])
    loaded = stored(cases, opening(case()))
    with pytest.raises(ConflictError) as raised:
        cases.commit([following(loaded, c.FundsReserved(reservation=reservation(1_001)))])
    assert raised.value.code is EngineCode.FUNDS_SHORT
    assert cases.load("SA-1").seq == 1
    assert ledger.free(HERE, YEAR) == {KEY: 1_000}
    assert len(ledger.movements()) == 1


def test_the_last_fen_can_be_reserved(cases: CaseStore, ledger: Ledger) -> None:
    """Exactly what is free may be taken."""
    cases.commit([allotment(1_000)])
    cases.commit([opening(case(), c.FundsReserved(reservation=reservation(1_000)))])
    assert ledger.free(HERE, YEAR) == {KEY: 0}


def test_a_fund_that_was_never_allotted_has_nothing(cases: CaseStore, ledger: Ledger) -> None:
    """Reserving from an unknown fund is a shortage like any other."""
    with pytest.raises(ConflictError) as raised:
        cases.commit([opening(case(), c.FundsReserved(reservation=reservation(1)))])
    assert raised.value.code is EngineCode.FUNDS_SHORT
    assert list(ledger.movements()) == []


def test_a_budget_is_taken_back_only_where_it_is_free(cases: CaseStore, ledger: Ledger) -> None:
    """Reserved money cannot be withdrawn."""
    cases.commit([allotment(1_000)])
    loaded = stored(cases, opening(case(), c.FundsReserved(reservation=reservation(600))))
    back = c.FundsAllotted(reservation=reservation(500), back=True)
    with pytest.raises(ConflictError):
        cases.commit([following(loaded, back)])
    assert ledger.free(HERE, YEAR) == {KEY: 400}


def test_released_money_is_free_again(cases: CaseStore, ledger: Ledger) -> None:
    """What is not paid goes back."""
    cases.commit([allotment(1_000)])
    loaded = stored(cases, opening(case(), c.FundsReserved(reservation=reservation(600))))
    cases.commit([following(loaded, c.FundsReleased(reservation=reservation(600)))])
    assert ledger.free(HERE, YEAR) == {KEY: 1_000}


def test_movements_are_listed_in_the_order_they_were_made(cases: CaseStore, ledger: Ledger) -> None:
    """All of them, or those of one case."""
    cases.commit([allotment(1_000)])
    changes = (
        c.FundsReserved(reservation=reservation(600)),
        c.FundsReleased(reservation=reservation(600)),
    )
    write = opening(case(), *changes)
    cases.commit([write])
    assert tuple(ledger.movements("SA-1")) == write.movements
    assert len(ledger.movements()) == 3


def test_balances_are_those_of_the_offices_asked_for(cases: CaseStore, ledger: Ledger) -> None:
    """Other offices' accounts do not exist for the asker; no limit means all."""
    cases.commit([allotment(1_000)])
    cases.commit([allotment(500, office="s")])
    assert {found.office for found in ledger.balances(HERE, None)} == {OFFICE}
    assert {found.office for found in ledger.balances(None, None)} == {OFFICE, "s"}
    assert list(ledger.balances(None, YEAR + 1)) == []
