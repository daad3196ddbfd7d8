"""The case file as the engine sees it: plain frozen values, no behaviour beyond lookups.

A case is what its events say; `engine.evolve` folds them into these values and nothing else
makes or changes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import JsonValue

from engine.calendar import Pause

Facts = Mapping[str, JsonValue]
"""Field values as stored: text, integers, booleans, ISO dates, exact decimals as text."""


class Status(StrEnum):
    """Whether a case can move."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work waiting for a person or for the holders of a role at an office."""

    id: str
    key: str
    """Its name in the declaration; `task` for a state's single task."""
    state: str
    queue: str
    role: str
    office: str
    opened_at: datetime
    assignee: str | None = None
    claimed_at: datetime | None = None
    skill: str | None = None
    due: date | None = None
    held_until: date | None = None
    """It is laid aside, and back on this day."""
    lent_by: str | None = None
    """Whose it is while a colleague who was asked has it."""


class ClockState(StrEnum):
    """A clock runs, is paused with its case, has run out, or was stopped in time."""

    RUNNING = "running"
    PAUSED = "paused"
    ELAPSED = "elapsed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One run of a declared clock."""

    key: str
    """Its name in the declaration; a state's single clock bears the state's name."""
    counted_from: date
    span: str
    """The span as declared, e.g. `5 working days`."""
    started_at: datetime
    last_day: date
    ends_at: datetime
    """The first moment that is too late: 24:00 of the last day, office time."""
    provisional: bool = False
    """It depends on days that no published notice covers yet and will be computed again."""
    extensions: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()
    paused_on: date | None = None
    status: ClockState = ClockState.RUNNING
    state: str | None = None
    """The state whose leaving stops it; None for a clock of the whole case."""
    remind: tuple[str, ...] = ()
    """Spans before the last day, as declared; `reminders` are the days they lead to."""
    reminders: tuple[date, ...] = ()
    owes: str | None = None
    """The action that the timer still takes when the case moves again: it ran out in a rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A place in an approval: a named person, or any holder of a role at an office.

    Attributes:
        excluded: Holders of the role who may not take it (the applicant, whose superior is asked).
        chosen: Still empty: whoever votes before it names the person.
        added_by: Who added it to the running round.
        waits_for: The seat that must have answered before this one, outside a sequence.
        delegate: Who is asked for an opinion first; the vote comes back to the seat.
        removed: It was taken out of the round and counts no more.
    """

    role: str | None = None
    office: str | None = None
    person: str | None = None
    excluded: tuple[str, ...] = ()
    chosen: bool = False
    added_by: str | None = None
    waits_for: int | None = None
    delegate: str | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """An answer given from a seat.

    `automatic`: the person had agreed before, and that is declared to be enough.
    """

    seat: int
    person: str
    answer: Literal["yes", "no", "abstain"]
    on_behalf_of: str | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One round in which several people decide together.

    Attributes:
        seats: Never reordered nor dropped, so that votes and tasks keep naming them by number.
        order: The seats in the order in which they are asked; empty for the order of `seats`.
        out: People who gave their vote away or were taken out; they have no further part.
    """

    state: str
    mode: Literal["any", "all", "count", "percent", "sequence"]
    seats: tuple[Seat, ...]
    need: int | None = None
    votes: tuple[Vote, ...] = ()
    ratio: int | None = None
    order: tuple[int, ...] = ()
    out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who took which action: the memory that separation of duties looks at."""

    seq: int
    action: str
    person: str
    from_state: str
    to_state: str
    at: datetime
    on_behalf_of: str | None = None
    with_person: str | None = None
    """The second person who took part (the other visitor of a survey)."""
    automatic: bool = False
    """Taken as given, because the person had agreed before."""

    def people(self) -> frozenset[str]:
        """Everyone who took part, represented people included."""
        return frozenset(p for p in (self.person, self.on_behalf_of, self.with_person) if p)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper in the file; the content lives in the document store under its hash."""

    id: str
    kind: str
    name: str
    sha256: str
    size_bytes: int
    media: str
    attached_at: datetime
    attached_by: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A case opened under this one."""

    id: str
    kind: str
    closed: bool = False
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLink:
    """A person or an employer of the register has a part in this case.

    Attributes:
        household: The role of the head of the household that the person is of, in this case.
        relation: What they are to that head; `since` and `until` say when, as the file does.
        works_for: The role of their employer in this case.
        by_hand: Somebody linked them; no field of the file names them.
    """

    party: str
    role: str
    at: datetime
    household: str | None = None
    relation: str | None = None
    since: date | None = None
    until: date | None = None
    works_for: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """After `straight_back`: the state that a corrected file returns to."""

    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Aid money set aside for this case and not yet paid or released."""

    fund: str
    office: str
    year: int
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPoint:
    """What the last action changed, kept until somebody acts next."""

    action: str
    person: str
    before: Case
    """The case as it was; its own undo point is left out."""
    moved_money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case file.

    Attributes:
        version: Counts the changes; a command may say which version it was decided on.
        entered_at: When the present state was entered.
        history: Every action taken, in order.
        visited: States in the order of their first visit.
        parent: The case this one was opened under.
    """

    id: str
    kind: str
    workflow_version: int
    office: str
    region: str
    state: str
    version: int
    opened_at: datetime
    opened_by: str
    entered_at: datetime
    status: Status = Status.OPEN
    outcome: str | None = None
    facts: dict[str, JsonValue] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    tasks: tuple[Task, ...] = ()
    done_tasks: tuple[str, ...] = ()
    """Keys of the present state's parallel tasks that are finished."""
    deadlines: tuple[Deadline, ...] = ()
    approval: Approval | None = None
    history: tuple[Step, ...] = ()
    visited: tuple[str, ...] = ()
    parent: str | None = None
    children: tuple[Child, ...] = ()
    parties: tuple[PartyLink, ...] = ()
    reserved: Reservation | None = None
    resume: Resume | None = None
    undo: UndoPoint | None = None
    copies: tuple[str, ...] = ()
    """People who may see the case because it was copied to them."""
    reminded_at: datetime | None = None
    """When those it waits for were last reminded; forgotten when the case moves."""

    def actors_of(self, action: str) -> frozenset[str]:
        """Everyone who took part in any run of `action`."""
        return frozenset().union(*(s.people() for s in self.history if s.action == action))

    def deadline(self, key: str) -> Deadline | None:
        """The latest run of a clock, or None when it never ran."""
        return next((d for d in reversed(self.deadlines) if d.key == key), None)

    def task(self, task_id: str) -> Task | None:
        """The open task with this id."""
        return next((t for t in self.tasks if t.id == task_id), None)
