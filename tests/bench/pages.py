"""What the pages cost over HTTP with many cases on PostgreSQL, eight users at once.

python -m tests.bench.pages [--open N] [--closed N] [--requests N] [--keep FILE]

The real program (`unioncase serve --no-worker`) answers on 127.0.0.1 out of a process of its own;
eight users of eight districts, from the grass roots to the city, ask for one page after another
without pause, out of another process. For each page four figures, p50 and p95 in milliseconds:

- waited: from sending the request to the last byte, eight at once. Server, database and clients
  share the processors of this machine, so this holds the waiting for each other;
- server, eight: what the server itself says of those requests (the header `server-timing`);
- server, reading: the same while each of the eight reads for a second, on average, before asking
  again, as people do; without pause eight programs keep every processor busy and mostly wait;
- server, one: the same with one user at a time, which is the work of the page itself.

Beside them stands the processor time of the server's process for a request, eight at once: that of
the database is not in it, and it hardly depends on what else the machine does.

The reference is a style sheet of the program, asked for in the same way in the same run.
Weights are bytes of the answer as it travels, compressed: of a first visit with everything that the
page draws in, and of a later one, when a browser still has what never changes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

import psutil

from adapters.bootstrap import House
from adapters.settings import Settings
from engine.model import Status
from engine.ports import CaseQuery, CaseRow
from engine.sounds import sounds
from engine.usecases.list_work import list_cases
from engine.usecases.passwords import give_account
from engine.usecases.requester import Requester
from tests.bench._browsing import PASSWORD, Ask, Asked, Figures, User, alone, measured
from tests.bench._caseload import Caseload, fill, place_of
from tests.support.postgres import DURABLE, Server, own_cluster

USERS = (
    "lin-1",
    "tao-2",
    "he-3",
    "chen-4",
    "jia-5",
    "wu-6",
    "gao-7",
    "ding",
)
"""Caseworkers of grass-roots unions and streets, of a district, its supervisor, one of the city."""
NEIGHBOURS = ("lin", "he", "an", "bo", "luo", "gao", "wu", "mo")
"""Eight who see the case with very many entries."""
APPROVER, APPROVED = "bai", "approval_single"
PERSON = "110101198001010002"
_APPROVALS, _FEWEST = 30, 8
_SERVER = {
    **DURABLE,
    "shared_buffers": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "16GB",
    "effective_cache_size": "4GB",
    "timezone": "UTC",
    "autovacuum": "off",
}
_DRAWN = re.compile(r'(?:href|src)="(/static/[^"#]+)[^"]*"')
_WARM = 2
_READING_SECONDS = 1.0


@contextmanager
def served(settings: Mapping[str, str]) -> Iterator[tuple[int, psutil.Process]]:
    """The program's pages out of a process of its own; yields the port and the process."""
    program = "from adapters.program.commands import main; main()"
    command = [sys.executable, "-c", program, "serve", "--no-worker", "--port", "0", "--json"]
    running = subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        told = (re.search(r"127\.0\.0\.1:(\d+)", line) for line in running.stdout)
        port = next(int(found[1]) for found in told if found)
        yield port, psutil.Process(running.pid)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A loaded installation that several runs may measure.

    Attributes:
        server: libpq address of the server's maintenance database, and its folder.
    """

    server: tuple[str, str]
    url: str
    folder: str
    caseload: Caseload

    def house(self) -> House:
        """The installation."""
        settings = Settings(data_dir=Path(self.folder), database_url=self.url, lang="zh")
        return House(settings)

    def end(self) -> None:
        """Remove everything."""
        Server(url=self.server[0], folder=self.server[1]).stop()
        shutil.rmtree(self.folder)


def main() -> None:
    """Load, measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--open", type=int, default=100_000, dest="open_cases")
    parser.add_argument("--closed", type=int, default=1_000_000, dest="closed_cases")
    parser.add_argument("--requests", type=int, default=40, help="of each user for each page")
    parser.add_argument(
        "--keep",
        type=Path,
        help="where it is noted, for further runs, what this one loaded; it stays until this ends",
    )
    given = parser.parse_args()
    kept = _kept(given.keep)
    if kept is not None:
        _measured(kept, given.requests)
        return
    place = _loaded(given.open_cases, given.closed_cases)
    try:
        if given.keep is not None:
            given.keep.write_text(json.dumps(asdict(place)), encoding="utf-8")
        _measured(place, given.requests)
        if given.keep is not None:
            print("the database stays for other runs until this one is ended", flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
            given.keep.unlink()
    finally:
        place.end()


def _measured(place: Place, turns: int) -> None:
    caseload = place.caseload
    print(f"{caseload.open_cases} open and {caseload.closed_cases} closed cases", flush=True)
    variables = {"UNIONCASE_DATA_DIR": place.folder, "UNIONCASE_DATABASE_URL": place.url}
    with served(variables) as (port, process):
        Round(place, port, process, turns).measure()


def _kept(note: Path | None) -> Place | None:
    if note is None or not note.exists():
        return None
    kept = json.loads(note.read_text("utf-8"))
    server, caseload = tuple(kept.pop("server")), Caseload(**kept.pop("caseload"))
    return Place(**kept, server=server, caseload=caseload)


def _loaded(open_cases: int, closed_cases: int) -> Place:
    began = perf_counter()
    server, folder = own_cluster(_SERVER).server, tempfile.mkdtemp(prefix="unioncase-pages-")
    url = server.create("pages")
    house = House(Settings(data_dir=Path(folder), database_url=url, lang="zh"))
    house.migrate()
    plain = url.replace("postgresql+psycopg", "postgresql")
    now = datetime.now(UTC)
    caseload = fill(house, now, plain, open_cases=open_cases, closed_cases=closed_cases)
    _admit(house)
    house.database.close()
    print(f"loaded in {perf_counter() - began:.0f} s", flush=True)
    kept = (server.url, str(server.folder))
    return Place(server=kept, url=url, folder=folder, caseload=caseload)


def _admit(house: House) -> None:
    """Everybody who is needed may sign in, with one hash, which is slow on purpose."""
    approvers = (place_of(APPROVER, number) for number in range(1, len(USERS) + 1))
    first, *others = sorted({*USERS, *NEIGHBOURS, *approvers})
    account = give_account(house.ports, house.doors, first, PASSWORD, must_change=False)
    for person in others:
        house.doors.accounts.save_account(replace(account, person=person))


class Round:
    """One measurement of everything.

    Args:
        place: The loaded installation.
        port: Where its pages are served.
        process: What serves them.
        turns: How often each user asks for each page.
    """

    def __init__(self, place: Place, port: int, process: psutil.Process, turns: int) -> None:
        self._house = place.house()
        self._caseload = place.caseload
        self._port = port
        self._process = process
        self._turns = turns
        self._users = self._signed_in(USERS)
        self._own = [self._usual_cases(user.person) for user in self._users]

    def _busy_ms(self) -> float:
        """Processor time that the server has taken so far."""
        taken = self._process.cpu_times()
        return float(taken.user + taken.system) * 1000

    def _signed_in(self, people: Iterable[str]) -> list[User]:
        return [User(person, self._port) for person in people]

    def _usual_cases(self, person: str) -> list[CaseRow]:
        """Open cases of somebody's offices that have some 20 entries."""
        query = CaseQuery(status=Status.OPEN, limit=120)
        rows = list_cases(self._house.ports, Requester(person=person), query)
        load = self._house.ports.cases.load
        return [row for row in rows if 14 <= load(row.id).seq <= 26]

    def measure(self) -> None:
        """Ask for every page and print."""
        reference = self._reference()
        for words, asked, status in self._pages():
            self._report(words, self._users, asked, status, reference)
        neighbours = self._signed_in(NEIGHBOURS)
        long = Ask(path=f"/cases/{self._caseload.long}")
        self._report("case page, 2,000 entries", neighbours, lambda u, t: long, 200, reference)
        self._approve(reference)
        self._weigh()

    def _reference(self) -> float:
        """What users wait at the middle for a file that is only sent."""
        asset = Ask(path="/static/mark.svg")
        found = measured(self._users, lambda user, turn: asset, self._turns, status=200)
        print(f"reference, a small file: p50 {found.waited(50):.1f} ms, p95 {found.waited(95):.1f}")
        return found.waited(50)

    def _pages(self) -> Iterator[tuple[str, Asked, int]]:
        def case(user: int, turn: int) -> CaseRow:
            return self._own[user][turn % len(self._own[user])]

        def searched(text: Callable[[int, int], str]) -> Asked:
            return lambda user, turn: Ask(path=f"/cases?status=&text={quote(text(user, turn))}")

        def name(user: int, turn: int) -> str:
            return case(user, turn).subject.partition(" ")[0]

        def heard(user: int, turn: int) -> list[str]:
            return sounds(name(user, turn)).split()

        def typed(user: int, turn: int) -> Ask:
            return Ask(path="/search/suggest", form={"text": heard(user, turn)[1]})

        def number(user: int, turn: int) -> Ask:
            facts = self._house.ports.cases.load(case(user, turn).id).case.facts
            return Ask(path="/search", form={"text": str(facts.get("applicant_id", PERSON))})

        yield "my day", lambda user, turn: Ask(path="/"), 200
        yield "queue", lambda user, turn: Ask(path="/work?queue=team"), 200
        yield "cases, open", lambda user, turn: Ask(path="/cases"), 200
        yield (
            "case page, 20 entries",
            lambda user, turn: Ask(path=f"/cases/{case(user, turn).id}"),
            200,
        )
        yield "search, number", searched(lambda user, turn: case(user, turn).id), 200
        yield "search, number begun", searched(lambda user, turn: case(user, turn).id[:13]), 200
        yield "search, name", searched(name), 200
        yield "search, name nobody has", searched(lambda user, turn: "欧阳无人"), 200
        yield "search, pinyin", searched(lambda user, turn: heard(user, turn)[0]), 200
        yield "search, initials", searched(lambda user, turn: heard(user, turn)[1]), 200
        yield "suggestions, initials", typed, 200
        yield "search, person's number", number, 200

    def _report(
        self, words: str, users: list[User], asked: Asked, status: int, reference: float
    ) -> None:
        measured(users, asked, _WARM, status=status)
        before = self._busy_ms()
        eight = measured(users, asked, self._turns, status=status)
        eight.processor_ms = self._busy_ms() - before
        fewer = max(self._turns // 4, 1)
        reading = measured(users, asked, fewer, status=status, reading_seconds=_READING_SECONDS)
        one = Figures()
        for index in range(len(users)):
            asks = [asked(index, turn) for turn in range(fewer)]
            one.answers += alone(users[index], asks, status=status)
        _print(words, (eight, reading, one), reference)

    def _approve(self, reference: float) -> None:
        """Each approver sends one form after another, filled from its page beforehand."""
        approvers = self._signed_in(place_of(APPROVER, n) for n in range(1, len(USERS) + 1))
        forms = [self._forms(user) for user in approvers]
        if min(len(own) for own in forms) < _FEWEST:
            print("approve: further runs on this database have no cases left for it; load anew")
            return
        # The first approval of a process reads rules that the others find ready.
        measured(approvers, lambda user, turn: forms[user].pop(), 1, status=303)
        turns = min(len(own) for own in forms)
        third = min(turns // 3, self._turns)
        before = self._busy_ms()
        eight = measured(approvers, lambda user, turn: forms[user][turn], third, status=303)
        eight.processor_ms = self._busy_ms() - before
        reading = measured(
            approvers,
            lambda user, turn: forms[user][third + turn],
            third,
            status=303,
            reading_seconds=_READING_SECONDS,
        )
        one = Figures()
        for user, own in zip(approvers, forms, strict=True):
            one.answers += alone(user, own[2 * third : 3 * third], status=303)
        _print("approve", (eight, reading, one), reference)

    def _forms(self, user: User) -> list[Ask]:
        query = CaseQuery(states=frozenset((APPROVED,)), status=Status.OPEN, limit=_APPROVALS)
        rows = list_cases(self._house.ports, Requester(person=user.person), query)
        paths = [f"/cases/{row.id}/actions/approve_single" for row in rows]
        return [Ask(path=path, form=user.hidden(path)) for path in paths]

    def _weigh(self) -> None:
        """Bytes over the wire of a few pages, with what they draw in and without."""
        user = self._users[0]
        case = f"/cases/{self._own[0][0].id}"
        for words, path in (("my day", "/"), ("queue", "/work"), ("case page", case)):
            page = user.ask(Ask(path=path))
            drawn = set(_DRAWN.findall(gzip.decompress(page.body).decode()))
            whole = page.bytes_on_wire + sum(
                user.ask(Ask(path=each)).bytes_on_wire for each in drawn
            )
            after = page.bytes_on_wire / 1000
            print(f"weight of {words}: first {whole / 1000:.0f} kB, after {after:.1f} kB")


def _print(words: str, found: tuple[Figures, Figures, Figures], reference: float) -> None:
    eight, reading, one = found
    print(
        f"{words:<26} eight: waited p50 {eight.waited(50):6.1f} p95 {eight.waited(95):6.1f},"
        f" server p50 {eight.server(50):6.1f} p95 {eight.server(95):6.1f};"
        f" reading: server p50 {reading.server(50):6.1f} p95 {reading.server(95):6.1f};"
        f" one: server p50 {one.server(50):6.1f} p95 {one.server(95):6.1f};"
        f" processor {eight.processor_ms / len(eight.answers):5.1f} each;"
        f" {eight.waited(50) / reference:.1f} times the reference",
        flush=True,
    )


if __name__ == "__main__":
    main()
