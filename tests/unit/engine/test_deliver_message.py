"""Messages are delivered once in effect, tried again, or given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from adapters.outbound.memory import InMemoryCaseStore, InMemoryLedger, SettableClock
from engine.delivery import MOST_ATTEMPTS, Effect, Outbox, pause_after
from engine.errors import AdapterError, EngineCode
from engine.projection import Message
from engine.usecases.deliver_message import Delivery, DeliveryCause, deliver_message
from tests.support.small_house import small_house
from tests.support.small_kind import NOW


class Carrier:
    """A courier that does what it is told and remembers."""

    def __init__(self, *fails: AdapterError) -> None:
        self.carried: list[str] = []
        self._fails = list(fails)

    def carry(self, message: Message) -> Effect:
        """Fail as long as told to, then carry."""
        self.carried.append(message.key)
        if self._fails:
            raise self._fails.pop(0)
        return Effect()


class Killer(Carrier):
    """A courier whose process dies with a message, so many times."""

    def __init__(self, deadly: int = 1000) -> None:
        super().__init__()
        self._deadly = deadly

    def carry(self, message: Message) -> Effect:
        """Die, or carry it."""
        effect = super().carry(message)
        if len(self.carried) <= self._deadly:
            raise SystemExit
        return effect


def unavailable(*, retryable: bool) -> AdapterError:
    """What a courier raises."""
    return AdapterError(EngineCode.DELIVERY_FAILED, retryable=retryable, cause="closed")


class Yard:
    """An outbox with one message and the courier for it."""

    def __init__(self, carrier: Carrier, kind: str = "trial") -> None:
        self.cases = InMemoryCaseStore(InMemoryLedger())
        self.outbox: Outbox = self.cases.outbox
        self.outbox.promise([Message(key="m", kind=kind, payload={}, available_at=NOW)])
        self.ports = replace(small_house(), outbox=self.outbox, couriers={"trial": carrier})
        self.clock = cast("SettableClock", self.ports.clock)

    def attempt(self) -> Delivery:
        """Lease what is due and deliver it."""
        now = self.clock.now()
        assert list(self.outbox.lease(now, until=now + timedelta(minutes=1), limit=1)) == ["m"]
        return deliver_message(self.ports, "m")

    def wait(self, pause: timedelta) -> None:
        """Let time pass."""
        self.clock.set(self.clock.now() + pause)


def test_a_message_is_carried_once() -> None:
    """What comes a second time is known to be done."""
    carrier = Carrier()
    yard = Yard(carrier)
    assert (yard.attempt(), deliver_message(yard.ports, "m")) == (Delivery.DONE, Delivery.ALREADY)
    assert carrier.carried == ["m"]


def test_what_may_help_later_is_tried_again_after_a_pause() -> None:
    """The first failure postpones; the second attempt arrives."""
    yard = Yard(Carrier(unavailable(retryable=True)))
    assert yard.attempt() is Delivery.POSTPONED
    yard.wait(pause_after(1))
    assert yard.attempt() is Delivery.DONE


def test_what_cannot_help_is_given_up_at_once() -> None:
    """A refusal that will not change becomes a dead letter with its cause."""
    yard = Yard(Carrier(unavailable(retryable=False)))
    assert yard.attempt() is Delivery.DEAD
    assert [letter.cause for letter in yard.outbox.dead()] == ["closed"]


def test_retries_end() -> None:
    """After so many failures the message is dead, and nothing behind it waits."""
    yard = Yard(Carrier(*(unavailable(retryable=True) for _ in range(MOST_ATTEMPTS))))
    results = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        results.append(yard.attempt())
        yard.wait(pause_after(attempt))
    assert results == [Delivery.POSTPONED] * (MOST_ATTEMPTS - 1) + [Delivery.DEAD]


def handed_out_in_vain(carrier: Carrier) -> Yard:
    """A message that was handed out as often as any may be, and never taken up."""
    yard = Yard(carrier)
    for _ in range(MOST_ATTEMPTS):
        now = yard.clock.now()
        yard.outbox.lease(now, until=now + timedelta(minutes=1), limit=1)
        yard.wait(timedelta(minutes=2))
    return yard


def test_a_message_that_was_never_tried_is_not_given_up() -> None:
    """Its consumers died before they came to it, ten times: that is none of its fault."""
    carrier = Carrier()
    assert handed_out_in_vain(carrier).attempt() is Delivery.DONE
    assert carrier.carried == ["m"]


def test_a_message_that_kills_its_consumers_is_given_up() -> None:
    """Each of three trials is written down before it begins; whoever finds all stops trying."""
    carrier = Killer()
    yard = handed_out_in_vain(carrier)
    causes = []
    for _ in range(3):
        with pytest.raises(SystemExit):
            yard.attempt()
        parcel = yard.outbox.parcel("m")
        assert parcel is not None
        causes.append(parcel.cause)
        yard.wait(timedelta(minutes=5))
    assert yard.attempt() is Delivery.DEAD
    assert carrier.carried == ["m"] * 3
    assert causes == ["delivery_first_trial", "delivery_second_trial", "delivery_too_often"]
    assert [letter.cause for letter in yard.outbox.dead()] == [DeliveryCause.TOO_OFTEN]


def test_one_unlucky_trial_buries_no_message() -> None:
    """Whoever tried it may have died of something else; the next one delivers it."""
    yard = handed_out_in_vain(Killer(deadly=1))
    with pytest.raises(SystemExit):
        yard.attempt()
    yard.wait(timedelta(minutes=5))
    assert yard.attempt() is Delivery.DONE


def test_nobody_ends_a_last_trial_that_is_under_way() -> None:
    """A second copy of the key that the broker brings meanwhile changes nothing."""
    yard = handed_out_in_vain(Killer())
    with pytest.raises(SystemExit):
        yard.attempt()
    assert deliver_message(yard.ports, "m") is Delivery.POSTPONED
    assert yard.outbox.dead() == []


@pytest.mark.parametrize("kind", ["of_a_newer_version"])
def test_a_kind_that_nobody_here_knows_waits(kind: str) -> None:
    """In a rolling upgrade a newer worker will take it."""
    yard = Yard(Carrier(), kind=kind)
    assert yard.attempt() is Delivery.POSTPONED


def test_pauses_grow_to_an_hour() -> None:
    """Waiting doubles and is bounded."""
    pauses = [pause_after(n) for n in range(1, 40)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)
