"""Attempts that end in an error leave an entry all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.canonical import CanonicalError
from engine.commands import Act, AddNote
from engine.errors import ConflictError, NotPermittedError
from engine.money import Fen
from engine.ports import EntryQuery, Ports
from engine.refusal import Refusal
from engine.usecases.allot_budget import allot_budget
from engine.usecases.attach_document import attach_document
from engine.usecases.handle_command import handle_command
from engine.usecases.open_case import open_case
from engine.usecases.refused_attempts import record_pretender
from engine.usecases.requester import Requester
from engine.usecases.show_case import show_case
from engine.usecases.verify_audit import verify_audit
from tests.support.json_values import mappings
from tests.support.office_life import TREASURER
from tests.unit.engine.test_usecases import ANN, BEN, house, opened

PRETENDER = Requester(person="ben", on_behalf_of="eva")
HALF = "a\ud800"


def last(ports: Ports, case_id: str) -> tuple[str, str, list[str]]:
    """Kind, person and reasons of a chain's last entry."""
    *_, entry = ports.cases.entries(EntryQuery(case_id=case_id, limit=0))
    event = entry.event()
    assert event is not None
    codes = [str(found["code"]) for found in mappings(event.details.get("reasons", []))]
    return event.type.value, event.who.person, codes


def test_acting_for_somebody_who_has_not_delegated_is_recorded() -> None:
    """The trail names the person themselves, not whom they claimed to represent."""
    ports = house()
    case = opened(ports)
    with pytest.raises(NotPermittedError):
        handle_command(ports, AddNote(case_id=case.id, text="x"), PRETENDER)
    assert last(ports, case.id) == ("attempt_refused", "ben", ["not_delegated"])


def test_a_pretended_delegate_brings_no_paper() -> None:
    """Attaching for somebody who has not delegated is recorded like any other command."""
    ports = house()
    case = opened(ports)
    with pytest.raises(NotPermittedError):
        attach_document(
            ports,
            case_id=case.id,
            kind="proof",
            name="p",
            content=b"%PDF-1.4",
            requester=PRETENDER,
        )
    assert last(ports, case.id) == ("attempt_refused", "ben", ["not_delegated"])


def test_a_key_that_is_used_again_is_recorded() -> None:
    """Who uses another command's key is told so, and the trail shows it."""
    ports = house()
    case = opened(ports)
    handle_command(ports, AddNote(case_id=case.id, text="x", idempotency_key="k"), ANN)
    with pytest.raises(ConflictError):
        handle_command(ports, AddNote(case_id=case.id, text="y", idempotency_key="k"), BEN)
    assert last(ports, case.id) == ("attempt_refused", "ben", ["idempotency_key_reused"])


@pytest.mark.parametrize(
    "note",
    [AddNote(case_id="", text=HALF), AddNote(case_id="", text="x", idempotency_key=HALF)],
)
def test_text_that_no_entry_can_hold_is_recorded(note: AddNote) -> None:
    """The entry says that there was such text without repeating it."""
    ports = house()
    case = opened(ports)
    with pytest.raises(CanonicalError):
        handle_command(ports, replace(note, case_id=case.id), ANN)
    assert last(ports, case.id) == ("attempt_refused", "ann", ["unsealable"])
    assert verify_audit(ports).defects == ()


@pytest.mark.parametrize(
    ("who", "key", "error", "code"),
    [
        (PRETENDER, None, NotPermittedError, "not_delegated"),
        (BEN, "k", ConflictError, "idempotency_key_reused"),
        (BEN, HALF, CanonicalError, "unsealable"),
    ],
)
def test_an_opening_that_ends_in_an_error_stands_in_the_journal(
    who: Requester, key: str | None, error: type[Exception], code: str
) -> None:
    """What belongs to no case is kept with the office."""
    ports = house()
    opened(ports, idempotency_key="k")
    with pytest.raises(error):
        open_case(
            ports,
            kind="small_aid",
            office="s",
            data={"name": "乙样例"},
            requester=who,
            idempotency_key=key,
        )
    assert last(ports, "J-s") == ("attempt_refused", "ben", [code])


def test_a_pretended_treasurer_is_recorded() -> None:
    """Allotting for somebody who has not delegated stands in the office's journal."""
    ports = house()
    with pytest.raises(NotPermittedError):
        allot_budget(ports, PRETENDER, office="d", fund="aid", year=2026, amount_fen=Fen(1))
    assert last(ports, "J-d") == ("attempt_refused", "ben", ["not_delegated"])


@pytest.mark.parametrize("number", ["J-s", "J-nowhere", "SA-2026-000001.1", "a\nb", "N" * 65])
def test_a_number_of_a_journal_or_a_child_is_not_given(number: str) -> None:
    """Numbers that the house itself gives cannot be chosen, and the attempt is recorded."""
    ports = house()
    opened(ports)
    answer = open_case(
        ports,
        kind="small_aid",
        office="s",
        data={"name": "乙样例"},
        requester=ANN,
        case_id=number,
    )
    assert getattr(answer, "codes", None) == ("case_number_reserved",)
    assert last(ports, "J-s") == ("attempt_refused", "ann", ["case_number_reserved"])


def test_an_unknown_person_leaves_no_entry() -> None:
    """Somebody whom the directory does not know has no name an entry could give."""
    ports = house()
    case = opened(ports)
    stranger = replace(PRETENDER, person="nobody")
    with pytest.raises(Exception, match="person_not_found"):
        handle_command(ports, AddNote(case_id=case.id, text="x"), stranger)
    assert len(list(ports.cases.entries(EntryQuery(case_id=case.id, limit=0)))) == 1


def test_an_action_whose_name_cannot_be_written_is_recorded_by_its_command() -> None:
    """The entry names the kind of command where the action's own name cannot stand."""
    ports = house()
    case = opened(ports)
    with pytest.raises(CanonicalError):
        handle_command(ports, Act(case_id=case.id, action=HALF), ANN)
    *_, entry = ports.cases.entries(EntryQuery(case_id=case.id, limit=0))
    event = entry.event()
    assert event is not None
    assert (event.action, last(ports, case.id)[2]) == ("Act", ["unsealable"])


def test_a_false_claim_that_only_wanted_to_read_is_recorded_once() -> None:
    """It stands in the journal of the claimant's own office, under their own name."""
    ports = house()
    case = opened(ports)
    with pytest.raises(NotPermittedError) as caught:
        show_case(ports, case.id, PRETENDER)
    for _ in range(2):
        record_pretender(ports, PRETENDER, caught.value, "case.show")
    assert last(ports, "J-s") == ("attempt_refused", "ben", ["not_delegated"])
    claims = [
        entry
        for entry in ports.cases.entries(EntryQuery(case_id="J-s", limit=0))
        if (event := entry.event()) and event.action == "act_for"
    ]
    assert len(claims) == 1


def test_a_false_claim_of_a_command_is_not_recorded_twice() -> None:
    """What stands in the trail of the case is not written into the journal as well."""
    ports = house()
    case = opened(ports)
    with pytest.raises(NotPermittedError) as caught:
        handle_command(ports, AddNote(case_id=case.id, text="x"), PRETENDER)
    record_pretender(ports, PRETENDER, caught.value, "case.note")
    assert list(ports.cases.entries(EntryQuery(case_id="J-s", limit=0))) == []


def test_a_repeated_allotment_moves_no_money_twice() -> None:
    """The same key of the same person gets the first answer; for another amount it is taken."""
    ports = house()
    free = ports.ledger.free(frozenset({"d"}), 2026)

    def allot(fen: int) -> Refusal | None:
        return allot_budget(
            ports,
            Requester(person=TREASURER),
            office="d",
            fund="aid",
            year=2026,
            amount_fen=Fen(fen),
            idempotency_key="k",
        )

    assert [allot(100), allot(100)] == [None, None]
    key = ("d", 2026, "aid")
    assert ports.ledger.free(frozenset({"d"}), 2026)[key] == free[key] + 100
    with pytest.raises(ConflictError):
        allot(200)
    assert last(ports, "J-d")[2] == ["idempotency_key_reused"]
