"""A caseload of any size on PostgreSQL: true files, made by the engine, and copies of their rows.

The demo office is played into the database first, a file at every step. Its rows are then copied
by the database itself, each copy with its own number, applicant, parties, offices and people:
cases with whole snapshots, tasks, parties with their marks and links, and of open cases every
entry and every clock. What the bulk lacks: its chains do not verify, closed cases keep the headers
of their last few entries (as after erasure) and no stopped clocks, and the inner dates of a closed
copy are those of its original.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any

import psycopg
import structlog
from psycopg import sql

from adapters.bootstrap import House
from adapters.inbound.cli.demo.build import Builder
from adapters.inbound.cli.demo.office import DISTRICT
from adapters.outbound.db.party_tables import PARTY_KEYS, PARTY_LINKS
from adapters.outbound.db.tables import CASES, DEADLINES, ENTRIES, TASKS
from engine.commands import AddNote, ClaimTask
from engine.directory import Directory, Grant, Office, Person
from engine.model import Status
from engine.ports import CaseQuery, TaskQuery
from engine.searching import search_terms
from engine.usecases.answers import Done
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester

DISTRICTS = 80
"""Copies of the demo's district with its six offices and thirty people, under the same city."""
LATEST = 5
"""Entries that closed copies keep."""
_SHARED = frozenset(("city", "province"))
_CASE, _PLACE, _PARTY, _NAME = "@C@", "@D@", "@K@", "@N@"
_NAMES = 20_000
_ROOM = 100
"""More than there are original files, so that every copy has numbers of its own."""
_PORTION = 250
_ENOUGH_FEN = {"free": 10_000_000_000, "granted": -10_000_000_000}
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建国志文海燕云"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """What was made.

    Attributes:
        long: The true case with 2,000 entries.
        usual: A true case with about 20.
    """

    open_cases: int
    closed_cases: int
    long: str
    usual: str


def place_of(office: str, district: int) -> str:
    """The id that an office of the demo's district, or somebody there, has in a copy."""
    return f"{office}-{district}"


def fill(house: House, now: datetime, url: str, *, open_cases: int, closed_cases: int) -> Caseload:
    """Play the demo office into an empty installation and multiply it.

    Args:
        house: The installation, migrated.
        now: The present moment.
        url: libpq address of its database.
        open_cases: About how many open cases there are to be.
        closed_cases: About how many closed ones.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    Builder(house, now).build(lambda done, total: None)
    rows = house.ports.cases.cases(CaseQuery(limit=0))
    _claim_some(house)
    usual = next(row.id for row in rows if row.state == "district_review")
    house.ports.staff.save(_grown(house.ports.staff.directory()))
    _Copier(house, url).copy(open_cases, closed_cases)
    long = next(row.id for row in rows if row.state == "survey")
    _write_notes(house, long, 2000)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        counted: dict[str, int] = dict(connection.execute(_COUNTED).fetchall())
    return Caseload(
        open_cases=counted[Status.OPEN.value],
        closed_cases=counted[Status.CLOSED.value],
        long=long,
        usual=usual,
    )


_COUNTED = (
    "SELECT status, count(*) FROM cases WHERE kind NOT IN ('party', 'office_journal') GROUP BY 1"
)


def _claim_some(house: House) -> None:
    """Every second task is in somebody's hands."""
    directory = house.ports.staff.directory()
    for row in house.ports.cases.tasks(TaskQuery(limit=0))[::2]:
        holders = directory.holders(row.task.role, row.task.office, house.clock.now().date())
        for person in holders[:1]:
            claim = ClaimTask(case_id=row.case_id, task_id=row.task.id)
            handle_command(house.ports, claim, Requester(person=person))


def _write_notes(house: House, case_id: str, entries: int) -> None:
    loaded = house.ports.cases.load(case_id)
    writer = Requester(person=loaded.case.opened_by)
    for number in range(entries - loaded.seq):
        note = AddNote(case_id=case_id, text=f"电话联系第{number + 1}次，申请人在家。")
        assert isinstance(handle_command(house.ports, note, writer), Done)


def _grown(directory: Directory) -> Directory:
    """The directory with the copies of the district in it."""
    local = {o.id for o in directory.offices.values() if o.level not in _SHARED}
    offices = [o for o in directory.offices.values() if o.id in local]
    people = [p for p in directory.people.values() if {g.office for g in p.grants} <= local]
    more_offices = [_office(o, d, local) for o, d in product(offices, range(DISTRICTS))]
    more_people = [_person(p, d) for p, d in product(people, range(DISTRICTS))]
    return replace(
        directory,
        offices={**directory.offices, **{o.id: o for o in more_offices}},
        people={**directory.people, **{p.id: p for p in more_people}},
    )


def _office(office: Office, district: int, local: set[str]) -> Office:
    parent = office.parent
    return replace(
        office,
        id=place_of(office.id, district),
        name=f"{office.name}（{district + 1}）",
        parent=place_of(parent, district) if parent in local else parent,
    )


def _person(person: Person, district: int) -> Person:
    def there(grant: Grant) -> Grant:
        return replace(grant, office=place_of(grant.office, district))

    return replace(
        person, id=place_of(person.id, district), grants=tuple(there(g) for g in person.grants)
    )


class _Copier:
    """Marks what differs between copies in the original rows, and lets the database copy them."""

    def __init__(self, house: House, url: str) -> None:
        self._url = url
        directory = house.ports.staff.directory()
        local = [o.id for o in directory.offices.values() if not o.id.rpartition("-")[2].isdigit()]
        shared = {o.id for o in directory.offices.values() if o.level in _SHARED}
        people = [
            p.id
            for p in directory.people.values()
            if not p.id.rpartition("-")[2].isdigit() and not {g.office for g in p.grants} & shared
        ]
        self._local = frozenset((*(o for o in local if o not in shared), *people))

    def copy(self, open_cases: int, closed_cases: int) -> None:
        """Fill the database."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            originals = self._seed(connection)
            open_copies = -(-open_cases // originals[False])
            closed_copies = -(-closed_cases // originals[True])
            worlds = max(open_copies, closed_copies // 8, 1)
            for index in self._indexed:
                connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))
        work = [
            *_statements(True, closed_copies, worlds),
            *_statements(False, open_copies, worlds),
            *_party_statements(worlds),
        ]
        self._run(work)
        self._run(self._indexed.values())

    def _seed(self, connection: psycopg.Connection[Any]) -> dict[bool, int]:
        """Put the marked originals into tables of their own; counts open and closed ones."""
        self._indexed = {name: text for text, name in connection.execute(_INDEXES).fetchall()}
        connection.execute("CREATE SCHEMA seed")
        connection.execute("CREATE TABLE seed.names (i integer primary key, name text, terms text)")
        names = [(i, name, search_terms(name, "").strip()) for i, name in enumerate(_people())]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO seed.names VALUES (%s, %s, %s)", names)
        cases = self._cases(connection)
        for table in ("entries", "tasks", "deadlines", "party_links"):
            self._seed_rows(connection, table, cases)
        self._seed_parties(connection)
        self._copy_budgets(connection)
        closed = [case["closed"] for case in cases.values()]
        return {True: closed.count(True), False: closed.count(False)}

    def _cases(self, connection: psycopg.Connection[Any]) -> dict[str, dict[str, Any]]:
        own = "kind NOT IN ('party', 'office_journal')"
        connection.execute(
            "CREATE TABLE seed.cases AS SELECT 0 n, ''::text prefix, ''::text dated, false closed,"
            " ''::text tail, cases.* FROM cases LIMIT 0"
        )
        found: dict[str, dict[str, Any]] = {}
        for n, row in enumerate(_rows(connection, f"SELECT * FROM cases WHERE {own} ORDER BY id")):
            prefix, year, _ = row["id"].split("-")
            closed = row["status"] == Status.CLOSED.value
            name = row["subject"].partition(" · ")[0].removesuffix("厂")
            marked = self._marked(row, row["id"], name)
            tail = search_terms(marked["subject"].replace(_NAME, ""), "").strip()
            more = {"n": n, "prefix": prefix, "dated": year, "closed": closed, "tail": tail}
            _insert(connection, "seed.cases", {**marked, **more})
            found[row["id"]] = {**more, "person": name}
        assert len(found) < _ROOM
        return found

    def _seed_rows(
        self, connection: psycopg.Connection[Any], table: str, cases: Mapping[str, dict[str, Any]]
    ) -> None:
        connection.execute(f"CREATE TABLE seed.{table} AS SELECT 0 n, * FROM {table} LIMIT 0")
        for row in _rows(connection, f"SELECT * FROM {table}"):
            case = cases.get(row["case_id"])
            if case is not None:
                marked = self._marked(row, row["case_id"], case["person"])
                _insert(connection, f"seed.{table}", {**marked, "n": case["n"]})

    def _seed_parties(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute("CREATE TABLE seed.parties AS SELECT * FROM cases LIMIT 0")
        connection.execute("CREATE TABLE seed.party_keys AS SELECT * FROM party_keys LIMIT 0")
        for row in _rows(connection, "SELECT * FROM cases WHERE kind = 'party'"):
            _insert(connection, "seed.parties", self._marked(row, None, None))
        for row in _rows(connection, "SELECT * FROM party_keys WHERE kind <> 'staff'"):
            _insert(connection, "seed.party_keys", self._marked(row, None, None))

    def _copy_budgets(self, connection: psycopg.Connection[Any]) -> None:
        """Every district has the budgets of the demo's, and enough for every approval."""
        for row in _rows(connection, "SELECT * FROM fund_accounts"):
            if row["office"] == DISTRICT:
                more = _ENOUGH_FEN.get(row["account"], 0)
                filled = {**row, "amount_fen": row["amount_fen"] + more}
                for district in range(DISTRICTS):
                    there = {**filled, "office": place_of(DISTRICT, district)}
                    _insert(connection, "fund_accounts", there)

    def _marked(self, row: Mapping[str, Any], case: str | None, name: str | None) -> dict[str, Any]:
        return {key: self._mark(value, case, name) for key, value in row.items()}

    def _mark(self, value: Any, case: str | None, name: str | None) -> Any:
        if not isinstance(value, str):
            return value
        if value in self._local:
            return f"{value}-{_PLACE}"
        if case is not None:
            value = value.replace(case, _CASE)
        if name is not None:
            value = value.replace(name, _NAME)
        value = value.replace("P-0", f"P{_PARTY}-0")
        if value.startswith("{"):
            for local in self._local:
                value = value.replace(f'"{local}"', f'"{local}-{_PLACE}"')
        return value

    def _run(self, statements: Iterable[str]) -> None:
        """Two at a time."""

        def one(statement: str) -> None:
            with psycopg.connect(self._url, autocommit=True) as connection:
                connection.execute(statement.encode())

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, statements))


_INDEXES = (
    "SELECT indexdef, indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename IN"
    " ('cases', 'entries', 'tasks', 'deadlines', 'party_keys', 'party_links')"
    " AND indexname NOT LIKE 'pk_%' AND indexname NOT LIKE 'uq_%'"
)


def _people() -> Iterator[str]:
    """Names as people have them, some borne by several."""
    every = [f"{s}{a}{b}" for s, a, b in product(_SURNAMES, _GIVEN, _GIVEN)]
    return (every[number * 7919 % len(every)] for number in range(_NAMES))


def _rows(connection: psycopg.Connection[Any], statement: str) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(statement.encode()).fetchall()


def _insert(connection: psycopg.Connection[Any], table: str, row: Mapping[str, Any]) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(f"%({name})s" for name in row)
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})".encode(), row)


def _statements(closed: bool, copies: int, worlds: int) -> Iterator[str]:
    for first in range(1, copies + 1, _PORTION):
        last = min(first + _PORTION - 1, copies)
        copy = _copy(closed, first, last, worlds)
        yield _cases_copied(copy, closed)
        yield _rows_copied(copy, "party_links", PARTY_LINKS.c.keys(), {})
        if closed:
            latest = f"AND r.seq > t.seq - {LATEST}"
            erased = {"payload": "NULL", "salt": "NULL"}
            yield _rows_copied(copy, "entries", ENTRIES.c.keys(), erased, latest)
        else:
            spread = {"due_at": "r.due_at + make_interval(days => (k * 7 + t.n) % 40 - 12)"}
            yield _rows_copied(copy, "entries", ENTRIES.c.keys(), {})
            yield _rows_copied(copy, "tasks", TASKS.c.keys(), spread)
            yield _rows_copied(copy, "deadlines", DEADLINES.c.keys(), {})


def _copy(closed: bool, first: int, last: int, worlds: int) -> str:
    """Which copies of which originals, with what takes the place of the marks."""
    year = "(2016 + k % 10)::text" if closed else "t.dated"
    return (
        f"FROM generate_series({first}, {last}) k CROSS JOIN seed.cases t"
        f" JOIN seed.names p ON p.i = (k * 37 + t.n * 101) % {_NAMES}"
        f" CROSS JOIN LATERAL (SELECT t.prefix || '-' || {year} || '-' ||"
        f" lpad((k * {_ROOM} + t.n)::text, 8, '0') AS id, k * {_ROOM} + t.n AS number,"
        f" (k % {worlds})::text AS world,"
        f" (k % {worlds} % {DISTRICTS})::text AS place, {year}::int AS year OFFSET 0) c"
        f" {{more}} WHERE t.closed = {closed}"
    )


def _filled(column: str) -> str:
    return (
        f"replace(replace(replace(replace({column}, '{_CASE}', c.id), '{_PLACE}', c.place),"
        f" '{_PARTY}', c.world), '{_NAME}', p.name)"
    )


_TEXTS: Mapping[str, Sequence[str]] = {
    "cases": ("id", "office", "subject", "snapshot", "parent"),
    "entries": ("case_id", "header", "payload", "actor", "office"),
    "tasks": ("id", "case_id", "office", "assignee"),
    "deadlines": ("case_id", "document"),
    "party_links": ("case_id", "party"),
}


def _cases_copied(copy: str, closed: bool) -> str:
    moved = "t.{} - make_interval(years => t.dated::int - c.year)" if closed else "t.{}"
    values = {
        **{name: _filled(f"t.{name}") for name in _TEXTS["cases"]},
        **{name: moved.format(name) for name in ("opened_at", "entered_at")},
        "terms": (
            f"concat_ws(' ', '', CASE WHEN t.subject LIKE '{_NAME}%' THEN p.terms END, t.tail,"
            " '#' || c.year || '-' || c.number, '#' || c.number, '')"
        ),
    }
    columns = CASES.c.keys()
    shown = ", ".join(values.get(name, f"t.{name}") for name in columns)
    return f"INSERT INTO cases ({', '.join(columns)}) SELECT {shown} {copy.format(more='')}"


def _rows_copied(
    copy: str, table: str, columns: Iterable[str], values: Mapping[str, str], more: str = ""
) -> str:
    columns = [f'"{name}"' for name in columns]
    known = {**{name: _filled(f"r.{name}") for name in _TEXTS[table]}, **values}
    shown = ", ".join(known.get(name.strip('"'), f"r.{name}") for name in columns)
    joined = copy.format(more=f"JOIN seed.{table} r ON r.n = t.n {more}")
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {shown} {joined}"


def _party_statements(worlds: int) -> Iterator[str]:
    """Everybody of the demo once in each world; the first world is that of the originals' names."""
    columns = CASES.c.keys()
    texts = ("id", "office", "snapshot")
    for first in range(0, worlds, _PORTION):
        series = f"FROM generate_series({first}, {min(first + _PORTION, worlds) - 1}) k"
        place = f"(k % {DISTRICTS})::text"
        shown = ", ".join(
            f"replace(replace(t.{name}, '{_PARTY}', k::text), '{_PLACE}', {place})"
            if name in texts
            else f"t.{name}"
            for name in columns
        )
        yield f"INSERT INTO cases ({', '.join(columns)}) SELECT {shown} {series}, seed.parties t"
        keys = ", ".join(PARTY_KEYS.c.keys())
        party = f"replace(t.party, '{_PARTY}', k::text)"
        value = "encode(sha256((t.value || k)::bytea), 'hex')"
        yield (
            f"INSERT INTO party_keys ({keys}) SELECT {party}, t.kind, {value}"
            f" {series}, seed.party_keys t"
        )
