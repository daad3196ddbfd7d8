"""Notices leave the house over real connections to servers of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message as Letter
from threading import Event

import pytest

from adapters.i18n import Language, Texts
from adapters.i18n.kinds import KindTexts
from adapters.i18n.telling import NoticeWords
from adapters.outbound.memory import InMemoryContacts, InMemoryInbox
from adapters.outbound.notify import (
    WECOM_HOST,
    DingTalkRobot,
    NoticeCourier,
    Poster,
    Sender,
    SmtpSender,
    WebhookSender,
    WeComRobot,
    signature,
)
from engine.contacts import Channel, Contact, sendings
from engine.errors import AdapterError
from engine.notices import Notice, NoticeCode
from tests.support.receivers import HttpReceiver, http_receiver, smtp_receiver

NOW = datetime(2026, 2, 11, 1, tzinfo=UTC)
SECRET = b"a secret of the test"

NOTICE = Notice(
    id="SA-1:3:ann",
    person="ann",
    code=NoticeCode.TASK_GIVEN,
    at=NOW,
    case_id="SA-1",
    kind="small_aid",
    office="s",
    params={"state": "review", "task": "task", "queue": "review"},
)


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    """A server that takes posts."""
    with http_receiver() as found:
        yield found


def words() -> NoticeWords:
    """The words of the small kind of case."""
    kind = KindTexts({"workflow": "Small aid", "states": {"review": "In review"}})
    return NoticeWords(
        texts=Texts.of_installation(),
        kinds=lambda name, language: kind,
        public_url="https://office.example",
    )


def poster(timeout_seconds: float = 5.0) -> Poster:
    """Posts to this machine, as an installation allows that names it."""
    return Poster({"127.0.0.1"}, timeout_seconds)


def carry(
    sender: Sender, channel: Channel, address: str, *notices: Notice, digest: bool = False
) -> None:
    """Tell ann of notices over one channel."""
    contacts, inbox = InMemoryContacts(), InMemoryInbox()
    contacts.save(
        Contact(person="ann", channel=channel, address=address, language="en", digest=digest)
    )
    inbox.put(notices or (NOTICE,))
    courier = NoticeCourier(
        channel=channel, contacts=contacts, inbox=inbox, words=words(), sender=sender
    )
    told = sendings(notices or (NOTICE,), contacts.of({"ann"}), NOW)
    for message in {message.key: message for message in told}.values():
        courier.carry(message)


def failure(sender: Sender, channel: Channel, address: str) -> tuple[object, bool]:
    """How telling ann fails: the cause, and whether trying again may help."""
    with pytest.raises(AdapterError) as failed:
        carry(sender, channel, address)
    return failed.value.params["cause"], failed.value.retryable


def test_a_letter_says_what_happened_and_where_to_look() -> None:
    """By e-mail: headline, case, state and a link; an id that a repetition shares."""
    with smtp_receiver() as (url, letters):
        carry(SmtpSender(url, "office@example.invalid"), Channel.EMAIL, "ann@example.invalid")
    [letter] = letters
    assert (letter["To"], letter["Subject"]) == ("ann@example.invalid", "A task lies with you")
    assert letter["Message-ID"] == "<SA-1.3.ann.email@unioncase>"
    text = _text(letter)
    assert "Small aid SA-1, now: In review" in text
    assert "https://office.example/cases/SA-1" in text


def _text(letter: Letter) -> str:
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def test_a_digest_holds_everything_of_the_day() -> None:
    """One letter with a line for each notice."""
    second = replace(NOTICE, id="SA-2:1:ann", case_id="SA-2", at=NOW + timedelta(minutes=1))
    with smtp_receiver() as (url, letters):
        sender = SmtpSender(url, "office@example.invalid")
        carry(sender, Channel.EMAIL, "ann@example.invalid", NOTICE, second, digest=True)
    [letter] = letters
    assert letter["Subject"] == "2 notices"
    assert [name in _text(letter) for name in ("SA-1", "SA-2")] == [True, True]


def test_a_mailbox_that_does_not_exist_is_given_up() -> None:
    """The server's permanent answer will not change; a server that is away may come back."""
    with smtp_receiver() as (url, _):
        sender = SmtpSender(url, "office@example.invalid")
        assert failure(sender, Channel.EMAIL, "nobody@example.invalid") == ("SMTP 550", False)
    assert failure(sender, Channel.EMAIL, "ann@example.invalid")[1] is True


def test_a_webhook_is_signed_over_moment_and_body(receiver: HttpReceiver) -> None:
    """The receiver can tell a forgery and a replay, and knows a repetition by its key."""
    carry(WebhookSender(poster(), SECRET, lambda: NOW), Channel.WEBHOOK, receiver.url)
    [posted] = receiver.posted
    timestamp = posted.headers["X-Unioncase-Timestamp"]
    assert posted.headers["X-Unioncase-Signature"] == signature(SECRET, timestamp, posted.body)
    assert timestamp == str(int(NOW.timestamp()))
    assert posted.headers["Idempotency-Key"] == json.loads(posted.body)["id"]


def test_wecom_gets_its_own_json(receiver: HttpReceiver) -> None:
    """A text message, as the robot's documentation shows it."""
    carry(WeComRobot(poster()), Channel.WECOM, f"{receiver.url}/cgi-bin/webhook/send?key=k")
    [posted] = receiver.posted
    plain = json.loads(posted.body)
    assert (posted.path, plain["msgtype"]) == ("/cgi-bin/webhook/send?key=k", "text")
    assert plain["text"]["content"].startswith("A task lies with you\n")


def test_dingtalk_gets_a_signature_and_never_the_secret(receiver: HttpReceiver) -> None:
    """The secret behind the `#` signs and stays here."""
    address = f"{receiver.url}/robot/send?access_token=t#SECabc"
    carry(DingTalkRobot(poster(), lambda: NOW), Channel.DINGTALK, address)
    [posted] = receiver.posted
    assert "&timestamp=1770771600000&sign=" in posted.path
    assert b"SECabc" not in posted.path.encode() + posted.body


@pytest.mark.parametrize(
    ("answer", "cause", "again"),
    [
        ((200, b'{"errcode": 45009}'), "errcode 45009", True),
        ((200, b'{"errcode": 93000}'), "errcode 93000", False),
        ((200, b"<html>"), "answer not understood", True),
        ((200, b"[]"), "answer not understood", True),
        ((200, b"x" * 100_000), "answer too large", False),
        ((302, b""), "HTTP 302", False),
        ((404, b""), "HTTP 404", False),
        ((429, b""), "HTTP 429", True),
        ((503, b""), "HTTP 503", True),
    ],
)
def test_bad_answers_are_judged(
    receiver: HttpReceiver, answer: tuple[int, bytes], cause: str, again: bool
) -> None:
    """What may change is tried again; what will not is given up at once."""
    receiver.answers = [answer]
    assert failure(WeComRobot(poster()), Channel.WECOM, receiver.url) == (cause, again)


def test_a_server_that_never_answers_is_left(receiver: HttpReceiver) -> None:
    """After the time limit the attempt fails and is tried again later."""
    receiver.silent = Event()
    sender = WeComRobot(poster(timeout_seconds=0.2))
    assert failure(sender, Channel.WECOM, receiver.url) == ("ReadTimeout", True)
    receiver.silent.set()


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "x"])
def test_letters_leave_only_over_tls(url: str) -> None:
    """Plain addresses are for this machine alone."""
    assert failure(WeComRobot(poster()), Channel.WECOM, url) == ("address not allowed", False)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:15672/api/queues",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://qyapi.weixin.qq.com.evil.example/",
        "https://qyapi.weixin.qq.com@evil.example/",
        "https://[evil",
    ],
)
def test_letters_leave_only_to_hosts_that_are_named(url: str) -> None:
    """Nobody can have the house ask what stands beside it, whatever address they enter."""
    sender = WeComRobot(Poster({WECOM_HOST}))
    assert failure(sender, Channel.WECOM, url) == ("address not allowed", False)


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.invalid, bob@example.invalid",
        "ann@example.invalid\nBcc: bob@example.invalid",
        "Ann <ann@example.invalid>",
        "ann",
        "",
    ],
)
def test_a_letter_goes_to_one_mailbox(address: str) -> None:
    """An address that is a list or brings its own headers is given up at once."""
    sender = SmtpSender("smtp://127.0.0.1:1", "office@example.invalid")
    assert failure(sender, Channel.EMAIL, address) == ("address not allowed", False)


def test_who_has_left_a_channel_is_told_nothing(receiver: HttpReceiver) -> None:
    """A message that was promised before is done without being sent."""
    contacts, inbox = InMemoryContacts(), InMemoryInbox()
    inbox.put([NOTICE])
    gone = Contact(person="ann", channel=Channel.WECOM, address=receiver.url)
    courier = NoticeCourier(
        channel=Channel.WECOM,
        contacts=contacts,
        inbox=inbox,
        words=words(),
        sender=WeComRobot(poster()),
    )
    [message] = sendings([NOTICE], [gone], NOW)
    courier.carry(message)
    assert receiver.posted == []


@pytest.mark.parametrize("language", list(Language))
def test_every_notice_has_words(language: Language) -> None:
    """Headline and line, in both languages, without a gap."""
    for code in NoticeCode:
        line = words().line(replace(NOTICE, code=code), language)
        assert "‹" not in line
