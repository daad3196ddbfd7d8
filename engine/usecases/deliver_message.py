"""Deliver one message of the outbox: find out what it means, do it, and store that it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import cast

from engine.contacts import sendings
from engine.delivery import MOST_ATTEMPTS, Effect, Parcel, Sealed, pause_after
from engine.errors import AdapterError
from engine.journal import KIND as JOURNAL
from engine.notices import Notice, notices
from engine.ports import EntryQuery, Ports
from engine.projection import ENTRIES, SEALING, Message
from engine.usecases.remind import REMINDERS, reminders_of
from rules.errors import UnioncaseError

_TRIAL = timedelta(minutes=3)
"""Longer than a delivery may take."""


class Delivery(StrEnum):
    """How an attempt ended."""

    DONE = "done"
    ALREADY = "already"
    """It was done, given up or dropped before; nothing happened now."""
    POSTPONED = "postponed"
    DEAD = "dead"


class DeliveryCause(StrEnum):
    """Why a message waits or is dead, where no error says it."""

    FIRST_TRIAL = "delivery_first_trial"
    """It was handed out too often, and whoever began a trial of it has not ended it yet."""
    SECOND_TRIAL = "delivery_second_trial"
    TOO_OFTEN = "delivery_too_often"
    """Its consumers died or gave no answer, again and again."""
    UNKNOWN_KIND = "delivery_unknown_kind"
    """No part of this installation takes it; a newer one may."""


def deliver_message(ports: Ports, key: str) -> Delivery:
    """Deliver a message, at most once in effect however often this is called.

    A consumer that dies in between leaves the message as it was; it is handed out again.
    """
    parcel = ports.outbox.parcel(key)
    if parcel is None:
        return Delivery.ALREADY
    if parcel.attempts > MOST_ATTEMPTS and (ended := _last_trial(ports, parcel)) is not None:
        return ended
    if not _is_known(ports, parcel.message):
        return failed_delivery(ports, parcel, DeliveryCause.UNKNOWN_KIND, retryable=True)
    try:
        effect = _effect(ports, parcel.message)
    except AdapterError as error:
        cause = str(error.params.get("cause", error.code))
        return failed_delivery(ports, parcel, cause, retryable=error.retryable)
    except UnioncaseError as error:
        return failed_delivery(ports, parcel, error.code, retryable=False)
    done = ports.outbox.complete(key, ports.clock.now(), effect)
    return Delivery.DONE if done else Delivery.ALREADY


_TRIALS = (DeliveryCause.FIRST_TRIAL, DeliveryCause.SECOND_TRIAL, DeliveryCause.TOO_OFTEN)
"""What is written down before each of the last trials."""


def _last_trial(ports: Ports, parcel: Parcel) -> Delivery | None:
    """Begin one of the last trials of a message handed out too often; else say how it ended.

    Most of them were never tried: whoever was handed them died of something else. So that a trial
    begins is written down first, and who finds all of them written has a message that kills.
    """
    now = ports.clock.now()
    begun = _TRIALS.index(DeliveryCause(parcel.cause)) + 1 if parcel.cause in _TRIALS else 0
    if begun and parcel.message.available_at > now:
        # Another consumer may still be about it.
        return Delivery.POSTPONED
    if begun == len(_TRIALS):
        return _given_up(ports, parcel.message.key, DeliveryCause.TOO_OFTEN)
    ports.outbox.postpone(parcel.message.key, _TRIALS[begun], now + _TRIAL)
    return None


def failed_delivery(ports: Ports, parcel: Parcel, cause: str, *, retryable: bool) -> Delivery:
    """Note a failed attempt: the message waits, longer each time, or is given up."""
    if not retryable or parcel.attempts >= MOST_ATTEMPTS:
        return _given_up(ports, parcel.message.key, cause)
    until = ports.clock.now() + pause_after(parcel.attempts)
    ports.outbox.postpone(parcel.message.key, cause, until)
    return Delivery.POSTPONED


def _given_up(ports: Ports, key: str, cause: str) -> Delivery:
    ports.outbox.bury(key, cause, ports.clock.now())
    return Delivery.DEAD


def _is_known(ports: Ports, message: Message) -> bool:
    return message.kind in (ENTRIES, SEALING, REMINDERS) or message.kind in ports.couriers


def _effect(ports: Ports, message: Message) -> Effect:
    if message.kind == SEALING:
        return Effect(sealed=(_sealed(message),))
    if message.kind == REMINDERS:
        told, following = reminders_of(ports, message)
        telling = _telling(ports, told)
        return replace(telling, messages=(*telling.messages, *following))
    if message.kind != ENTRIES:
        return ports.couriers[message.kind].carry(message)
    part = _sealed(message)
    told = _notices(ports, part.case_id, cast("int", message.payload["first"]), part.last)
    return replace(_telling(ports, told), sealed=(part,))


def _sealed(message: Message) -> Sealed:
    case_id, last = cast("str", message.payload["case"]), cast("int", message.payload["last"])
    return Sealed(case_id=case_id, last=last)


def _telling(ports: Ports, told: tuple[Notice, ...]) -> Effect:
    """Notices for the inboxes, and the messages by which they reach people elsewhere.

    A notice bears the moment at which it is told: what was held up is new to whoever reads it, and
    stands in the digest that is still to come.
    """
    if not told:
        return Effect()
    now = ports.clock.now()
    dated = tuple(replace(notice, at=now) for notice in told)
    contacts = ports.contacts.of({notice.person for notice in dated})
    return Effect(notices=dated, messages=tuple(sendings(dated, contacts, now)))


def _notices(ports: Ports, case_id: str, first: int, last: int) -> tuple[Notice, ...]:
    case = ports.cases.load(case_id).case
    if case.kind == JOURNAL:
        return ()
    query = EntryQuery(case_id=case_id, after=(case_id, first - 1), limit=last - first + 1)
    found = ((entry.seq, entry.event()) for entry in ports.cases.entries(query))
    # An erased payload tells nobody anything any more.
    events = [(seq, event) for seq, event in found if event is not None]
    return tuple(notices(case, events, ports.staff.directory()))
