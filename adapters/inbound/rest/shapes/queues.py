"""How work lies and is given out, and who could do it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from adapters.inbound.rest.shapes.cases import CaseLine, Said
from adapters.inbound.rest.shapes.shape import Answer, Asked, Key
from adapters.inbound.rest.shapes.staff import DryRun
from adapters.inbound.rest.shapes.work import TaskLine
from engine.distributing import By

MOST_SHARES = 200

Positive = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class ShareTo(Asked):
    """One person's part: how much of it, and how many open tasks at the most."""

    person: Key
    weight: Positive = 1
    limit: Positive | None = None


class Distribute(Asked):
    """Give out the tasks that wait at an office, by levers that are recorded."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"example": {"office": "textile-mill", "dry_run": True}},
    )

    office: Key
    by: By = By.LEAST_OPEN
    shares: list[ShareTo] = Field(
        default=[], max_length=MOST_SHARES, description="Empty for everybody in a task's role."
    )
    after: Key | None = Field(default=None, description="Who was served last, in a round robin.")
    any_skill: bool = Field(default=False, strict=True)
    queue: Key | None = None
    kind: Key | None = None
    dry_run: DryRun = False


class GivenSaid(Answer):
    """What became of one task."""

    task: str
    case: str
    person: str | None = Field(description="Null when it stays in its queue.")
    reasons: list[Said]


class Distributed(Answer):
    """What became of every task that waited."""

    tasks: list[GivenSaid]
    dry_run: bool


class CandidateSaid(Answer):
    """Somebody in the role of a task, with what stands against their having it now."""

    person: str
    may: bool
    skilled: bool
    delegates: list[str]
    reasons: list[Said]


class Candidates(Answer):
    """Everybody in the role of a task."""

    task: str
    case: str
    people: list[CandidateSaid]


class PileSaid(Answer):
    """The open work of one person or office."""

    key: str | None = Field(description="Null for work that nobody has taken.")
    total: int
    overdue: int
    oldest_days: int
    ages: list[int] = Field(description="By how long they wait: up to 2, 7 and 30 days, longer.")


class LoadSaid(Answer):
    """How the open work within reach is spread, and what will be too late."""

    total: int
    people: list[PileSaid]
    offices: list[PileSaid]
    overdue: list[TaskLine]
    soon: list[TaskLine] = Field(description="Due within three working days.")
    later: list[TaskLine] = Field(description="Due within seven working days.")


class DoneLine(Answer):
    """Something that one did."""

    case: str
    seq: int
    at: datetime
    kind: str
    subject: str
    type: str
    action: str | None
    on_behalf_of: str | None


class DoneTasks(Answer):
    """What one did, newest first."""

    done: list[DoneLine]


class IdleCases(Answer):
    """Open cases that are nobody's task: they wait for a clock or for somebody outside."""

    cases: list[CaseLine]
