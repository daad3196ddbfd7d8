"""A digest misses nothing and says nothing twice, however late things are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from adapters.i18n import Language, Texts
from adapters.i18n.kinds import KindTexts
from adapters.i18n.telling import NoticeWords, Telling
from adapters.outbound.memory import InMemoryContacts, InMemoryInbox
from adapters.outbound.notify import NoticeCourier
from engine.contacts import Channel, Contact, sendings
from engine.notices import Notice, NoticeCode
from engine.projection import Message

EVENING = datetime(2026, 2, 10, 12, tzinfo=UTC)
ANN = Contact(
    person="ann", channel=Channel.EMAIL, address="ann@example.invalid", language="en", digest=True
)


class Mailbox:
    """Keeps the lines of letters."""

    def __init__(self) -> None:
        self.lines: Counter[str] = Counter()
        self.texts: list[str] = []

    def send(self, address: str, telling: Telling, key: str) -> None:
        """Keep a letter's lines."""
        del address, key
        self.lines.update(telling.lines)
        self.texts.append(telling.text)


class Office:
    """Tells ann and carries her digests at the moments that a test chooses."""

    def __init__(self, contact: Contact = ANN) -> None:
        self.contacts, self.inbox, self.mailbox = InMemoryContacts(), InMemoryInbox(), Mailbox()
        self.contacts.save(contact)
        self.promised: dict[str, Message] = {}
        words = NoticeWords(texts=Texts.of_installation(), kinds=lambda *_: KindTexts({}))
        self.courier = NoticeCourier(
            channel=Channel.EMAIL,
            contacts=self.contacts,
            inbox=self.inbox,
            words=words,
            sender=self.mailbox,
        )

    def tell(self, number: int, now: datetime, code: NoticeCode = NoticeCode.TASK_GIVEN) -> None:
        """Put a notice into the inbox; what is promised with it stands in the outbox."""
        notice = Notice(
            id=f"{number}",
            person="ann",
            code=code,
            at=now,
            case_id=f"SA-{number}",
            kind="small_aid",
            office="s",
        )
        for message in sendings([notice], self.contacts.of({"ann"}), now):
            self.promised.setdefault(message.key, message)
        self.inbox.put([notice])

    def carry(self, now: datetime) -> None:
        """Carry each promised digest that is due, once."""
        for key, message in self.promised.items():
            if message.available_at <= now:
                self.courier.carry(message)
                self.promised[key] = replace(message, available_at=datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize("late", [timedelta(), timedelta(hours=3), timedelta(days=2)])
def test_every_notice_stands_in_one_digest(late: timedelta) -> None:
    """Told every five minutes for two days, with a worker that is on time, late, or off."""
    office = Office()
    for number in range(2 * 24 * 12):
        now = EVENING + number * timedelta(minutes=5)
        office.carry(now - late)
        office.tell(number, now)
    office.carry(EVENING + timedelta(days=9))
    assert set(office.mailbox.lines.values()) == {1}
    assert office.mailbox.lines.total() == 2 * 24 * 12


def test_what_is_muted_stands_in_no_digest() -> None:
    """A person hears in the morning no more than at once."""
    office = Office(replace(ANN, muted=frozenset({"notice_copy"})))
    office.tell(1, EVENING)
    office.tell(2, EVENING, NoticeCode.COPY)
    office.carry(EVENING + timedelta(days=1))
    assert office.mailbox.lines.total() == 1


def test_a_digest_waits_for_the_end_of_the_quiet_hours() -> None:
    """Who is not to be disturbed before nine gets it at nine."""
    office = Office(replace(ANN, quiet_from=time(22), quiet_until=time(9)))
    office.tell(1, EVENING)
    [message] = office.promised.values()
    assert message.available_at == datetime(2026, 2, 11, 1, tzinfo=UTC)


def test_a_long_digest_says_how_many_more_there_are() -> None:
    """A letter names a thousand notices at most, and counts the others."""
    office = Office()
    for number in range(1_203):
        office.tell(number, EVENING)
    office.carry(EVENING + timedelta(days=1))
    [text] = office.mailbox.texts
    assert office.mailbox.lines.total() == 1_000
    assert text.endswith("\nand 203 more, which are in your inbox\n")


def test_a_robot_gets_no_more_than_it_takes() -> None:
    """The text is cut between notices, and says how many were left out."""
    office = Office()
    notices = [
        Notice(
            id=f"{number}",
            person="ann",
            code=NoticeCode.TASK_GIVEN,
            at=EVENING,
            case_id=f"SA-{number}",
            kind="small_aid",
            office="s",
        )
        for number in range(100)
    ]
    telling = office.courier.words.telling(notices, Language.EN)
    *named, last = telling.text_within(2048).splitlines()
    assert len(telling.text_within(2048).encode()) <= 2048
    assert named == [line.rstrip() for line in telling.lines[: len(named)]]
    assert last == f"and {100 - len(named)} more, which are in your inbox"
