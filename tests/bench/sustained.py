"""Tasks completed in a second, for ten minutes, with everything that follows from them.

python -m tests.bench.sustained [SECONDS]

Four processes, each a client that works through files of the released hardship kind on a
PostgreSQL server of their own, which writes every commit to disk: a file is opened, submitted,
sent back for papers, completed and cancelled, which are four tasks done and one opening. Beside
them `unioncase worker` relays, tells people, lets the log of all entries grow, signs it and copies
it into a file. Clients rest while a thousand messages wait, so that the rate is that of tasks with
all that follows from them. Memory of every process is looked at on the way; at the end nothing may
wait, the log and its copy must hold every entry, and every chain must verify.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Event as Pause
from threading import Thread
from time import monotonic
from typing import Any, cast

import psutil
from pydantic import JsonValue

from adapters.bootstrap import House, stories_of
from adapters.inbound.cli.demo.build import KIND, Builder
from adapters.inbound.cli.demo.office import BRANCHES, Branch
from adapters.inbound.cli.logs import configure_logs
from adapters.settings import Settings
from engine.calendar import OFFICE_ZONE
from engine.commands import Act
from engine.identifiers.resident_id import resident_check_digit
from engine.ports import CaseQuery, EntryQuery, Ports
from engine.usecases.answers import Answer, Done
from engine.usecases.handle_command import handle_command
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from engine.usecases.verify_audit import verify_audit
from tests.support.postgres import DURABLE, own_cluster

CLIENTS = 4
TASKS_OF_A_FILE = 4
LOOKS = (0.1, 0.5, 1.0)
"""When memory is looked at, as shares of the time."""

_QUIET_SECONDS = 600.0
_MOST_WAITING = 1_000
"""Clients rest while more messages wait: what is promised faster than it is done is no rate."""
_PROCESSES = get_context("spawn")
_WORKER = "from adapters.program.commands import main; main()"
_BORN = ("19800101", "19820202", "20100303")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where everybody works."""

    url: str
    folder: str

    @property
    def copy(self) -> Path:
        """The copy of the log."""
        return Path(self.folder, "copy", "audit.jsonl")

    def house(self) -> House:
        """The installation."""
        return House(
            Settings(data_dir=Path(self.folder), database_url=self.url, drafts=False, lang="en")
        )


def main(seconds: float = 600.0) -> int:
    """Measure and print; 1 when something is missing at the end."""
    configure_logs("error")
    cluster = own_cluster({**DURABLE, "fsync": "on"})
    try:
        with tempfile.TemporaryDirectory() as folder:
            place = Place(url=cluster.server.create("sustained"), folder=folder)
            _move_in(place.house())
            with _worker(place) as worker:
                wrong = _measure(place, worker, _Meter(cluster.server.folder), seconds)
    finally:
        cluster.server.stop()
    print("beside it: Camunda 8 publishes 100 tasks/s sustained on about 32 vCPU")
    return 1 if wrong else 0


def _move_in(house: House) -> None:
    """Tables, people and budgets of the demo office."""
    now = datetime.now(UTC)
    house.migrate()
    year = now.astimezone(OFFICE_ZONE).year
    Builder(house, now).open_office(house.ports, range(year, year + 1))
    house.database.close()


@contextmanager
def _worker(place: Place) -> Iterator[int]:
    """`unioncase worker`; yields its process id."""
    place.copy.parent.mkdir()
    settings = {
        "UNIONCASE_DATA_DIR": place.folder,
        "UNIONCASE_DATABASE_URL": place.url,
        "UNIONCASE_SINKS": f"file://{place.copy}?max_mib=4096",
        "UNIONCASE_LANG": "en",
    }
    command = [sys.executable, "-c", _WORKER, "worker", "--json"]
    running = subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        # It says when it works.
        assert running.stdout.readline()
        yield running.pid
    finally:
        running.terminate()
        running.wait(timeout=60)


class _Meter:
    """Processor time of everybody here and of the server, for machines that others use too."""

    def __init__(self, server_folder: str | None) -> None:
        note = Path(str(server_folder), "data", "postmaster.pid")
        self._server = int(note.read_text("utf-8").split("\n", 1)[0])

    def seconds(self) -> float:
        """Seconds used so far by this process, those it started, and the server's."""
        roots = [psutil.Process(), psutil.Process(self._server)]
        everybody = [one for root in roots for one in (root, *root.children(recursive=True))]
        times = [one.cpu_times() for one in everybody]
        return float(sum(each.user + each.system for each in times))


def _measure(place: Place, worker: int, meter: _Meter, seconds: float) -> list[str]:
    stop, behind = _PROCESSES.Event(), _PROCESSES.Event()
    counted: Any = _PROCESSES.Array("L", CLIENTS)
    clients: list[BaseProcess] = [
        _PROCESSES.Process(target=client, args=(place, number, (stop, behind), counted))
        for number in range(CLIENTS)
    ]
    house = place.house()
    for process in clients:
        process.start()
    _until_all_work(clients, counted)
    first, used, began = sum(counted), meter.seconds(), monotonic()
    with _pacing(house.ports, behind):
        _look_on(house.ports, clients, worker, counted, seconds)
    done, took, used = sum(counted) - first, monotonic() - began, meter.seconds() - used
    stop.set()
    for process in clients:
        process.join()
    print(
        f"{CLIENTS} clients, {took:.0f} s on PostgreSQL: {done} tasks completed, "
        f"{done / took:.1f} tasks/s, and {done / TASKS_OF_A_FILE / took:.1f} files opened; "
        f"{used / took:.2f} of {os.cpu_count()} processors used, "
        f"{done / used:.1f} tasks in a second of processor time",
        flush=True,
    )
    wrong = [f"client ended with {p.exitcode}" for p in clients if p.exitcode]
    return wrong + _check(place, house)


@contextmanager
def _pacing(ports: Ports, behind: Event) -> Iterator[None]:
    """Let clients rest while delivery is behind."""
    over = Pause()

    def look() -> None:
        while not over.wait(0.2):
            is_behind = ports.outbox.backlog(datetime.now(UTC)).waiting > _MOST_WAITING
            (behind.set if is_behind else behind.clear)()
        behind.clear()

    looking = Thread(target=look, daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()


def _until_all_work(clients: list[BaseProcess], counted: Any) -> None:
    pause = Pause()
    while not all(counted):
        assert all(process.is_alive() for process in clients)
        pause.wait(0.1)


def _look_on(
    ports: Ports, clients: list[BaseProcess], worker: int, counted: Any, seconds: float
) -> None:
    """Look at memory and at what waits, while the clients work."""
    began, pause = monotonic(), Pause()
    for share in LOOKS:
        pause.wait(max(0.0, began + share * seconds - monotonic()))
        sizes = [_mib(cast("int", process.pid)) for process in clients]
        waiting = ports.outbox.backlog(datetime.now(UTC)).waiting
        print(
            f"{share:4.0%} {sum(counted):7} tasks; resident MiB: clients "
            f"{' '.join(f'{size:.0f}' for size in sizes)}, worker {_mib(worker):.0f}; "
            f"messages waiting {waiting}",
            flush=True,
        )


def _mib(process: int) -> float:
    return float(psutil.Process(process).memory_info().rss) / 2**20


def client(place: Place, number: int, told: tuple[Event, Event], counted: Any) -> None:
    """Work through files until told to stop.

    Args:
        place: The installation.
        number: Which client.
        told: Set when the time is over, and while delivery is behind.
        counted: Tasks completed, by client.
    """
    configure_logs("error")
    house, branch = place.house(), BRANCHES[number % len(BRANCHES)]
    story = stories_of(house, KIND).facts["zhao"]
    file, pause, (stop, behind) = number, Pause(), told
    while not stop.is_set():
        if behind.is_set():
            pause.wait(0.05)
            continue
        for _ in _one_file(house.ports, branch, _facts(story, branch, file)):
            counted[number] += 1
        file += CLIENTS


def _one_file(ports: Ports, branch: Branch, facts: dict[str, JsonValue]) -> Iterator[None]:
    """Work through one file; yields after each task."""
    clerk = Requester(person=branch.doubles.get("lin", "lin"))
    chief = Requester(person=branch.doubles.get("luo", "luo"))
    office = branch.offices["grassroots"]
    case_id = _done(open_case(ports, kind=KIND, office=office, data=facts, requester=clerk)).case.id
    ask = Act(case_id=case_id, action="request_papers", data={"missing_papers": "收入证明缺盖章"})
    drop = Act(case_id=case_id, action="cancel", data={"cancel_ground": "opened_by_mistake"})
    for command, requester in (
        (Act(case_id=case_id, action="submit"), clerk),
        (ask, clerk),
        (Act(case_id=case_id, action="add_papers"), clerk),
        (replace(drop, reason="申请人并未提出申请"), chief),
    ):
        _done(handle_command(ports, command, requester))
        yield


def _done(answer: Answer) -> Done:
    assert isinstance(answer, Done), answer
    return answer


def _facts(told: Mapping[str, JsonValue], branch: Branch, file: int) -> dict[str, JsonValue]:
    """The facts of the story, about another family for every file."""
    ids = [_identity(born, file) for born in _BORN]
    members = cast("list[dict[str, JsonValue]]", told["members"])
    family = [{**one, "id_number": number} for one, number in zip(members, ids, strict=True)]
    day = (datetime.now(UTC) - timedelta(days=1)).astimezone(OFFICE_ZONE).date()
    return {
        **told,
        # Nobody's telephone, but one of their own for every family.
        "phone": f"139{file:08}",
        "applicant_id": ids[0],
        "employer": branch.employer,
        "members": cast("JsonValue", family),
        "income_since": f"{day.year - 1}-{day.month:02}",
        "authorised_on": day.isoformat(),
    }


def _identity(born: str, file: int) -> str:
    # A thousand people of one place are born on a day; further files are of other days.
    days, number = divmod(file, 1000)
    seventeen = f"110101{born[:4]}{days // 28 % 12 + 1:02}{days % 28 + 1:02}{number:03}"
    return seventeen + resident_check_digit(seventeen)


def _check(place: Place, house: House) -> list[str]:
    """What is wrong when everything has come to rest."""
    ports = house.ports
    after = _rest(ports)
    backlog = ports.outbox.backlog(datetime.now(UTC))
    entries = sum(1 for _ in ports.cases.entries(EntryQuery(limit=0)))
    copied = _copied(place.copy, entries)
    report = verify_audit(ports)
    told = sum(len(ports.inbox.notices(p, limit=10**6)) for p in ports.staff.directory().people)
    files = sum(row.kind == KIND for row in ports.cases.cases(CaseQuery(limit=0)))
    print(
        f"{after:.0f} s afterwards: {backlog.waiting} messages wait, {backlog.dead} dead; "
        f"{files} files, {entries} entries, log {ports.log.size()}, copied {copied}, "
        f"notices {told}, defects {len(report.defects)}",
        flush=True,
    )
    return [
        name
        for name, is_wrong in (
            ("messages wait", backlog.waiting > 0),
            ("dead letters", backlog.dead > 0),
            ("log", ports.log.size() != entries),
            ("copy", copied != entries),
            ("chains", bool(report.defects)),
        )
        if is_wrong
    ]


def _rest(ports: Ports) -> float:
    """Wait until nothing waits; returns the seconds that took."""
    began, pause = monotonic(), Pause()
    while ports.outbox.backlog(datetime.now(UTC)).waiting:
        if monotonic() - began > _QUIET_SECONDS:
            break
        pause.wait(0.2)
    return monotonic() - began


def _copied(copy: Path, wanted: int) -> int:
    """Lines of the copy, once it has as many as it should or half a minute has passed."""
    until, pause = monotonic() + 30.0, Pause()
    while True:
        with copy.open("rb") as lines:
            found = sum(1 for _ in lines)
        if found >= wanted or monotonic() > until:
            return found
        pause.wait(0.5)


if __name__ == "__main__":
    sys.exit(main(*(float(argument) for argument in sys.argv[1:])))
