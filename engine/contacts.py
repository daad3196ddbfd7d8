"""Where and when members of staff want to be told: channels, digests and quiet hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from pydantic import JsonValue

from engine.calendar import OFFICE_ZONE
from engine.notices import Notice
from engine.projection import Message

DIGEST_AT = time(8, 0)
"""When a day's digest is sent, in the office's zone."""

DIGEST_CLOSES = timedelta(minutes=10)
"""How long before it is sent a digest closes: longer than any telling is on its way into the inbox,
so that every notice stands in the one digest that was promised with it."""

_LONGEST_ADDRESS = 500
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_TLS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?")


class Channel(StrEnum):
    """Ways to reach a person besides their inbox; also the kinds of message that go there."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    WECOM = "wecom"
    DINGTALK = "dingtalk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One way to reach one person.

    Attributes:
        address: E-mail address, or the address of a webhook or robot.
        digest: Once a day what was told since, instead of each notice at once.
        quiet_from: From this time of the office's day on nothing is sent, until `quiet_until`.
        muted: Codes of notices that are not sent here; the inbox has them all.
    """

    person: str
    channel: Channel
    address: str
    language: str = "zh"
    digest: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    muted: frozenset[str] = frozenset()


def is_address(channel: Channel, address: str) -> bool:
    """Whether something can be the address of a contact: one mailbox, or one address over TLS.

    Example:
        >>> is_address(Channel.EMAIL, "ann@example.invalid")
        True
        >>> is_address(Channel.EMAIL, "ann@example.invalid, bob@example.invalid")
        False
        >>> is_address(Channel.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k")
        True
        >>> is_address(Channel.WEBHOOK, "https://user:secret@example.invalid/")
        False
    """
    form = _MAILBOX if channel is Channel.EMAIL else _TLS
    return len(address) <= _LONGEST_ADDRESS and form.fullmatch(address) is not None


def sendings(
    notices: Iterable[Notice], contacts: Sequence[Contact], now: datetime
) -> Iterator[Message]:
    """The messages by which notices reach people on their channels, each when it may be sent.

    A message names the notice and holds neither address nor text: both are looked up when it is
    sent. A digest is one message a day, promised by the day's first notice.
    """
    for notice in notices:
        for contact in contacts:
            if contact.person != notice.person or notice.code.value in contact.muted:
                continue
            yield _digest(contact, now) if contact.digest else _at_once(contact, notice, now)


def _at_once(contact: Contact, notice: Notice, now: datetime) -> Message:
    return Message(
        key=f"{notice.id}:{contact.channel}",
        kind=contact.channel.value,
        payload={"person": contact.person, "notice": notice.id},
        available_at=allowed_from(contact, now),
    )


def _digest(contact: Contact, now: datetime) -> Message:
    at = next_digest(now)
    closed = at - DIGEST_CLOSES
    payload: dict[str, JsonValue] = {
        "person": contact.person,
        "since": (closed - timedelta(days=1)).isoformat(),
        "until": closed.isoformat(),
    }
    return Message(
        key=f"digest:{contact.person}:{contact.channel}:{at.date().isoformat()}",
        kind=contact.channel.value,
        payload=payload,
        available_at=allowed_from(contact, at),
    )


def next_digest(now: datetime) -> datetime:
    """When the digest is sent that is still open at a moment.

    Example:
        >>> from datetime import UTC
        >>> next_digest(datetime(2026, 2, 11, 1, tzinfo=UTC)).isoformat()
        '2026-02-12T08:00:00+08:00'
    """
    here = now.astimezone(OFFICE_ZONE)
    today = datetime.combine(here.date(), DIGEST_AT, OFFICE_ZONE)
    return today if here < today - DIGEST_CLOSES else today + timedelta(days=1)


def allowed_from(contact: Contact, now: datetime) -> datetime:
    """The moment from which something may be sent: now, or the end of the quiet hours.

    Quiet hours may span midnight (22:00 to 07:00).
    """
    since, until = contact.quiet_from, contact.quiet_until
    here = now.astimezone(OFFICE_ZONE)
    if since is None or until is None:
        return now
    # Hours are those of the office, whatever zone somebody may have written behind them.
    since, until = since.replace(tzinfo=None), until.replace(tzinfo=None)
    if not _is_quiet(here.time(), since, until):
        return now
    end = datetime.combine(here.date(), until, OFFICE_ZONE)
    return end if here < end else end + timedelta(days=1)


def _is_quiet(at: time, since: time, until: time) -> bool:
    if since <= until:
        return since <= at < until
    return at >= since or at < until
