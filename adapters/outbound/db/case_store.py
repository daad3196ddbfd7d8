"""Cases, their entries and the rows beside them, in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.outbound.db.database import Backend, Database
from adapters.outbound.db.postgres_commits import PostgresCommits
from adapters.outbound.db.queries import (
    cases_of,
    count_of,
    done_of,
    entries_of,
    files_of,
    running,
    task_rows,
    tasks_of,
)
from adapters.outbound.db.rows import DEADLINES as DEADLINE_DOCUMENTS
from adapters.outbound.db.sqlite_commits import SqliteCommits
from adapters.outbound.db.tables import ANSWERS, CASES, DEADLINES, ENTRIES, SERIES, TASKS
from engine.audit import Entry
from engine.codec import case_from_json
from engine.errors import EngineCode, NotFoundError
from engine.listing import done_row
from engine.model import Case, ClockState, Deadline, Status, Task
from engine.ports import (
    CaseQuery,
    CaseRow,
    DoneQuery,
    DoneRow,
    DueClock,
    EntryQuery,
    FirstAnswer,
    Loaded,
    TaskQuery,
    TaskRow,
)
from engine.projection import CaseWrite

_PAGE = 1000
"""Entries that are fetched at a time when all are asked for."""

_FILES = 500
"""Whole cases that are."""


class _Commits(Protocol):
    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None) -> None: ...


class SqlAlchemyCaseStore:
    """Implements `CaseStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        of_sqlite = database.backend is Backend.SQLITE
        self._commits: _Commits = (
            SqliteCommits(database) if of_sqlite else PostgresCommits(database)
        )
        self._load = database.statement(
            select(CASES.c.seq, CASES.c.head, CASES.c.snapshot).where(CASES.c.id == bindparam("id"))
        )
        self._answer = database.statement(
            select(ANSWERS.c.fingerprint, ANSWERS.c.answer).where(ANSWERS.c.key == bindparam("key"))
        )
        insert: Any = sqlite.insert if of_sqlite else postgresql.insert
        self._counting = (
            insert(SERIES)
            .values(series=bindparam("series"), last=1)
            .on_conflict_do_update(index_elements=["series"], set_={"last": SERIES.c.last + 1})
            .returning(SERIES.c.last)
        )

    def load(self, case_id: str) -> Loaded:
        """Return a case; see the port."""
        row = self._database.fetch_one(self._load, case_id)
        if row is None:
            raise NotFoundError(EngineCode.CASE_NOT_FOUND, case=case_id)
        seq, head, snapshot = row
        return Loaded(case=case_from_json(snapshot), seq=seq, head=head)

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None = None) -> None:
        """Store everything or nothing; see the port."""
        self._commits.commit(writes, answer)

    def first_answer(self, key: str) -> FirstAnswer | None:
        """What was answered to this idempotency key, or None."""
        row = self._database.fetch_one(self._answer, key)
        if row is None:
            return None
        return FirstAnswer(key=key, fingerprint=row[0], answer=json.loads(row[1]))

    def cases(self, query: CaseQuery) -> Sequence[CaseRow]:
        """List cases by number, newest first."""
        with self._listing() as connection:
            return [_case_row(row._mapping) for row in connection.execute(cases_of(query))]

    def files(self, query: CaseQuery) -> Iterator[Case]:
        """The whole cases of a list in its order, a page at a time; see the port."""
        left = query.limit
        while True:
            size = min(left, _FILES) if query.limit else _FILES
            with self._database.reads() as connection:
                rows = connection.execute(files_of(replace(query, limit=size))).all()
            yield from (case_from_json(row.snapshot) for row in rows)
            left -= len(rows)
            if len(rows) < size or (query.limit and left == 0):
                return
            query = replace(query, after=rows[-1].id)

    def count(self, query: CaseQuery) -> int:
        """How many cases the query matches, without its page."""
        with self._listing() as connection:
            return int(connection.execute(count_of(query)).scalar_one())

    @contextmanager
    def _listing(self) -> Iterator[Connection]:
        """Reads whose way depends on what is asked for: on how rare a word is, how many offices."""
        with self._database.reads() as connection:
            if self._database.backend is Backend.POSTGRESQL:
                # It would plan a statement that comes often once for all, without the values.
                connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")
            yield connection

    def tasks(self, query: TaskQuery) -> Sequence[TaskRow]:
        """List open tasks: due ones first, then the oldest."""
        with self._database.reads() as connection:
            return [_task_row(row._mapping) for row in connection.execute(tasks_of(query))]

    def task(self, task_id: str) -> TaskRow:
        """Return an open task; see the port."""
        with self._database.reads() as connection:
            row = connection.execute(task_rows().where(TASKS.c.id == task_id)).one_or_none()
        if row is None:
            raise NotFoundError(EngineCode.TASK_NOT_FOUND, task=task_id)
        return _task_row(row._mapping)

    def done(self, query: DoneQuery) -> Sequence[DoneRow]:
        """List what a person did, newest first."""
        with self._database.reads() as connection:
            return [
                done_row(json.loads(row.header), kind=row.kind, subject=row.subject)
                for row in connection.execute(done_of(query))
            ]

    def clocks(self, case_id: str) -> Sequence[Deadline]:
        """The clocks of a case as rows, for the audit."""
        wanted = select(DEADLINES).where(DEADLINES.c.case_id == case_id).order_by(DEADLINES.c.key)
        with self._database.reads() as connection:
            return [_clock(row) for row in connection.execute(wanted)]

    def due(self, now: datetime, limit: int) -> Sequence[DueClock]:
        """Running clocks whose end lies at or before `now`, oldest first."""
        columns = DEADLINES.c
        place = (columns.ends_at, columns.case_id, columns.key)
        wanted = select(*place).where(running(), columns.ends_at <= now).order_by(*place)
        with self._database.reads() as connection:
            rows = connection.execute(wanted.limit(limit))
            return [_due(row) for row in rows]

    def claim_due(self, now: datetime, *, until: datetime, limit: int) -> Sequence[DueClock]:
        """Running clocks that are due, for one caller alone until a moment; see the port."""
        columns = DEADLINES.c
        place = (columns.ends_at, columns.case_id, columns.key)
        free = or_(columns.claimed_until.is_(None), columns.claimed_until <= now)
        due = select(columns.case_id, columns.key).where(running(), columns.ends_at <= now, free)
        # Other pollers pass over what this one is taking in this moment. Taken by a query of its
        # own: PostgreSQL may run a subquery once for each row, and each time take others.
        taken = due.order_by(*place).limit(limit).with_for_update(skip_locked=True).cte("taken")
        claiming = (
            update(DEADLINES)
            .where(tuple_(columns.case_id, columns.key).in_(select(taken.c.case_id, taken.c.key)))
            .values(claimed_until=until)
            .returning(*place)
        )
        with self._database.writes() as connection:
            return sorted(map(_due, connection.execute(claiming)), key=_place_of_due)

    def near(
        self, day: date, limit: int, after: tuple[str, str] | None = None
    ) -> Sequence[DueClock]:
        """Running clocks of which the day is one of the declared reminder days; see the port."""
        columns = DEADLINES.c
        place = tuple_(columns.case_id, columns.key)
        named = columns.document.contains(f'"{day.isoformat()}"', autoescape=True)
        wanted = select(DEADLINES).where(running(), named).order_by(columns.case_id, columns.key)
        found: list[DueClock] = []
        while len(found) < limit:
            page = wanted if after is None else wanted.where(place > after)
            with self._database.reads() as connection:
                rows = connection.execute(page.limit(limit)).all()
            # The day may stand in the document for another reason.
            found.extend(_due(row) for row in rows if day in _clock(row).reminders)
            if len(rows) < limit:
                break
            after = (rows[-1].case_id, rows[-1].key)
        return found[:limit]

    def provisional(self, limit: int) -> Sequence[str]:
        """Ids of cases with clocks that wait for the next calendar notice."""
        columns = DEADLINES.c
        waiting = select(columns.case_id).where(columns.provisional, running()).distinct()
        with self._database.reads() as connection:
            rows = connection.execute(waiting.order_by(columns.case_id).limit(limit))
            return list(rows.scalars())

    def entries(self, query: EntryQuery) -> Iterator[Entry]:
        """Audit entries in the order of case and place, fetched page by page."""
        after, left = query.after, query.limit
        while True:
            size = min(left, _PAGE) if query.limit else _PAGE
            page = self._page_of_entries(query, after, size)
            yield from page
            left -= len(page)
            if len(page) < size or (query.limit and left == 0):
                return
            after = (page[-1].case_id, page[-1].seq)

    def _page_of_entries(
        self, query: EntryQuery, after: tuple[str, int] | None, limit: int
    ) -> list[Entry]:
        with self._database.reads() as connection:
            return [_entry(row) for row in connection.execute(entries_of(query, after, limit))]

    def erase_payloads(self, case_id: str) -> int:
        """Erase payloads and salts of a case whose retention period is over; returns how many."""
        kept = (ENTRIES.c.case_id == case_id, ENTRIES.c.payload.is_not(None))
        erasing = update(ENTRIES).where(*kept).values(payload=None, salt=None)
        with self._database.writes() as connection:
            return connection.execute(erasing).rowcount

    def next_number(self, series: str) -> int:
        """The next number of a series of case numbers, never given twice."""
        with self._database.writes() as connection:
            return int(connection.execute(self._counting, {"series": series}).scalar_one())


def _due(row: Any) -> DueClock:
    return DueClock(case_id=row.case_id, key=row.key, ends_at=row.ends_at)


def _place_of_due(clock: DueClock) -> tuple[datetime, str, str]:
    return clock.ends_at, clock.case_id, clock.key


def _case_row(row: Any) -> CaseRow:
    return CaseRow(**{**row, "status": Status(row["status"])})


def _task_row(row: Any) -> TaskRow:
    values = dict(row)
    of_case = ("case_id", "kind", "subject", "due_at", "waiting_since")
    case = {name: values.pop(name) for name in of_case}
    status = Status(values.pop("status"))
    return TaskRow(task=Task(**values), status=status, **case)


def _clock(row: Any) -> Deadline:
    """The clock as pollers see it: what the columns say counts, not the document beside them."""
    clock = DEADLINE_DOCUMENTS.validate_json(row.document)
    return replace(
        clock,
        key=row.key,
        ends_at=row.ends_at,
        status=ClockState(row.status),
        provisional=row.provisional,
    )


def _entry(row: Any) -> Entry:
    return Entry(
        case_id=row.case_id,
        seq=row.seq,
        header=row.header.encode(),
        hash=row.hash,
        payload=None if row.payload is None else row.payload.encode(),
        salt=row.salt,
    )
