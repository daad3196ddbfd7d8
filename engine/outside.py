"""Answers from outside: who may send which, and how a true one is told from all others.

Whoever sends answers signs them as the Standard Webhooks specification 1.0.0 says, for which there
are libraries in every language: HMAC-SHA-256 over id, moment and body, with a key that only this
installation and the sender have. Nothing here looks anything up.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, cast

from pydantic import JsonValue

from engine.canonical import CanonicalError, canonical_bytes
from engine.refusal import ReasonCode

WITHIN = timedelta(minutes=5)
"""How far the moment of signing may lie from ours, either way, unless settings say otherwise."""

LARGEST_BYTES = 65_536
"""An answer holds a few fields; papers come by other ways."""

SECRET_PREFIX = "whsec_"
"""How keys begin when they are written down (Standard Webhooks)."""

_SIGNED_WITH = "v1"
_SENDER_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,128}")
_SECONDS = re.compile(r"[0-9]{1,11}")
_EVENT = re.compile(r"[a-z0-9_]{1,100}")
_LONGEST_CASE = 100
_MOST_SIGNATURES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A party outside that may answer: a court, a bank, an arbitration commission.

    Attributes:
        id: Short name, never given twice; see `is_sender_id`.
        name: What people call it.
        office: The sender answers about cases of this office and of those below it.
        answers: What it may answer, each a kind of case and an event, `hardship_aid.data_matched`.
        revoked_at: When it was taken away; from then on nothing of it counts.
    """

    id: str
    name: str
    office: str
    answers: frozenset[str]
    added_by: str
    added_at: datetime
    revoked_at: datetime | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of case that it has anything to do with."""
        return frozenset(answer.partition(".")[0] for answer in self.answers)

    def may(self, kind: str, event: str) -> bool:
        """Whether it may answer with an event about cases of a kind."""
        return f"{kind}.{event}" in self.answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An answer as it came in; nothing of it is sure yet.

    Attributes:
        sender: Who is said to have sent it.
        id: The sender's own name for it, the same when it is sent again.
        timestamp: Seconds since 1970 at which it was signed.
        signatures: One or more, with blanks between them.
        body: As it was sent, to the byte.
    """

    sender: str
    id: str
    timestamp: str
    signatures: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a message says: an event happened about a case, with values for its fields."""

    case: str
    event: str
    data: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Leave to write down one more message that was turned away.

    Attributes:
        left_out: How many were turned away without an entry since the last one that has one.
        last: Whether the next ones will be left out for a while.
    """

    left_out: int = 0
    last: bool = False


Admit: TypeAlias = Callable[[str, datetime], Admission | None]
"""Whether a message of somebody that is turned away now gets an entry of its own, so that a flood
of them does not fill the journal. The text tells whose messages are counted together."""


def admit_all(whose: str, now: datetime) -> Admission:
    """Everything gets its entry: for ways in through which no flood comes."""
    del whose, now
    return Admission()


def is_sender_id(text: str) -> bool:
    """Whether a sender may be called so.

    Example:
        >>> is_sender_id("bank-of-yangli"), is_sender_id("Bank"), is_sender_id("")
        (True, False, False)
    """
    return _SENDER_ID.fullmatch(text) is not None


def sender_key(master: bytes, sender: str) -> bytes:
    """The key of a sender; it follows from one secret of the installation and is kept nowhere.

    Args:
        master: The secret, 32 bytes.
        sender: The sender's id.
    """
    return hmac.new(master, b"answers from outside: " + sender.encode(), hashlib.sha256).digest()


def written_key(key: bytes) -> str:
    """A key as it is handed over.

    Example:
        >>> written_key(bytes(6))
        'whsec_AAAAAAAA'
    """
    return SECRET_PREFIX + base64.b64encode(key).decode()


def signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """What the sender writes under a message.

    Example:
        >>> signature(b"k", "msg_1", "1770771600", b"{}")
        'v1,w1rVAwTOjIfG96CDiiyG+BiF7FF/iGvCzl2GNUtOGV8='
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    made = hmac.new(key, signed, hashlib.sha256).digest()
    return f"{_SIGNED_WITH},{base64.b64encode(made).decode()}"


def is_signed(message: Message, key: bytes) -> bool:
    """Whether one of the signatures was made with the key over this id, moment and body."""
    if not _MESSAGE_ID.fullmatch(message.id) or not _SECONDS.fullmatch(message.timestamp):
        return False
    true = signature(key, message.id, message.timestamp, message.body).encode()
    given = message.signatures.encode("utf-8", "replace").split()
    return any(hmac.compare_digest(one, true) for one in given[:_MOST_SIGNATURES])


def flaw(
    message: Message, key: bytes, now: datetime, within: timedelta = WITHIN
) -> ReasonCode | None:
    """What keeps a message from being believed; None when nothing does.

    Only who signs rightly learns that their clock is wrong.
    """
    if not is_signed(message, key):
        return ReasonCode.ANSWER_FORGED
    signed_at = datetime.fromtimestamp(int(message.timestamp), UTC)
    return ReasonCode.ANSWER_STALE if abs(now - signed_at) > within else None


def read_answer(body: bytes) -> Answered | None:
    """What the body of a message says; None when it is not what it must be.

    A JSON object with `case`, `event` and perhaps `data`, and nothing else. Numbers with a fraction
    are kept as they were written, because no amount may pass through a floating-point number.

    Example:
        >>> read_answer(b'{"case": "HA-2026-000001", "event": "data_matched"}')
        Answered(case='HA-2026-000001', event='data_matched', data={})
        >>> read_answer(b'{"case": "HA-2026-000001", "case": "HA-2026-000002", "event": "x"}')
    """
    plain = _json(body)
    if not isinstance(plain, dict) or not set(plain) <= {"case", "event", "data"}:
        return None
    case, event, data = plain.get("case"), plain.get("event"), plain.get("data", {})
    if not isinstance(case, str) or not isinstance(event, str) or not isinstance(data, dict):
        return None
    if not _is_case_number(case) or not _EVENT.fullmatch(event):
        return None
    return Answered(case=case, event=event, data=data)


def _is_case_number(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_CASE and text.isprintable()


def _json(body: bytes) -> JsonValue:
    """The body as a value that an entry can be written with, else None."""
    if len(body) > LARGEST_BYTES:
        return None
    try:
        plain = json.loads(
            body.decode(), object_pairs_hook=_once_each, parse_float=str, parse_constant=_none_such
        )
        canonical_bytes(plain)
    except (ValueError, RecursionError, CanonicalError):
        return None
    return cast("JsonValue", plain)


def _once_each(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    """An object whose names differ: of two readers of one that has a name twice each sees another.

    Raises:
        ValueError: A name stands there twice.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _none_such(constant: str) -> JsonValue:
    """`NaN` and the infinities are no JSON.

    Raises:
        ValueError: Always.
    """
    raise ValueError(constant)
