"""Answers from outside over ports in memory: carried out once, or turned away and recorded."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.outbound.memory import InMemorySenders, SettableClock
from engine.directory import Grant, Office, Person
from engine.errors import NotFoundError
from engine.journal import journal_id
from engine.model import Case
from engine.outside import Admission, Message, Sender, admit_all, sender_key, signature
from engine.ports import EntryQuery, Ports
from engine.reception import Reception
from engine.refusal import Refusal
from engine.usecases.answers import Answer, Done
from engine.usecases.keep_senders import Added, add_sender, list_senders, revoke_sender
from engine.usecases.open_case import open_case
from engine.usecases.receive_answer import Heard, Received, TurnedAway, receive_answer
from engine.usecases.requester import Requester
from engine.usecases.verify_audit import verify_audit
from tests.support.small_house import small_house
from tests.support.small_kind import DIRECTORY, NOW

MASTER = bytes(range(32))
ROOT = Requester(person="root")
ANSWERED = {
    "from": ["draft", "review"],
    "to": "refused",
    "by": ["outside", "chief"],
    "outside": "court_decided",
    "edits": ["amount"],
}
PAID = {"from": ["draft"], "by": ["outside"], "outside": "bank_paid"}


class Reached:
    """An installation with a case that waits for a court, and the court."""

    def __init__(self) -> None:
        self.ports: Ports = small_house(actions={"be_answered": ANSWERED, "be_paid": PAID})
        offices = {"x": Office(id="x", level="district", name="别区", region="CN")}
        root = Person(id="root", name="管样例", grants=(Grant(role="administrator", office="d"),))
        people = {**DIRECTORY.people, "root": root}
        directory = type(DIRECTORY)(offices={**DIRECTORY.offices, **offices}, people=people)
        self.ports.staff.save(directory)
        self.reception = Reception(senders=InMemorySenders(), master=MASTER)
        self.case = self.open()

    def open(self) -> Case:
        """Another case at the street's office."""
        made = open_case(
            self.ports,
            kind="small_aid",
            office="s",
            data={"name": "赵样例"},
            requester=Requester(person="ann"),
        )
        assert isinstance(made, Done)
        return made.case

    def court(self, sender_id: str = "court", office: str = "d", **more: object) -> Sender:
        """A party that may say what the court decided."""
        answers = more.get("answers", frozenset({"small_aid.court_decided"}))
        assert isinstance(answers, frozenset)
        made = add_sender(
            self.ports,
            self.reception,
            ROOT,
            sender_id=sender_id,
            name="样例法院",
            office=office,
            answers=answers,
        )
        assert isinstance(made, Added), made
        return made.sender

    def message(self, message_id: str = "m1", sender: str = "court", **said: object) -> Message:
        """A message that its sender signed now."""
        plain = {"case": self.case.id, "event": "court_decided", **said}
        body = json.dumps(plain).encode()
        timestamp = str(int(self.ports.clock.now().timestamp()))
        made = signature(sender_key(MASTER, sender), message_id, timestamp, body)
        return Message(
            sender=sender, id=message_id, timestamp=timestamp, signatures=made, body=body
        )

    def receive(self, message: Message) -> Received:
        """What becomes of it."""
        return receive_answer(self.ports, self.reception, message, admit_all)

    def heard(self, message: Message) -> Answer:
        """What the case answers."""
        found = self.receive(message)
        assert isinstance(found, Heard), found
        return found.answer

    def turned_away(self, message: Message) -> str:
        """By what it was turned away."""
        found = self.receive(message)
        assert isinstance(found, TurnedAway), found
        return found.reason.code.value

    def recorded(self, office: str = "d") -> list[dict[str, Any]]:
        """What the journal of an office says was turned away."""
        query = EntryQuery(case_id=journal_id(office), limit=0)
        events = [entry.event() for entry in self.ports.cases.entries(query)]
        return [
            {**event.details, "who": event.who.person}
            for event in events
            if event is not None and event.action == "answer"
        ]

    def state(self) -> str:
        """Where the case stands."""
        return self.ports.cases.load(self.case.id).case.state

    def wait(self, **span: float) -> None:
        """Let time pass."""
        clock = self.ports.clock
        assert isinstance(clock, SettableClock)
        clock.set(clock.now() + timedelta(**span))


@pytest.fixture
def reached() -> Reached:
    """An installation with the court among its senders."""
    made = Reached()
    made.court()
    return made


def test_an_answer_takes_its_action_and_the_entry_names_the_sender(reached: Reached) -> None:
    """With its values, once its sender is sure."""
    done = reached.heard(reached.message(data={"amount": "1200.50"}))
    assert isinstance(done, Done)
    assert (done.case.state, done.case.facts["amount"]) == ("refused", "1200.50")
    assert (done.events[-1].action, done.events[-1].who.person) == ("be_answered", "outside:court")
    assert reached.recorded() == []


def test_the_same_message_again_changes_nothing_and_is_recorded(reached: Reached) -> None:
    """Signed anew, as senders do that got no answer: the first answer comes again."""
    first = reached.heard(reached.message())
    reached.wait(minutes=30)
    again = reached.heard(reached.message())
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert (again.repeated, again.seq, again.case) == (True, first.seq, first.case)
    (entry,) = reached.recorded()
    assert (entry["message"], entry["who"]) == ("m1", "outside:court")
    assert [one["code"] for one in entry["reasons"]] == ["answer_repeated"]


def test_another_message_under_the_same_id_is_turned_away(reached: Reached) -> None:
    """The second does nothing, not even to another case."""
    reached.receive(reached.message())
    other = reached.open()
    assert reached.turned_away(reached.message(case=other.id)) == "answer_reused"
    assert reached.ports.cases.load(other.id).case == other
    assert [one["message"] for one in reached.recorded()] == ["m1"]


def test_a_forged_message_is_recorded_without_anything_it_says(reached: Reached) -> None:
    """In the journal of the topmost office, by nobody's name."""
    true = reached.message(data={"amount": "77.77"})
    forged = Message(
        sender="court", id="m1", timestamp=true.timestamp, signatures="v1,AAAA", body=true.body
    )
    assert reached.turned_away(forged) == "answer_forged"
    assert reached.state() == "draft"
    (entry,) = reached.recorded()
    assert (entry["who"], "message" in entry, "77.77" in str(entry)) == ("outside", False, False)


def test_nobody_learns_which_senders_there_are(reached: Reached) -> None:
    """Somebody unknown, somebody taken away and a wrong key are answered alike."""
    reached.court("bank")
    revoke_sender(reached.ports, reached.reception, ROOT, "bank")
    found = {
        reached.turned_away(reached.message(sender=one)) for one in ("bank", "nobody", "", "\0")
    }
    assert found == {"answer_forged"}


def test_an_old_message_is_stale(reached: Reached) -> None:
    """It was right once; that is recorded under the sender's name and does nothing."""
    message = reached.message()
    reached.wait(minutes=6)
    assert reached.turned_away(message) == "answer_stale"
    assert reached.state() == "draft"


def test_a_case_out_of_reach_is_like_one_that_is_not_there(reached: Reached) -> None:
    """By office and by kind, journals included; the entry does not say which case was asked for."""
    for name, office, answer in (
        ("abroad", "x", "small_aid.court_decided"),
        ("lender", "d", "loan.court_decided"),
    ):
        reached.reception.senders.add(
            Sender(
                id=name,
                name="别处",
                office=office,
                answers=frozenset({answer}),
                added_by="root",
                added_at=NOW,
            )
        )
    wrong = [
        reached.message(case="SA-2026-999999"),
        reached.message(case=journal_id("d")),
        reached.message(sender="abroad"),
        reached.message(sender="lender"),
    ]
    found = [reached.receive(one) for one in wrong]
    assert [one.reason.code.value for one in found if isinstance(one, TurnedAway)] == [
        "answer_out_of_reach"
    ] * 4
    assert "SA-2026-999999" not in str(reached.recorded())


def test_a_sender_answers_only_what_it_may(reached: Reached) -> None:
    """The court does not say that the bank has paid."""
    assert reached.turned_away(reached.message(event="bank_paid")) == "answer_not_allowed"
    assert reached.state() == "draft"


def test_what_cannot_be_read_is_turned_away(reached: Reached) -> None:
    """It was signed, and says nothing that could be done."""
    assert reached.turned_away(reached.message(more="x")) == "answer_unreadable"


def test_what_the_case_refuses_stands_in_the_case(reached: Reached) -> None:
    """A field that the action does not take; the attempt is the sender's."""
    refused = reached.heard(reached.message(data={"name": "别名"}))
    assert isinstance(refused, Refusal)
    entries = reached.ports.cases.entries(EntryQuery(case_id=reached.case.id, limit=0))
    *_, last = (entry.event() for entry in entries)
    assert last is not None
    assert (last.type.value, last.who.person) == ("attempt_refused", "outside:court")


def test_a_flood_leaves_few_entries(reached: Reached) -> None:
    """Whoever admits says how many were left out; without leave nothing is written."""
    leave = [Admission(last=True), None, None, Admission(left_out=2)]

    def admit(whose: str, now: datetime) -> Admission | None:
        assert (whose, now) == ("", NOW)
        return leave.pop(0)

    forged = Message(sender="court", id="m", timestamp="0", signatures="", body=b"")
    for _ in range(4):
        receive_answer(reached.ports, reached.reception, forged, admit)
    found = [(one["left_out"], one["last_for_a_while"]) for one in reached.recorded()]
    assert found == [(0, True), (2, False)]


def test_journals_with_such_entries_verify(reached: Reached) -> None:
    """They are sealed like all others."""
    reached.receive(reached.message())
    reached.receive(reached.message())
    reached.turned_away(reached.message(sender="nobody"))
    assert verify_audit(reached.ports).defects == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sender_id": "Court of Yangli"}, "sender_id_unfit"),
        ({"sender_id": "court"}, "sender_taken"),
        ({"answers": frozenset({"small_aid.court_decided", "small_aid.none"})}, "answer_unknown"),
        ({"requester": Requester(person="ann"), "office": "s"}, "not_your_role"),
    ],
)
def test_a_sender_that_cannot_be_is_refused(
    reached: Reached, changed: dict[str, Any], code: str
) -> None:
    """With the reason, and the attempt is recorded."""
    asked: dict[str, Any] = {
        "sender_id": "bank",
        "office": "d",
        "answers": frozenset({"small_aid.bank_paid"}),
        "requester": ROOT,
        **changed,
    }
    requester = asked.pop("requester")
    refused = add_sender(reached.ports, reached.reception, requester, name="银行", **asked)
    assert isinstance(refused, Refusal)
    assert refused.codes == (code,)


def test_senders_end_at_an_administrators_reach(reached: Reached) -> None:
    """Of another office's sender an administrator learns nothing."""
    people = reached.ports.staff.directory()
    other = Person(id="keeper", name="别管", grants=(Grant(role="administrator", office="x"),))
    reached.ports.staff.save(
        type(people)(offices=people.offices, people={**people.people, "keeper": other})
    )
    keeper = Requester(person="keeper")
    assert list(list_senders(reached.ports, reached.reception, keeper)) == []
    assert list(list_senders(reached.ports, reached.reception, Requester(person="ann"))) == []
    assert [one.id for one in list_senders(reached.ports, reached.reception, ROOT)] == ["court"]
    with pytest.raises(NotFoundError):
        revoke_sender(reached.ports, reached.reception, keeper, "court")
