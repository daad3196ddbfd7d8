"""Answers from outside over HTTP: a true one moves its case, every other one is recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from adapters.inbound.rest.outside import ENTRIES_PER_MINUTE
from engine.journal import journal_id
from engine.outside import LARGEST_BYTES, Message, signature
from engine.ports import EntryQuery
from tests.support.programs import API
from tests.support.senders import Party
from tests.support.web_office import WebOffice

DISTRICT = "yangli-district"
MATCHED = "hardship_aid.data_matched"
DATA = {
    "matched_on": "2026-11-20",
    "matched_income": "1.00",
    "matched_homes": 0,
    "matched_vehicles": 0,
    "matched_businesses": 0,
}


class Line:
    """How a party reaches an office."""

    def __init__(self, office: WebOffice) -> None:
        self.office = office
        self.client = TestClient(office.app, follow_redirects=False)
        self.party = Party.let_in(office.house, "civil-affairs", DISTRICT, MATCHED)
        self.case = office.cases["data_match"]

    def message(self, message_id: str = "msg_1", **changed: object) -> Message:
        """What civil affairs say about the household."""
        said = {"case": self.case, "event": "data_matched", "data": DATA, **changed}
        return self.party.says(self.office.house.clock.now(), message_id, **said)

    def post(self, message: Message) -> Response:
        """Send a message as it is."""
        headers = {
            "content-type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": message.timestamp,
            "webhook-signature": message.signatures,
        }
        address = f"{API}/outside/{message.sender}/answers"
        return self.client.post(address, content=message.body, headers=headers)

    def problem(self, message: Message) -> tuple[int, str]:
        """Status and code of what is answered to a message that is turned away."""
        answer = self.post(message)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()["code"]

    def state(self) -> str:
        """Where the case stands."""
        return self.office.house.ports.cases.load(self.case).case.state

    def recorded(self, office: str = DISTRICT) -> list[dict[str, Any]]:
        """What an office's journal says was turned away."""
        query = EntryQuery(case_id=journal_id(office), limit=0)
        events = [entry.event() for entry in self.office.house.ports.cases.entries(query)]
        return [event.details for event in events if event is not None and event.action == "answer"]


@pytest.fixture
def line(office: WebOffice) -> Line:
    """An office that civil affairs may answer."""
    return Line(office)


def test_a_true_answer_moves_its_case_once(line: Line) -> None:
    """The same message again, signed anew, gets the same answer and changes nothing."""
    first = line.post(line.message())
    assert (first.status_code, first.json()["repeated"]) == (200, False), first.text
    state, seq = line.state(), line.office.house.ports.cases.load(line.case).seq
    assert state != "data_match"
    line.office.wait(minutes=20)
    again = line.post(line.message())
    assert again.json() == {**first.json(), "repeated": True}
    loaded = line.office.house.ports.cases.load(line.case)
    assert (loaded.case.state, loaded.seq) == (state, seq)
    assert [one["reasons"][0]["code"] for one in line.recorded()] == ["answer_repeated"]


def test_the_trail_names_the_sender(line: Line) -> None:
    """In the case's entries, and by a name that no member of staff can have."""
    line.post(line.message())
    entries = line.office.house.ports.cases.entries(EntryQuery(case_id=line.case, limit=0))
    *_, last = (entry.event() for entry in entries)
    assert last is not None
    assert (last.action, last.who.person) == ("record_match", "outside:civil-affairs")
    page = line.office.known("shen").page(f"/cases/{line.case}")
    assert "外部消息（civil-affairs）" in page


def test_a_forged_answer_is_refused_and_recorded(line: Line) -> None:
    """A wrong signature, another body under a right one, nobody we know: all alike."""
    true = line.message()
    swapped = true.body.replace(b"1.00", b"2.00")
    forged = [
        replace(true, signatures="v1,AAAA"),
        replace(true, signatures=""),
        replace(true, body=swapped),
        replace(true, id="msg_2"),
    ]
    strangers = [replace(true, sender=name) for name in ("court", "%00")]
    found = {line.problem(one) for one in forged}
    # Ten seconds later there is room in the journals for more of them.
    line.office.wait(seconds=10)
    assert found | {line.problem(one) for one in strangers} == {(403, "answer_forged")}
    assert line.state() == "data_match"
    entries = line.recorded()
    assert (len(entries), len(line.recorded("yangli-province"))) == (len(forged), len(strangers))
    assert {str(entry["reasons"]) for entry in entries} == {
        "[{'code': 'answer_forged', 'params': {}}]"
    }
    assert not [entry for entry in entries if line.case in str(entry) or "msg" in str(entry)]


def test_an_old_answer_is_refused_and_recorded(line: Line) -> None:
    """What was caught on the way is worth nothing after five minutes."""
    message = line.message()
    line.office.wait(minutes=6)
    assert line.problem(message) == (403, "answer_stale")
    assert (line.state(), len(line.recorded())) == ("data_match", 1)


def test_another_answer_under_the_same_id_is_refused_and_recorded(line: Line) -> None:
    """It cannot take the first one's place."""
    line.post(line.message())
    state = line.state()
    other = line.message(data={**DATA, "matched_income": "999999.00"})
    assert line.problem(other) == (409, "answer_reused")
    assert (line.state(), len(line.recorded())) == (state, 1)


def test_what_a_sender_may_not_answer_is_refused_and_recorded(line: Line) -> None:
    """Another event of a case in reach: 403; the attempt is under the sender's name."""
    wrong = line.message(event="payment_confirmed", data={"paid_on": "2026-11-20"})
    assert line.problem(wrong) == (403, "answer_not_allowed")
    assert line.recorded()[0]["event"] == "payment_confirmed"


def test_cases_out_of_reach_do_not_exist(line: Line) -> None:
    """Another office's sender, and a sender of another kind, are told what nobody is told."""
    house = line.office.house
    bank = Party.let_in(house, "bank", "bus-company", MATCHED)
    court = Party.let_in(house, "court", DISTRICT, "dispute_mediation.review_decided")
    now = house.clock.now()
    said: dict[str, Any] = {"case": line.case, "event": "data_matched", "data": DATA}
    none = line.post(line.message("msg_9", case="HA-2026-999999"))
    answers = [
        line.post(bank.says(now, **said)),
        line.post(court.says(now, **{**said, "event": "review_decided"})),
        line.post(line.message("msg_8", case=journal_id(DISTRICT))),
    ]
    assert none.status_code == 404
    assert [answer.json() for answer in answers] == [none.json()] * 3
    assert (line.state(), len(line.recorded())) == ("data_match", 3)


def test_what_the_case_refuses_says_only_what_lies_in_the_answer(line: Line) -> None:
    """A field that is missing is named; where the case stands is not."""
    partial = line.post(line.message(data={"matched_on": "2026-11-20", "kin": 1}))
    found = {one["code"] for one in partial.json()["reasons"]}
    assert (partial.status_code, partial.json()["code"]) == (422, "api_answer_not_taken")
    assert "unknown_field" in found | {"field_not_editable"}
    line.case = line.office.cases["draft"]
    early = line.post(line.message("msg_3")).json()
    assert (early["code"], early["reasons"]) == ("api_answer_not_taken", [])
    assert "draft" not in str(early)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"case": 1}', b"\xff", b"[" * 50_000])
def test_what_cannot_be_read_is_refused(line: Line, body: bytes) -> None:
    """Though it is rightly signed."""
    now = line.office.house.clock.now()
    signed = line.party.says(now)
    whole = replace(signed, body=body)
    message = replace(whole, signatures=_signed(line.party, whole))
    assert line.problem(message) == (422, "answer_unreadable")


def _signed(party: Party, message: Message) -> str:
    return signature(party.key, message.id, message.timestamp, message.body)


def test_a_body_larger_than_any_answer_is_not_read(line: Line) -> None:
    """No more than 64 KiB are looked at."""
    large = replace(line.message(), body=b" " * (LARGEST_BYTES + 1))
    assert line.problem(large) == (413, "http_too_large")


def test_a_flood_of_forged_answers_fills_no_journal(line: Line) -> None:
    """Ten seconds' worth of entries; the next one says how many were left out."""
    forged = replace(line.message(), signatures="v1,AAAA")
    for _ in range(60):
        line.post(forged)
    entries = line.recorded()
    assert len(entries) == ENTRIES_PER_MINUTE // 6
    assert [entry["last_for_a_while"] for entry in entries] == [False] * 4 + [True]
    # What a proven sender does is counted by itself.
    assert line.problem(line.message(event="x")) == (403, "answer_not_allowed")
    line.office.wait(minutes=1)
    line.post(forged)
    assert line.recorded()[-1]["left_out"] == 60 - len(entries)
