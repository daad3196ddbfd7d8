"""The worker relays and delivers over every broker; what a broker loses is sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event, Lock, Timer
from time import monotonic
from typing import cast

import pytest

from adapters.inbound.worker.duties import Duty, Round, every
from adapters.inbound.worker.embedded import deliver, lanes
from adapters.inbound.worker.relay import LEASE, Paced, Relay
from adapters.outbound.db import Database
from adapters.outbound.db.wakeups import Listening
from adapters.outbound.memory import SettableClock
from adapters.outbound.queue import DramatiqQueue, connect_broker
from engine.delivery import MOST_ATTEMPTS, Effect
from engine.errors import AdapterError, EngineCode
from engine.ports import EntryQuery, Ports
from engine.projection import Message
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from tests.support import brokers
from tests.support.outside import absent
from tests.support.small_house import small_house
from tests.support.small_kind import NOW
from tests.support.stores import Stores, at, build

SECONDS = 30.0
"""How long a test waits for something to arrive before it fails."""

CASES = 20


@pytest.fixture(scope="module", params=["in_process", "redis", "rabbitmq"])
def broker_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str | None]:
    """Address of a running broker; None for the queue inside the process."""
    if request.param == "in_process":
        yield None
        return
    with ExitStack() as stack:
        start = getattr(brokers, request.param)
        try:
            url = stack.enter_context(start(tmp_path_factory.mktemp(request.param)))
        except brokers.NoBroker as missing:
            absent(str(missing))
        yield url


@pytest.fixture
def stores(new_sqlite: Callable[..., str]) -> Iterator[Stores]:
    """Stores in a SQLite file."""
    made = at(new_sqlite("worker", build))
    yield made
    made.close()


class Carrier:
    """Carries everything but what is poisoned, which it never will."""

    def __init__(self) -> None:
        self.carried: list[str] = []

    def carry(self, message: Message) -> Effect:
        """Carry a message."""
        if message.payload["poisoned"]:
            raise AdapterError(EngineCode.DELIVERY_FAILED, retryable=False, cause="poison")
        self.carried.append(message.key)
        return Effect()


class Arrivals:
    """Delivers, and tells when so many have arrived."""

    def __init__(self, ports: Ports, wanted: int) -> None:
        self._ports = ports
        self._left = wanted
        self.all_there = Event()

    def __call__(self, key: str) -> None:
        """Deliver a message."""
        deliver(self._ports, key)
        self._left -= 1
        if self._left <= 0:
            self.all_there.set()


def connected(url: str | None, ports: Ports, deliver: Callable[[str], None]) -> DramatiqQueue:
    """A queue with the lanes of an installation."""
    names = [lane.name for lane in lanes(ports)]
    return DramatiqQueue(lambda: connect_broker(url), names, deliver)


@contextmanager
def worker(ports: Ports, url: str | None, wanted: int) -> Iterator[Arrivals]:
    """A relay and consumers, as they run in a process."""
    arrivals = Arrivals(ports, wanted)
    queue = connected(url, ports, arrivals)
    relay = Relay(ports=ports, lanes=lanes(ports), send=queue.send)
    consumers = queue.listen(threads=2)
    rounds = Round([Duty(name="relay", work=relay.run, rest=every(0.05))])
    rounds.start()
    try:
        yield arrivals
    finally:
        rounds.stop(SECONDS)
        consumers.stop(SECONDS)
        queue.close()


def opened(ports: Ports, count: int = CASES) -> None:
    """Open cases; each promises a message."""
    for number in range(count):
        open_case(
            ports,
            kind="small_aid",
            office="s",
            data={"name": "赵样例", "amount": "3000"},
            requester=Requester(person="ann"),
            idempotency_key=f"open {number}",
        )


def test_every_entry_reaches_the_log_once(stores: Stores, broker_url: str | None) -> None:
    """What was promised by committed cases is delivered, whichever broker carries it."""
    ports = small_house(stores)
    opened(ports)
    with worker(ports, broker_url, CASES) as arrivals:
        assert arrivals.all_there.wait(SECONDS)
    entries = list(ports.cases.entries(EntryQuery(limit=0)))
    leaves = ports.log.leaves(0, 1000)
    assert sorted((leaf.case_id, leaf.seq) for leaf in leaves) == [
        (entry.case_id, entry.seq) for entry in entries
    ]
    assert ports.outbox.backlog(ports.clock.now()).waiting == 0


def test_what_the_broker_lost_is_sent_again(stores: Stores, broker_url: str | None) -> None:
    """Keys that went nowhere are due again after their lease."""
    ports = small_house(stores)
    opened(ports, 3)
    lost = Relay(ports=ports, lanes=lanes(ports), send=lambda keys, lane: None)
    assert lost.run()
    cast("SettableClock", ports.clock).set(NOW + LEASE + timedelta(seconds=1))
    with worker(ports, broker_url, 3) as arrivals:
        assert arrivals.all_there.wait(SECONDS)
    assert ports.log.size() == len(list(ports.cases.entries(EntryQuery(limit=0))))


def test_a_poisoned_message_holds_nobody_up(stores: Stores, broker_url: str | None) -> None:
    """It becomes a dead letter with its cause; those behind it arrive."""
    carrier = Carrier()
    ports = replace(small_house(stores), couriers={"trial": carrier})
    ports.outbox.promise(
        [
            Message(key=f"m{n}", kind="trial", payload={"poisoned": n == 0}, available_at=NOW)
            for n in range(5)
        ]
    )
    with worker(ports, broker_url, 5) as arrivals:
        assert arrivals.all_there.wait(SECONDS)
    assert sorted(carrier.carried) == ["m1", "m2", "m3", "m4"]
    assert [(d.key, d.cause) for d in ports.outbox.dead()] == [("m0", "poison")]


def test_a_broker_that_is_down_loses_nothing(stores: Stores) -> None:
    """Keys that could not be sent stay in the outbox, and the error says what happened."""
    ports = small_house(stores)
    opened(ports, 1)
    queue = connected(f"redis://127.0.0.1:{brokers.free_port()}/0", ports, print)
    relay = Relay(ports=ports, lanes=lanes(ports), send=queue.send)
    with pytest.raises(AdapterError) as down:
        relay.run()
    assert (down.value.code, down.value.retryable) == (EngineCode.BROKER_UNAVAILABLE, True)
    assert ports.outbox.backlog(ports.clock.now()).waiting == 1


def test_a_broker_that_is_down_for_hours_kills_no_letter(stores: Stores) -> None:
    """However often it is asked in vain, the messages keep their attempts and arrive afterwards."""
    ports = small_house(stores)
    opened(ports, 3)
    queue = connected(f"redis://127.0.0.1:{brokers.free_port()}/0", ports, print)
    relay = Relay(ports=ports, lanes=lanes(ports), send=queue.send)
    for _ in range(2 * MOST_ATTEMPTS):
        with pytest.raises(AdapterError):
            relay.run()
    with worker(ports, None, 3) as arrivals:
        assert arrivals.all_there.wait(SECONDS)
    assert (ports.outbox.backlog(ports.clock.now()).waiting, ports.outbox.dead()) == (0, [])


def test_a_channel_that_never_answers_holds_up_no_inbox(stores: Stores) -> None:
    """Each lane has threads of its own: entries are told while every sending hangs."""
    told, release = Event(), Event()

    class Hanging:
        def carry(self, message: Message) -> Effect:
            release.wait(SECONDS)
            return Effect()

    ports = replace(small_house(stores), couriers={"trial": Hanging()})
    stuck = [Message(key=f"m{n}", kind="trial", payload={}, available_at=NOW) for n in range(16)]
    ports.outbox.promise(stuck)
    waiting = iter([False])

    def arrive(key: str) -> None:
        deliver(ports, key)
        if not key.startswith("m") and next(waiting, True):
            told.set()

    queue = connected(None, ports, arrive)
    relay = Relay(ports=ports, lanes=lanes(ports), send=queue.send)
    consumers = queue.listen(threads=2)
    relay.run()
    opened(ports, 2)
    relay.run()
    arrived = told.wait(SECONDS / 3)
    release.set()
    consumers.stop(SECONDS)
    queue.close()
    assert arrived


class Hanging:
    """A mail server that takes a letter and never answers."""

    def __init__(self) -> None:
        self.ended = Event()

    def carry(self, message: Message) -> Effect:
        """Wait for an answer."""
        self.ended.wait(SECONDS)
        return Effect()


class Counting:
    """A channel that answers, and remembers how many letters it had at once."""

    def __init__(self, wanted: int) -> None:
        self._lock = Lock()
        self._left = wanted
        self._now = 0
        self.most = 0
        self.all_there = Event()

    def carry(self, message: Message) -> Effect:
        """Take a letter."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        with self._lock:
            self._now -= 1
            self._left -= 1
            if self._left == 0:
                self.all_there.set()
        return Effect()


def test_a_mail_server_that_never_answers_slows_no_webhook(
    stores: Stores, broker_url: str | None
) -> None:
    """Each channel has a lane of its own, with threads and places that no other can take."""
    mail, hooks = Hanging(), Counting(wanted=40)
    ports = replace(small_house(stores), couriers={"email": mail, "webhook": hooks})
    # Letters first, and more of them than any lane has places.
    for kind in ("email", "webhook"):
        ports.outbox.promise(
            [Message(key=f"{kind}{n}", kind=kind, payload={}, available_at=NOW) for n in range(40)]
        )
    try:
        with worker(ports, broker_url, 40):
            arrived = hooks.all_there.wait(SECONDS)
            leased = [ports.outbox.parcel(f"email{n}") for n in range(40)]
            mail.ended.set()
    finally:
        mail.ended.set()
    assert arrived
    assert hooks.most <= 2
    assert sum(parcel is not None and parcel.attempts > 0 for parcel in leased) <= 16


def test_stopping_waits_once_for_all_that_hangs(stores: Stores) -> None:
    """Lanes and duties that do not end share one span of time, however many there are."""
    mail = Hanging()
    kinds = [f"channel{n}" for n in range(5)]
    ports = replace(small_house(stores), couriers=dict.fromkeys(kinds, mail))
    ports.outbox.promise(
        [Message(key=kind, kind=kind, payload={}, available_at=NOW) for kind in kinds]
    )
    busy = Event()

    def hang(key: str) -> None:
        busy.set()
        deliver(ports, key)

    queue = connected(None, ports, hang)
    consumers = queue.listen(threads=1)
    Relay(ports=ports, lanes=lanes(ports), send=queue.send).run()
    stuck = Round(
        [
            Duty(name=kind, work=lambda: mail.ended.wait(SECONDS), rest=every(SECONDS))
            for kind in kinds
        ]
    )
    stuck.start()
    assert busy.wait(SECONDS)
    began = monotonic()
    stuck.stop(1.0)
    consumers.stop(1.0)
    took = monotonic() - began
    mail.ended.set()
    queue.close()
    assert took < 4.0


def test_nothing_warns_when_the_consumers_start(
    stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever starts the program reads nothing about the inside of its queue."""
    queue = connected(None, small_house(stores), print)
    consumers = queue.listen(threads=1)
    consumers.stop(SECONDS)
    queue.close()
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == []


def test_a_relay_that_has_just_relayed_looks_again_before_it_rests() -> None:
    """A backlog wider than a lane does not wait for somebody to tell of a new message."""
    rested = Event()
    found = iter([True, False, True, False])
    paced = Paced(lambda: next(found, False), lambda stopping: rested.set())
    stopped = Event()
    stopped.set()
    assert paced.work()
    assert not paced.work()
    paced.rest(stopped)
    assert paced.work()
    assert not rested.is_set()
    for _ in range(51):
        paced.rest(stopped)
    assert rested.is_set()


def test_a_broker_nobody_knows_is_named() -> None:
    """An address of another sort is an error at the start, not a silent queue in memory."""
    with pytest.raises(AdapterError) as unknown:
        connect_broker("kafka://127.0.0.1")
    assert unknown.value.params == {"scheme": "kafka"}


def test_a_duty_that_fails_is_taken_up_again() -> None:
    """One bad round does not end it."""
    rounds, done = iter([True, False]), Event()

    def work() -> bool:
        if next(rounds, False):
            raise OSError
        done.set()
        return False

    running = Round([Duty(name="trial", work=work, rest=every(0.01))])
    running.start()
    assert done.wait(SECONDS)
    running.stop(SECONDS)


@pytest.mark.postgres
def test_postgresql_wakes_a_resting_relay(new_postgres: Callable[..., str]) -> None:
    """A commit ends the rest of a relay that listens."""
    url = new_postgres("worker", build)
    stores = at(url, wakes=True)
    database = Database(url)
    resting, too_late = Listening(database, seconds=10 * SECONDS), Event()
    resting.rest(too_late)
    opened(small_house(stores), 1)
    alarm = Timer(SECONDS, too_late.set)
    alarm.start()
    resting.rest(too_late)
    alarm.cancel()
    assert not too_late.is_set()
    resting.close()
    stores.close()
    database.close()
