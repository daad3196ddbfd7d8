"""Cases, entries and the rows beside them, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Lock

from adapters.outbound.memory.delivery import InMemoryEntryLog, InMemoryOutbox
from adapters.outbound.memory.inbox import InMemoryInbox
from adapters.outbound.memory.ledger import InMemoryLedger
from adapters.outbound.memory.parties import InMemoryPartyIndex
from engine.audit import Entry
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.listing import NO_CASES, done_row, due_of_tasks, next_due, waiting_since
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
from engine.searching import is_found, sought

_NEVER = datetime.max.replace(tzinfo=UTC)


class InMemoryCaseStore:
    """Implements `CaseStore` for one process; every commit holds one lock."""

    def __init__(self, ledger: InMemoryLedger) -> None:
        self._lock = Lock()
        self._ledger = ledger
        self._cases: dict[str, tuple[Case, str]] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._answers: dict[str, FirstAnswer] = {}
        self._numbers: dict[str, int] = {}
        self.log = InMemoryEntryLog()
        self.inbox = InMemoryInbox()
        self.outbox = InMemoryOutbox(self, self.log, self.inbox)
        self._promised: set[str] = set()
        self.parties = InMemoryPartyIndex(self._cases)
        self._claims: dict[tuple[str, str], datetime] = {}

    def load(self, case_id: str) -> Loaded:
        """Return a case."""
        if case_id not in self._cases:
            raise NotFoundError(EngineCode.CASE_NOT_FOUND, case=case_id)
        entries = self._entries[case_id]
        return Loaded(case=self._cases[case_id][0], seq=len(entries), head=entries[-1].hash)

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None = None) -> None:
        """Store everything or nothing."""
        case_id = writes[0].after.id if writes else None
        with self._lock:
            for write in writes:
                self._check(write)
            if answer is not None and answer.key in self._answers:
                raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=case_id)
            movements = [movement for write in writes for movement in write.movements]
            self._ledger.checked(movements, case_id)
            self._ledger.post(movements)
            for write in writes:
                self._store(write)
            if answer is not None:
                self._answers[answer.key] = answer

    def _check(self, write: CaseWrite) -> None:
        known = write.after.id in self._cases
        if write.before is None and known:
            raise ConflictError(EngineCode.CASE_EXISTS, case=write.after.id)
        if len(self._entries.get(write.after.id, ())) != write.seq:
            raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=write.after.id)
        self.parties.check(write)
        if any(message.key in self._promised for message in write.messages):
            raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=write.after.id)

    def _store(self, write: CaseWrite) -> None:
        self._cases[write.after.id] = (write.after, write.subject)
        self.parties.keep(write)
        self._entries.setdefault(write.after.id, []).extend(write.entries)
        self.outbox.promise(write.messages)
        self._promised.update(message.key for message in write.messages)

    def chain(self, case_id: str) -> Sequence[Entry]:
        """The entries of a case, for the log of all entries."""
        return self._entries[case_id]

    def first_answer(self, key: str) -> FirstAnswer | None:
        """What was answered to this idempotency key, or None."""
        return self._answers.get(key)

    def cases(self, query: CaseQuery) -> Sequence[CaseRow]:
        """List cases by number, newest first."""
        rows = [row for row in self._matching(query) if _is_on(row.id, query)]
        return rows[: query.limit] if query.limit else rows

    def files(self, query: CaseQuery) -> Iterator[Case]:
        """The whole cases of a list in its order; see the port."""
        return iter([self._cases[row.id][0] for row in self.cases(query)])

    def count(self, query: CaseQuery) -> int:
        """How many cases the query matches, without its page."""
        return len(self._matching(query))

    def _matching(self, query: CaseQuery) -> list[CaseRow]:
        found = [
            _row(case, subject)
            for case, subject in self._cases.values()
            if query.kind is not None or case.kind not in NO_CASES
            if _matches(case, subject, query)
        ]
        return sorted(found, key=lambda row: row.id, reverse=not query.oldest_first)

    def tasks(self, query: TaskQuery) -> Sequence[TaskRow]:
        """List open tasks: due ones first, then the oldest."""
        rows = [
            row
            for case, subject in self._cases.values()
            if query.case_offices is None or case.office in query.case_offices
            for row in _task_rows(case, subject)
            if _asks_for(query, row) and _is_open_to(query, row.task) and _is_time(query, row)
        ]
        rows.sort(key=_age if query.oldest_first else _place)
        if query.after is not None:
            due_at, opened_at, task_id = query.after
            after = (due_at or _NEVER, opened_at, task_id)
            old = query.oldest_first
            rows = [r for r in rows if (_age(r) > after[1:] if old else _place(r) > after)]
        return rows[: query.limit] if query.limit else rows

    def task(self, task_id: str) -> TaskRow:
        """Return an open task."""
        for row in self.tasks(TaskQuery(limit=0)):
            if row.task.id == task_id:
                return row
        raise NotFoundError(EngineCode.TASK_NOT_FOUND, task=task_id)

    def done(self, query: DoneQuery) -> Sequence[DoneRow]:
        """List what a person did, newest first."""
        wanted = EntryQuery(person=query.person, types=query.types, offices=query.offices, limit=0)
        rows = [self._done(entry) for entry in self.entries(wanted)]
        rows = [row for row in rows if row.kind not in NO_CASES]
        rows.sort(key=_moment_of, reverse=True)
        if query.after is not None:
            rows = [row for row in rows if _moment_of(row) < query.after]
        return rows[: query.limit] if query.limit else rows

    def _done(self, entry: Entry) -> DoneRow:
        case, subject = self._cases[entry.case_id]
        return done_row(entry.header_plain(), kind=case.kind, subject=subject)

    def clocks(self, case_id: str) -> Sequence[Deadline]:
        """The clocks of a case."""
        return self.load(case_id).case.deadlines

    def due(self, now: datetime, limit: int) -> Sequence[DueClock]:
        """Running clocks whose end lies at or before `now`, oldest first."""
        found = [
            DueClock(case_id=case.id, key=clock.key, ends_at=clock.ends_at)
            for case, clock in self._running()
            if clock.ends_at <= now
        ]
        return sorted(found, key=lambda clock: (clock.ends_at, clock.case_id, clock.key))[:limit]

    def claim_due(self, now: datetime, *, until: datetime, limit: int) -> Sequence[DueClock]:
        """Running clocks that are due, for one caller alone until a moment; see the port."""
        with self._lock:
            free = [c for c in self.due(now, len(self._cases) + 1000) if self._is_free(c, now)]
            self._claims.update(((c.case_id, c.key), until) for c in free[:limit])
        return free[:limit]

    def _is_free(self, clock: DueClock, now: datetime) -> bool:
        until = self._claims.get((clock.case_id, clock.key))
        return until is None or until <= now

    def near(
        self, day: date, limit: int, after: tuple[str, str] | None = None
    ) -> Sequence[DueClock]:
        """Running clocks of which the day is one of the declared reminder days; see the port."""
        found = [
            DueClock(case_id=case.id, key=clock.key, ends_at=clock.ends_at)
            for case, clock in self._running()
            if day in clock.reminders and (after is None or (case.id, clock.key) > after)
        ]
        return sorted(found, key=lambda clock: (clock.case_id, clock.key))[:limit]

    def provisional(self, limit: int) -> Sequence[str]:
        """Ids of cases with clocks that wait for the next calendar notice."""
        waiting = {case.id for case, clock in self._running() if clock.provisional}
        return sorted(waiting)[:limit]

    def _running(self) -> Iterator[tuple[Case, Deadline]]:
        for case, _ in list(self._cases.values()):
            for clock in case.deadlines:
                if clock.status is ClockState.RUNNING:
                    yield case, clock

    def entries(self, query: EntryQuery) -> Iterator[Entry]:
        """Audit entries in the order of case and place."""
        given = 0
        asked = self._entries if query.case_id is None else (query.case_id,)
        for case_id in sorted(asked):
            for entry in self._entries.get(case_id, ()):
                if self._wanted(entry, query):
                    yield entry
                    given += 1
                    if query.limit and given >= query.limit:
                        return

    def _wanted(self, entry: Entry, query: EntryQuery) -> bool:
        case = self._cases[entry.case_id][0]
        header = entry.header_plain()
        at = datetime.fromisoformat(str(header["at"]))
        return (
            (query.case_id is None or entry.case_id == query.case_id)
            and (query.offices is None or case.office in query.offices)
            and (query.person is None or header["who"] == query.person)
            and (not query.types or header["type"] in query.types)
            and (query.since is None or at >= query.since)
            and (query.until is None or at < query.until)
            and (query.after is None or (entry.case_id, entry.seq) > query.after)
        )

    def erase_payloads(self, case_id: str) -> int:
        """Erase payloads and salts of a case."""
        entries = self._entries[case_id]
        erased = sum(entry.payload is not None for entry in entries)
        self._entries[case_id] = [replace(entry, payload=None, salt=None) for entry in entries]
        return erased

    def next_number(self, series: str) -> int:
        """The next number of a series."""
        with self._lock:
            self._numbers[series] = self._numbers.get(series, 0) + 1
            return self._numbers[series]


def _row(case: Case, subject: str) -> CaseRow:
    return CaseRow(
        id=case.id,
        kind=case.kind,
        state=case.state,
        status=case.status,
        office=case.office,
        subject=subject,
        opened_at=case.opened_at,
        entered_at=case.entered_at,
        version=case.version,
        outcome=case.outcome,
        due_at=next_due(case),
        waiting_since=waiting_since(case),
    )


def _moment_of(row: DoneRow) -> tuple[datetime, str, int]:
    return row.at, row.case_id, row.seq


def _lies_within(case: Case, query: CaseQuery) -> bool:
    return (
        (query.offices is None or case.office in query.offices)
        and (query.elsewhere_than is None or case.office not in query.elsewhere_than)
        and (query.copied_to is None or not query.copied_to.isdisjoint(case.copies))
    )


def _matches(case: Case, subject: str, query: CaseQuery) -> bool:
    return (
        _lies_within(case, query)
        and (query.kind is None or case.kind == query.kind)
        and (not query.states or case.state in query.states)
        and (query.status is None or case.status is query.status)
        and (query.parent is None or case.parent == query.parent)
        and (not query.workless or not case.tasks)
        and _lived(case, query)
        and (query.text is None or _named(query.text, subject, case.id))
    )


def _named(text: str, subject: str, case_id: str) -> bool:
    return is_found(subject, case_id, sought(text))


def _lived(case: Case, query: CaseQuery) -> bool:
    """Whether it had begun, and had not ended."""
    begun = query.opened_before is None or case.opened_at < query.opened_before
    live = query.live_since is None or case.status is not Status.CLOSED
    return begun and (live or (query.live_since or case.entered_at) <= case.entered_at)


def _task_rows(case: Case, subject: str) -> Iterator[TaskRow]:
    for task, due_at in due_of_tasks(case).values():
        yield TaskRow(
            task=task,
            case_id=case.id,
            kind=case.kind,
            subject=subject,
            due_at=due_at,
            status=case.status,
            waiting_since=waiting_since(case),
        )


def _is_on(case_id: str, query: CaseQuery) -> bool:
    """Whether a case comes after the page before."""
    if query.after is None:
        return True
    return case_id > query.after if query.oldest_first else case_id < query.after


def _age(row: TaskRow) -> tuple[datetime, str]:
    return row.task.opened_at, row.task.id


def _place(row: TaskRow) -> tuple[datetime, datetime, str]:
    return row.due_at or _NEVER, row.task.opened_at, row.task.id


def _asks_for(query: TaskQuery, row: TaskRow) -> bool:
    task = row.task
    return (
        (query.offices is None or task.office in query.offices)
        and (query.seats is None or (task.role, task.office) in query.seats)
        and (query.assignee is None or task.assignee == query.assignee)
        and (not query.unassigned or task.assignee is None)
        and (query.queue is None or task.queue == query.queue)
        and (query.kind is None or row.kind == query.kind)
        and (query.case_id is None or row.case_id == query.case_id)
    )


def _is_open_to(query: TaskQuery, task: Task) -> bool:
    return (
        (query.lent_by is None or task.lent_by == query.lent_by)
        and (query.holder is None or task.assignee == query.holder)
        and (query.role is None or task.role == query.role)
        and (query.skill is None or task.skill == query.skill)
        and (query.skills is None or task.skill is None or task.skill in query.skills)
    )


def _is_time(query: TaskQuery, row: TaskRow) -> bool:
    return (query.ready_on is None or not _waits(row, query.ready_on)) and (
        query.waiting_on is None or _waits(row, query.waiting_on)
    )


def _waits(row: TaskRow, on: date) -> bool:
    held = row.task.held_until
    return row.status is Status.SUSPENDED or (held is not None and held > on)
