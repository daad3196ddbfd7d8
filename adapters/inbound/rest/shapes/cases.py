"""Cases, and what can be done with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from adapters.inbound.rest.shapes.shape import Answer, Asked, Key, Text

StatusName = Literal["open", "suspended", "closed"]
Data = dict[str, JsonValue]


class CaseLine(Answer):
    """A case in a list."""

    case: str = Field(examples=["HA-2026-000017"])
    kind: str
    state: str
    status: StatusName
    office: str
    subject: str
    opened_at: datetime
    entered_at: datetime
    version: int
    outcome: str | None
    due_at: datetime | None


class CasePage(Answer):
    """A page of a list of cases."""

    cases: list[CaseLine]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")


class Said(Answer):
    """One reason, worded in the language that was asked for."""

    code: str
    params: dict[str, JsonValue]
    text: str


class ActionSaid(Answer):
    """One action from here: allowed, or every reason why not."""

    action: str
    text: str
    allowed: bool
    reasons: list[Said]
    asks: list[Said] = Field(description="What must be given with it.")
    rules: dict[str, JsonValue] = Field(
        description="Evidence of the rules that were asked, personal data masked."
    )
    people: list[str] = Field(description="Who may take it; only when asked for anyone.")


class Actions(Answer):
    """Every action from the present state."""

    case: str
    state: str
    version: int
    actions: list[ActionSaid]


class TaskSaid(Answer):
    """A task of a case."""

    id: str
    key: str
    state: str
    queue: str
    role: str
    office: str
    opened_at: datetime
    assignee: str | None
    claimed_at: datetime | None
    skill: str | None
    due: date | None
    held_until: date | None
    lent_by: str | None


class DocumentSaid(Answer):
    """A paper in the file."""

    id: str
    kind: str
    name: str
    sha256: str = Field(description="Hash of its content, in hexadecimal digits.")
    size_bytes: int
    media: str
    attached_at: datetime
    attached_by: str
    issued_on: date | None


class Documents(Answer):
    """The papers of a case."""

    documents: list[DocumentSaid]


class PauseSaid(Answer):
    """Days during which a term does not run, both ends included."""

    first: date
    last: date


class ClockSaid(Answer):
    """One run of a clock."""

    key: str
    counted_from: date
    span: str
    started_at: datetime
    last_day: date
    ends_at: datetime
    provisional: bool
    extensions: list[str]
    pauses: list[PauseSaid]
    paused_on: date | None
    status: str
    state: str | None
    remind: list[str]
    reminders: list[date]
    owes: str | None


class DaySaid(Answer):
    """One line of the reckoning of a term."""

    day: date
    kind: str
    reason: str
    number: int | None = Field(description="Its number among the days that count.")
    assumed: bool
    holiday: str | None
    notice: str | None
    article: str | None


class LegSaid(Answer):
    """A term and its days: the declared span first, then each extension."""

    span: str
    start: date
    last_day: date
    provisional: bool
    edition: str | None
    days: list[DaySaid]


class DeadlineSaid(ClockSaid):
    """A clock with the arithmetic of its last day."""

    text: str
    cite: str | None
    cite_text: str | None
    legs: list[LegSaid]


class Deadlines(Answer):
    """The clocks of a case with their arithmetic."""

    deadlines: list[DeadlineSaid]


class SeatSaid(Answer):
    """A place in a round of approval."""

    role: str | None
    office: str | None
    person: str | None
    excluded: list[str]
    chosen: bool
    added_by: str | None
    waits_for: int | None
    delegate: str | None
    removed: bool


class VoteSaid(Answer):
    """An answer given from a seat."""

    seat: int
    person: str
    answer: Literal["yes", "no", "abstain"]
    on_behalf_of: str | None
    automatic: bool


class RoundSaid(Answer):
    """A round in which several people decide together."""

    state: str
    mode: str
    seats: list[SeatSaid]
    need: int | None
    votes: list[VoteSaid]
    ratio: int | None
    order: list[int]
    out: list[str]


class ApprovalSaid(Answer):
    """The running round of a case, if there is one."""

    case: str
    approval: RoundSaid | None


class NextSaid(Answer):
    """One thing that can move the case on."""

    who: Literal["person", "timer", "outside", "children"]
    why: str
    people: list[str]
    role: str | None
    office: str | None
    task_id: str | None
    task: str | None
    by: datetime | None


class ChildSaid(Answer):
    """A case opened under this one."""

    id: str
    kind: str
    closed: bool
    outcome: str | None


class ReservedSaid(Answer):
    """Aid money set aside for the case."""

    fund: str
    office: str
    year: int
    amount_fen: int


class CaseSaid(Answer):
    """A case as the caller may see it; personal data are masked."""

    case: str
    kind: str
    workflow_version: int
    version: int = Field(description="Also the ETag; send it back as `If-Match`.")
    seq: int
    office: str
    state: str
    state_text: str
    stage: str
    status: StatusName
    outcome: str | None
    opened_at: datetime
    opened_by: str
    entered_at: datetime
    parent: str | None
    children: list[ChildSaid]
    facts: Data
    documents: list[DocumentSaid]
    tasks: list[TaskSaid]
    clocks: list[ClockSaid]
    approval: RoundSaid | None
    reserved: ReservedSaid | None
    open_points: list[Said]
    actions: list[ActionSaid]
    next: list[NextSaid]


class CaseThen(Answer):
    """A case as it was at a moment or after an entry; personal data are masked."""

    case: str
    kind: str
    workflow_version: int
    version: int
    office: str
    state: str
    status: StatusName
    outcome: str | None
    entered_at: datetime
    facts: Data
    documents: list[DocumentSaid]
    tasks: list[TaskSaid]
    clocks: list[ClockSaid]


class Done(Answer):
    """A command was carried out."""

    case: str
    state: str
    status: StatusName
    outcome: str | None
    version: int
    seq: int = Field(description="Number of the last entry it left.")
    repeated: bool = Field(description="The idempotency key was known; this is the first answer.")


class Open(Asked):
    """Begin a case."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "example": {
                "kind": "hardship_aid",
                "office": "textile-mill",
                "data": {"applicant_name": "赵样例"},
            }
        },
    )

    kind: Key
    office: Key
    data: Data = Field(default={}, description="Values of the opening form, by field.")
    number: Key | None = Field(default=None, description="Without it the next of the series.")


class Act(Asked):
    """Take an action."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"example": {"data": {"requested": "1062.00"}}},
    )

    data: Data = Field(default={}, description="New values for fields the action lets one edit.")
    reason: Text | None = None
    target: Key | None = Field(default=None, description="The chosen state of a return.")
    straight_back: bool = Field(default=False, strict=True)
    approvers: list[Key] = Field(default=[], max_length=50)
    with_person: Key | None = Field(default=None, description="The second person taking part.")
    extension: Key | None = Field(default=None, examples=["5 working days"])


class Why(Asked):
    """A reason, where one is wanted."""

    reason: Text | None = None


class WhyNeeded(Asked):
    """A reason, which stands in the trail."""

    reason: Text


class NoteText(Asked):
    """A remark for colleagues; `@login` tells somebody of it."""

    text: str = Field(min_length=1, max_length=2000)


class NoteSaid(Answer):
    """A remark."""

    seq: int
    at: datetime
    person: str
    text: str | None = Field(description="Null once the payload of its entry was erased.")
    mentions: list[str] = Field(description="Whom it names; they were told if they see the case.")


class Notes(Answer):
    """The remarks on a case, oldest first."""

    notes: list[NoteSaid]


class Reveal(Asked):
    """Which personal data to show, and what for; the reading is recorded."""

    fields: list[Key] = Field(min_length=1, max_length=50)
    purpose: str = Field(min_length=1, max_length=500)


class Revealed(Answer):
    """Personal data unmasked."""

    case: str
    values: Data
