"""A drill: offices and workers on one database, killed again and again, and then the count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from signal import SIGKILL
from threading import Event, Thread
from typing import TypeAlias

from sqlalchemy import func, select

from adapters.outbound.db.connecting import connect_engine
from adapters.outbound.db.tables import OUTBOX
from engine.audit import Entry
from engine.events import EventType
from engine.notices import NoticeCode
from engine.ports import EntryQuery
from engine.usecases.verify_audit import verify_audit
from tests.chaos import _office, _worker
from tests.chaos._failpoints import living_house
from tests.support.small_house import small_house
from tests.support.stores import Stores, at, build

_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.chaos._office", "tests.chaos._worker"])

Job: TypeAlias = tuple[Callable[..., None], tuple[object, ...]]
"""What a process does, and on what."""

_QUIET_SECONDS = 120.0
"""How long the last deliveries may take after the last kill."""

_AHEAD = timedelta(hours=6)
"""The last worker lives so much later, when whatever was put off is due."""


@dataclass(frozen=True, kw_only=True)
class Drill:
    """What is done.

    Attributes:
        url: An empty database.
        broker: Address of the broker; None for queues inside the processes.
        commands: How many commands each office gives.
        odds: One call to the outside in so many kills its process.
        kill_every: Seconds between kills from outside, on average.
        kill_after: Commands that must have been done since the last kill: on a slow machine nobody
            would ever get beyond the start.
        crash: Lets the database server die and start again; called now and then.
        crash_after: The same between two deaths of the server.
    """

    url: str
    broker: str | None
    folder: Path
    offices: int = 2
    workers: int = 2
    commands: int = 60
    odds: int = 300
    kill_every: float = 0.7
    kill_after: int = 2
    crash: Callable[[], None] | None = None
    crash_every: float = 5.0
    crash_after: int = 10

    def done(self) -> int:
        """Commands whose answer an office has written down."""
        notes = (self.folder / f"o{n}.done" for n in range(self.offices))
        return sum(len(note.read_bytes().splitlines()) for note in notes if note.exists())


@dataclass(kw_only=True)
class Report:
    """What came out."""

    commands: int = 0
    kills: int = 0
    deaths: int = 0
    crashes: int = 0
    entries: int = 0
    deliveries: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def run(drill: Drill) -> Report:
    """Do the drill and count."""
    build(drill.url)
    staffed = at(drill.url)
    small_house(staffed)
    staffed.close()
    report, began = Report(commands=drill.offices * drill.commands), datetime.now(UTC)
    with _restarting(drill, report):
        _work(drill, report)
    _deliver_the_rest(drill, report)
    report.seconds = (datetime.now(UTC) - began).total_seconds()
    _count(drill, report)
    return report


class _Staff:
    """The processes of a drill; whoever dies is replaced."""

    def __init__(self, drill: Drill, report: Report) -> None:
        self._drill = drill
        self._report = report
        self._commands = {f"o{n}": self._office(f"o{n}") for n in range(drill.offices)}
        self._commands |= {
            f"w{n}": worker(drill, self._up(f"w{n}"), drill.odds) for n in range(drill.workers)
        }
        self._running = {name: _spawn(command) for name, command in self._commands.items()}

    def _office(self, name: str) -> Job:
        drill = self._drill
        notes = drill.folder / f"{name}.done"
        options = (drill.url, name, drill.commands, notes, self._up(name), drill.odds)
        return _office.main, options

    def _up(self, name: str) -> Path:
        """The file by which a process says that it works."""
        return self._drill.folder / f"{name}.up"

    def replace_dead(self) -> bool:
        """Start those again that died; says whether an office still has work."""
        for name, process in list(self._running.items()):
            code = process.exitcode
            if code is None:
                continue
            if code == 0:
                del self._running[name]
                continue
            if code != -SIGKILL:
                self._report.wrong.append(f"{name} ended with {code}")
                del self._running[name]
                continue
            self._report.deaths += 1
            self._up(name).unlink(missing_ok=True)
            self._running[name] = _spawn(self._commands[name])
        return any(name.startswith("o") for name in self._running)

    def kill_one(self, chance: Random) -> None:
        """Kill one that works, whatever it is doing; one that only starts proves nothing."""
        working = sorted(name for name in self._running if self._up(name).exists())
        if working:
            self._running[chance.choice(working)].kill()
            self._report.kills += 1

    def end(self) -> None:
        """Kill all of them."""
        for process in self._running.values():
            process.kill()
            process.join()


def worker(drill: Drill, up: Path, odds: int, ahead: timedelta = timedelta(0)) -> Job:
    """What a worker does."""
    return _worker.main, (drill.url, drill.broker or "", up, odds, ahead)


def _spawn(job: Job) -> BaseProcess:
    work, options = job
    process = _PROCESSES.Process(target=work, args=options)
    process.start()
    return process


def _work(drill: Drill, report: Report) -> None:
    staff, chance, pause, done = _Staff(drill, report), Random(drill.url), Event(), 0
    try:
        while staff.replace_dead():
            pause.wait(chance.expovariate(1 / drill.kill_every))
            if drill.done() >= done + drill.kill_after:
                done = drill.done()
                staff.kill_one(chance)
    finally:
        staff.end()


@contextmanager
def _restarting(drill: Drill, report: Report) -> Iterator[None]:
    """Let the database server die every few seconds meanwhile."""
    crash = drill.crash
    if crash is None:
        yield
        return
    over = Event()

    def crashing() -> None:
        done = 0
        while not over.wait(drill.crash_every):
            if drill.done() >= done + drill.crash_after:
                done = drill.done()
                crash()
                report.crashes += 1

    thread = Thread(target=crashing, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _deliver_the_rest(drill: Drill, report: Report) -> None:
    """Let one worker that nobody kills finish."""
    last = _spawn(worker(drill, drill.folder / "last.up", odds=0, ahead=_AHEAD))
    stores, pause = at(drill.url), Event()
    try:
        for _ in range(int(_QUIET_SECONDS * 4)):
            if stores.outbox.backlog(datetime.now(UTC) + _AHEAD).waiting == 0:
                return
            pause.wait(0.25)
        report.wrong.append("messages still wait")
    finally:
        last.kill()
        last.join()
        stores.close()


def _count(drill: Drill, report: Report) -> None:
    stores = at(drill.url)
    ports = living_house(stores)
    for defect in verify_audit(ports).defects:
        report.wrong.append(f"{defect.code}: {defect.case_id} {defect.seq} {defect.params}")
    entries = list(ports.cases.entries(EntryQuery(limit=0)))
    report.entries = len(entries)
    events = [event for entry in entries if (event := entry.event()) is not None]
    keys = {event.idempotency_key for event in events}
    wanted = {f"o{n}/{c}" for n in range(drill.offices) for c in range(drill.commands)}
    _expect(report, "lost", wanted - keys)
    sealed = [(leaf.case_id, leaf.seq) for leaf in ports.log.leaves(0, len(entries) * 2)]
    _expect(report, "sealed twice", {k for k, n in Counter(sealed).items() if n > 1})
    _expect(report, "not sealed", {(e.case_id, e.seq) for e in entries} - set(sealed))
    _expect(report, "given up", {f"{dead.key} {dead.cause}" for dead in ports.outbox.dead()})
    # What one command does happens in one moment.
    moments = {(event.idempotency_key, event.at) for event in events if event.idempotency_key}
    often = Counter(key for key, _ in moments)
    _expect(report, "done twice", {key for key, n in often.items() if n > 1})
    # Every note names somebody, who is told of it once.
    notes = Counter(entry.case_id for entry in entries if _is_note(entry))
    told = _told(stores)
    _expect(report, "not told once", {case for case in notes | told if notes[case] != told[case]})
    stores.close()
    report.deliveries = _delivered(drill.url)


def _is_note(entry: Entry) -> bool:
    event = entry.event()
    return event is not None and event.type is EventType.NOTE_ADDED


def _told(stores: Stores) -> Counter[str]:
    """How often somebody was told of being named, by case."""
    begin, end = datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
    notices = stores.inbox.between(_office.NAMED, begin, end)
    return Counter(one.case_id for one in notices if one.code is NoticeCode.MENTION)


def _delivered(url: str) -> int:
    """Messages whose effect is stored."""
    engine = connect_engine(url)
    with engine.connect() as connection:
        counting = select(func.count()).where(OUTBOX.c.done_at.is_not(None))
        found = int(connection.execute(counting).scalar_one())
    engine.dispose()
    return found


def _expect(report: Report, what: str, found: Collection[object]) -> None:
    if found:
        report.wrong.append(f"{what}: {len(found)}, among them {sorted(map(str, found))[:3]}")
