"""Answers from outside: told to be true by their signature, and read without guessing."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.outside import (
    LARGEST_BYTES,
    Answered,
    Message,
    Sender,
    flaw,
    read_answer,
    sender_key,
    signature,
    written_key,
)
from engine.refusal import ReasonCode

NOW = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
MASTER = bytes(range(32))
KEY = sender_key(MASTER, "bank")
BODY = (
    b'{"case": "HA-2026-000001", "event": "payment_confirmed", "data": {"paid_on": "2026-02-10"}}'
)


def signed(key: bytes = KEY, at: datetime = NOW, body: bytes = BODY) -> Message:
    """A message as its sender signs it."""
    timestamp = str(int(at.timestamp()))
    made = signature(key, "msg_1", timestamp, body)
    return Message(sender="bank", id="msg_1", timestamp=timestamp, signatures=made, body=body)


@pytest.mark.parametrize(
    ("secret", "message_id", "timestamp", "body", "made"),
    [
        (
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            b'{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            "plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            "1731705121",
            b'{"event_type":"ping","data":{"success":true}}',
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
    ],
)
def test_signatures_are_those_of_standard_webhooks(
    secret: str, message_id: str, timestamp: str, body: bytes, made: str
) -> None:
    """The examples that the libraries for it publish come out the same here."""
    assert signature(base64.b64decode(secret), message_id, timestamp, body) == made


def test_a_message_that_its_sender_signed_is_believed() -> None:
    """Also when another signature stands beside it, as while keys change."""
    message = signed()
    beside = replace(message, signatures=f"v1,AAAA v2,whatever {message.signatures}")
    assert (flaw(message, KEY, NOW), flaw(beside, KEY, NOW)) == (None, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "msg_2"},
        {"timestamp": str(int(NOW.timestamp()) + 1)},
        {"timestamp": ""},
        {"timestamp": "-1"},
        {"timestamp": "９"},
        {"timestamp": "9" * 400},
        {"body": BODY.replace(b"000001", b"000002")},
        {"body": BODY + b" "},
        {"signatures": ""},
        {"signatures": "v1,"},
        {"signatures": "v1,\udcff"},
        {"id": ""},
        {"id": "msg 1"},
        {"id": "x" * 129},
    ],
)
def test_whatever_is_changed_makes_it_forged(changed: dict[str, Any]) -> None:
    """Id, moment, body and signature hold together to the byte."""
    assert flaw(replace(signed(), **changed), KEY, NOW) is ReasonCode.ANSWER_FORGED


def test_the_key_of_another_sender_or_house_signs_nothing() -> None:
    """Keys differ by sender and by installation."""
    for key in (sender_key(MASTER, "court"), sender_key(bytes(32), "bank"), MASTER, b""):
        assert flaw(signed(key), KEY, NOW) is ReasonCode.ANSWER_FORGED


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_message_of_another_time_is_stale(seconds: int) -> None:
    """More than five minutes early or late; at five minutes it still counts."""
    at = NOW + timedelta(seconds=seconds)
    assert flaw(signed(at=at), KEY, NOW) is ReasonCode.ANSWER_STALE
    edge = NOW + timedelta(seconds=300 if seconds > 0 else -300)
    assert flaw(signed(at=edge), KEY, NOW) is None


def test_who_cannot_sign_does_not_learn_that_the_moment_is_wrong() -> None:
    """A forged message is forged, however old it is."""
    assert flaw(signed(b"x", NOW - timedelta(days=1)), KEY, NOW) is ReasonCode.ANSWER_FORGED


def test_a_key_is_written_as_the_libraries_read_it() -> None:
    """`whsec_` and the bytes in base64."""
    written = written_key(KEY)
    assert base64.b64decode(written.removeprefix("whsec_"), validate=True) == KEY


def test_amounts_keep_their_decimals() -> None:
    """A number with a fraction is taken as it was written."""
    body = b'{"case": "C", "event": "e", "data": {"income": 59800.10, "homes": 1}}'
    expected = Answered(case="C", event="e", data={"income": "59800.10", "homes": 1})
    assert read_answer(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b"{}",
        b'{"case": "C"}',
        b'{"case": "C", "event": 1}',
        b'{"case": null, "event": "e"}',
        b'{"case": "C", "event": "e", "data": []}',
        b'{"case": "C", "event": "e", "more": 1}',
        b'{"case": "C", "case": "D", "event": "e"}',
        b'{"case": "C", "event": "e", "data": {"a": 1, "a": 2}}',
        b'{"case": "C", "event": "e", "data": {"a": NaN}}',
        b'{"case": "C", "event": "e", "data": {"a": "\\ud800"}}',
        b'{"case": "C", "event": "e", "data": {"a": 99999999999999999999}}',
        b'{"case": "C", "event": "two words"}',
        b'{"case": "", "event": "e"}',
        b'{"case": "C\\u0000", "event": "e"}',
        b'{"case": "' + b"C" * 101 + b'", "event": "e"}',
        b"[" * 60_000,
        b"\xff\xfe",
        b'{"case": "C", "event": "e", "data": {"a": "' + b"x" * LARGEST_BYTES + b'"}}',
    ],
)
def test_what_is_not_an_answer_is_not_guessed_at(body: bytes) -> None:
    """Anything but one plain object of the right names is no answer."""
    assert read_answer(body) is None


def test_a_sender_may_answer_what_it_was_given() -> None:
    """Kind and event belong together; the event of another kind is not meant."""
    sender = Sender(
        id="bank",
        name="样例银行",
        office="d",
        answers=frozenset({"aid.paid", "loan.returned"}),
        added_by="root",
        added_at=NOW,
    )
    assert [sender.may("aid", "paid"), sender.may("aid", "returned")] == [True, False]
    assert sender.kinds == {"aid", "loan"}
