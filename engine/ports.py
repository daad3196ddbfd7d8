"""What the engine needs from outside, as role nouns; the adapters bring them.

Every implementation passes the same contract tests. Long because whoever brings the outside finds
everything that is asked of it in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from pydantic import JsonValue

from engine.audit import Entry
from engine.calendar import Calendar
from engine.circumstances import FundKey, Rules
from engine.definitions.compile import CompiledWorkflow
from engine.delivery import Contacts, Courier, EntryLog, Inbox, Outbox
from engine.directory import Directory
from engine.model import Case, Deadline, Status, Task
from engine.party_ports import PartyIndex
from engine.projection import CaseWrite, Movement
from engine.sheet import SheetInfo, SheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A case with the head of its chain.

    Attributes:
        seq: How many entries its chain has.
        head: Hash of the last one.
    """

    case: Case
    seq: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswer:
    """What a command with an idempotency key was answered the first time."""

    key: str
    fingerprint: str
    """Hash of the command; the same key with another command is refused."""
    answer: dict[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """Which cases to list; the offices are those the asker may see.

    Attributes:
        copied_to: Only cases of which one of these people was sent a copy.
        elsewhere_than: Only cases of other offices than these.
        kind: A kind of case; the journals of offices are listed only when asked for as a kind.
        workless: Only cases that are no task of anybody: they wait for a clock, for somebody
            outside or for their children.
        opened_before: Only cases that were opened before this moment.
        live_since: Only cases that were not closed before this moment.
        oldest_first: By number from the first one on, instead of the newest first.
        after: Id of the last case of the page before; None for the first page.
    """

    offices: frozenset[str] | None = None
    copied_to: frozenset[str] | None = None
    elsewhere_than: frozenset[str] | None = None
    kind: str | None = None
    states: frozenset[str] = frozenset()
    status: Status | None = None
    text: str | None = None
    parent: str | None = None
    workless: bool = False
    opened_before: datetime | None = None
    live_since: datetime | None = None
    oldest_first: bool = False
    after: str | None = None
    limit: int = 50
    """0 lists all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as lists show it.

    Attributes:
        waiting_since: When it entered its state, earlier by as long as it had waited there before.
    """

    id: str
    kind: str
    state: str
    status: Status
    office: str
    subject: str
    opened_at: datetime
    entered_at: datetime
    version: int
    waiting_since: datetime
    outcome: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """Which tasks to list.

    Attributes:
        seats: Role and office pairs whose queues are asked for; None for all.
        assignee: Only this person's tasks.
        unassigned: Only tasks that nobody has taken.
        holder: The same as `assignee`, as a further limit on a person's own lists.
        lent_by: Only tasks about which this person has asked a colleague.
        case_offices: Only tasks of cases at these offices: those the asker may see.
        skill: Only tasks that ask for this skill.
        skills: Only tasks that ask for one of these skills, or for none.
        ready_on: Only tasks that can be worked on, on this day.
        waiting_on: Only tasks that wait on this day: laid aside, or their case rests.
        oldest_first: By age alone, whenever they are due.
        after: Due moment, opening moment and id of the last task of the page before.
    """

    offices: frozenset[str] | None = None
    seats: frozenset[tuple[str, str]] | None = None
    assignee: str | None = None
    unassigned: bool = False
    holder: str | None = None
    lent_by: str | None = None
    case_offices: frozenset[str] | None = None
    role: str | None = None
    skill: str | None = None
    skills: frozenset[str] | None = None
    ready_on: date | None = None
    waiting_on: date | None = None
    queue: str | None = None
    kind: str | None = None
    case_id: str | None = None
    oldest_first: bool = False
    after: tuple[datetime | None, datetime, str] | None = None
    limit: int = 50
    """0 lists all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as queues show it, by due moment and age.

    Attributes:
        status: Whether its case can move.
        waiting_since: Of its case; see `CaseRow`.
    """

    task: Task
    case_id: str
    kind: str
    subject: str
    due_at: datetime | None
    status: Status
    waiting_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneQuery:
    """What somebody did, newest first.

    Attributes:
        offices: Offices of the cases; those the asker may see.
        after: Moment, case and number of the last line of the page before.
    """

    person: str
    types: frozenset[str]
    offices: frozenset[str] | None = None
    after: tuple[datetime, str, int] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneRow:
    """Something that somebody did, as it stands in the header of its entry."""

    at: datetime
    case_id: str
    seq: int
    kind: str
    subject: str
    type: str
    action: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueClock:
    """A running clock whose last day has passed, or a reminder day that has come."""

    case_id: str
    key: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryQuery:
    """Which audit entries to list, oldest first."""

    case_id: str | None = None
    offices: frozenset[str] | None = None
    person: str | None = None
    types: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[str, int] | None = None
    limit: int = 500
    """0 lists all of them, streamed."""


class CaseStore(Protocol):
    """Cases, their entries and the rows that follow from them, in one transaction each."""

    def load(self, case_id: str) -> Loaded:
        """Return a case.

        Raises:
            NotFoundError: No such case.
        """

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None = None) -> None:
        """Store everything or nothing.

        Raises:
            ConflictError: A chain is longer than its write expects, a new case exists, a fund has
                less than is to leave it, or the answer's key is taken; nothing is stored.
        """

    def first_answer(self, key: str) -> FirstAnswer | None:
        """What was answered to this idempotency key, or None."""

    def cases(self, query: CaseQuery) -> Sequence[CaseRow]:
        """List cases by number, newest first unless the query wants the oldest."""

    def files(self, query: CaseQuery) -> Iterator[Case]:
        """The whole cases of a list in its order, many at a time; without a limit all of them.

        A case that changes meanwhile comes as it was or as it is; none comes twice.
        """

    def count(self, query: CaseQuery) -> int:
        """How many cases the query matches, without its page."""

    def tasks(self, query: TaskQuery) -> Sequence[TaskRow]:
        """List open tasks: due ones first, then the oldest, or by age alone."""

    def task(self, task_id: str) -> TaskRow:
        """Return an open task.

        Raises:
            NotFoundError: No such open task.
        """

    def done(self, query: DoneQuery) -> Sequence[DoneRow]:
        """List what a person did, newest first."""

    def clocks(self, case_id: str) -> Sequence[Deadline]:
        """The clocks of a case as rows, for the audit."""

    def due(self, now: datetime, limit: int) -> Sequence[DueClock]:
        """Running clocks whose end lies at or before `now`, oldest first."""

    def claim_due(self, now: datetime, *, until: datetime, limit: int) -> Sequence[DueClock]:
        """Running clocks that are due, oldest first, for one caller alone until a moment.

        Callers at the same time get different ones and none waits for another.
        """

    def near(
        self, day: date, limit: int, after: tuple[str, str] | None = None
    ) -> Sequence[DueClock]:
        """Running clocks of which the day is one of the declared reminder days.

        Args:
            day: The day.
            limit: How many at most.
            after: Case and key of the last one of the page before; they come in that order.
        """

    def provisional(self, limit: int) -> Sequence[str]:
        """Ids of cases with clocks that wait for the next calendar notice."""

    def entries(self, query: EntryQuery) -> Iterator[Entry]:
        """Audit entries in the order of case and place."""

    def erase_payloads(self, case_id: str) -> int:
        """Erase payloads and salts of a case whose retention period is over; returns how many."""

    def next_number(self, series: str) -> int:
        """The next number of a series of case numbers, never given twice."""


class Ledger(Protocol):
    """The aid budget: balances and movements. It is only read here: money moves with entries."""

    def free(self, offices: frozenset[str], year: int) -> Mapping[FundKey, int]:
        """Free budget in fen of these offices in a year."""

    def balances(self, offices: frozenset[str] | None, year: int | None) -> Sequence[Balance]:
        """All accounts of these offices."""

    def movements(self, case_id: str | None = None) -> Sequence[Movement]:
        """Movements in the order they were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One account of one fund."""

    office: str
    fund: str
    year: int
    account: str
    amount_fen: int


class Staff(Protocol):
    """Offices and people."""

    def directory(self) -> Directory:
        """The directory as it stands now."""

    def save(self, directory: Directory) -> None:
        """Replace offices, people, grants and absences by these."""

    def replace(self, old: Directory, new: Directory, write: CaseWrite) -> None:
        """Replace a directory by another, with the entry that says so, or do neither.

        Raises:
            ConflictError: The directory is not `old` any more, or the chain is longer than the
                write expects.
        """


class WorkflowLibrary(Protocol):
    """Published workflows."""

    def kinds(self) -> Sequence[str]:
        """Names of the kinds of case there are."""

    def latest(self, kind: str) -> CompiledWorkflow:
        """The version new cases get.

        Raises:
            NotFoundError: No such kind.
        """

    def version(self, kind: str, version: int) -> CompiledWorkflow:
        """The version a case is pinned to.

        Raises:
            NotFoundError: No such kind or version.
        """


class RulesLibrary(Protocol):
    """The rules catalogue."""

    def rules(self) -> Rules:
        """The catalogue as it stands now."""


class CalendarSource(Protocol):
    """The published working days."""

    def calendar(self) -> Calendar:
        """The calendar as it is known now."""


class RowSource(Protocol):
    """A table that an office brings from its own programs; it can be read more than once."""

    @property
    def name(self) -> str:
        """What its file is called."""

    @property
    def sha256(self) -> str:
        """Hash of its content."""

    def sheets(self) -> Sequence[SheetInfo]:
        """Its sheets.

        Raises:
            SheetError: It cannot be read, or is larger than anything that is.
        """

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet from the top.

        Raises:
            SheetError: It cannot be read on, or is larger than anything that is.
        """


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class Chance(Protocol):
    """Randomness fit for salts and keys."""

    def salt(self) -> bytes:
        """Fresh random bytes, `engine.audit.SALT_BYTES` of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """Content in the document store."""

    sha256: str
    size_bytes: int
    media: str


class DocumentStore(Protocol):
    """Papers by the hash of their content."""

    def put(self, content: bytes) -> StoredDocument:
        """Keep the content; the same content is kept once.

        The kind of media is judged by the content itself, not by a name.

        Raises:
            DocumentError: Too large, of a kind that is not accepted, or infected-looking.
        """

    def get(self, sha256: str) -> bytes:
        """Return the content.

        Raises:
            NotFoundError: No such content.
            DocumentError: The content does not match its hash any more.
        """

    def hashes(self) -> Iterator[str]:
        """The hash of every paper that is kept, in no order; what comes in meanwhile may lack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything from outside, put together once by the composition root."""

    cases: CaseStore
    ledger: Ledger
    staff: Staff
    workflows: WorkflowLibrary
    rules: RulesLibrary
    calendar: CalendarSource
    clock: Clock
    chance: Chance
    documents: DocumentStore
    outbox: Outbox
    log: EntryLog
    inbox: Inbox
    contacts: Contacts
    parties: PartyIndex
    couriers: Mapping[str, Courier] = field(default_factory=dict)
    """By the kind of message they carry."""
