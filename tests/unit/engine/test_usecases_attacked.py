"""Ways round the rules that somebody with a grudge would try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.outbound.memory import InMemoryCaseStore, InMemoryLedger
from engine.audit import AuditCode, Entry
from engine.commands import AddNote, FireDeadline, NoteChildClosed
from engine.errors import ConflictError, EngineCode
from engine.ports import EntryQuery, FirstAnswer, Ports
from engine.projection import Account
from engine.refusal import ReasonCode, Refusal
from engine.usecases.answers import MACHINE_KEYS
from engine.usecases.fire_deadlines import fire_deadlines
from engine.usecases.handle_command import handle_command
from engine.usecases.verify_audit import verify_audit
from tests.unit.engine.test_usecases import (
    ANN,
    BEN,
    EVA,
    days_pass,
    given,
    house,
    opened,
    submitted,
)


def test_nobody_takes_a_key_of_the_timer() -> None:
    """Who knew a clock's key beforehand could stop it; such keys are not for people."""
    ports = house()
    note = AddNote(case_id=opened(ports).id, text="x", idempotency_key=f"{MACHINE_KEYS}clock:1")
    with pytest.raises(ConflictError) as refused:
        handle_command(ports, note, ANN)
    assert refused.value.code is EngineCode.KEY_REUSED


def test_one_clock_that_conflicts_does_not_hold_up_the_others() -> None:
    """The timer passes over a clock whose key is taken and fires those behind it."""
    ports = house()
    assert isinstance(ports.cases, InMemoryCaseStore)
    cases = [submitted(ports) for _ in range(2)]
    for case in cases:
        given(ports, case, "see_home", with_person="ben")
        given(ports, case, "see_papers", BEN)
    days_pass(ports, 10)
    first = ports.cases.clocks(cases[0].id)[0]
    key = f"{MACHINE_KEYS}clock:{cases[0].id}:{first.key}:{first.ends_at.isoformat()}"
    ports.cases._answers[key] = FirstAnswer(key=key, fingerprint="other", answer={})
    assert [fired for _, fired in fire_deadlines(ports)] == [False, True]


@pytest.mark.parametrize(
    "report",
    [
        FireDeadline(case_id="", deadline="review"),
        NoteChildClosed(case_id="", child_id="x", outcome="aided"),
    ],
)
def test_what_the_machine_reports_nobody_else_can(
    report: FireDeadline | NoteChildClosed,
) -> None:
    """A person cannot say that a clock ran out or that a child case has ended."""
    ports = house()
    answer = handle_command(ports, replace(report, case_id=opened(ports).id), ANN)
    assert isinstance(answer, Refusal)
    assert answer.codes == (ReasonCode.NOT_FOR_PERSONS,)


class PurgedStore(InMemoryCaseStore):
    """A store whose entries somebody has removed, the files left standing."""

    def entries(self, query: EntryQuery) -> Iterator[Entry]:
        """Nothing is left."""
        del query
        return iter(())


def purged(ports: Ports) -> Ports:
    """The installation after somebody has removed every entry."""
    assert isinstance(ports.cases, InMemoryCaseStore)
    assert isinstance(ports.ledger, InMemoryLedger)
    store = PurgedStore(ports.ledger)
    vars(store).update(vars(ports.cases))
    return replace(ports, cases=store)


@pytest.mark.parametrize("named", [True, False])
def test_a_file_without_any_entry_is_found(named: bool) -> None:
    """Removing a whole chain leaves a file that nothing explains."""
    ports = house()
    case = opened(ports)
    report = verify_audit(purged(ports), case.id if named else None)
    assert (AuditCode.HEAD_DISAGREES, case.id) in {(d.code, d.case_id) for d in report.defects}


def test_a_journal_without_any_entry_is_found() -> None:
    """Removing the chain of an office's journal leaves a file that nothing explains."""
    ports = purged(house())
    found = {(defect.code, defect.case_id) for defect in verify_audit(ports).defects}
    assert (AuditCode.HEAD_DISAGREES, "J-d") in found


def test_money_that_moved_for_a_file_that_is_gone_is_found() -> None:
    """Removing a journal with its chain leaves the movements it made."""
    ports = house()
    assert isinstance(ports.cases, InMemoryCaseStore)
    ports.cases._cases.pop("J-d")
    ports.cases._entries.pop("J-d")
    found = {(defect.code, defect.case_id) for defect in verify_audit(ports).defects}
    assert found == {(AuditCode.ROWS_DISAGREE, "J-d")}


def test_an_account_that_is_gone_is_found() -> None:
    """A removed balance disagrees with the movements that made it."""
    ports = house()
    assert isinstance(ports.ledger, InMemoryLedger)
    ports.ledger._amounts.pop(("d", 2026, "aid", Account.FREE))
    (defect,) = verify_audit(ports).defects
    assert (defect.code, defect.params["account"]) == (AuditCode.LEDGER_DISAGREES, "free")
    assert (defect.params["stored"], defect.params["movements"]) == (0, 1_000_000)


def test_a_budget_that_moved_without_an_entry_is_found() -> None:
    """Movements and balances edited alike still disagree with what the case's entries say."""
    ports = house()
    case = submitted(ports)
    given(ports, case, "see_home", with_person="ben")
    given(ports, case, "see_papers", BEN)
    given(ports, case, "approve", EVA)
    assert verify_audit(ports).defects == ()
    assert isinstance(ports.ledger, InMemoryLedger)
    ports.ledger.post([replace(ports.ledger.movements(case.id)[0], amount_fen=1)])
    assert {d.params.get("rows") for d in verify_audit(ports).defects} == {"movements"}
