"""Changes to offices and people, and the work of who is away or leaves."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from adapters.inbound.rest.shapes.cases import Said
from adapters.inbound.rest.shapes.shape import Answer, Asked, Key, Text
from engine.directory import OfficeLevel

MOST_PEOPLE = 20_000
_DRY_RUN = Field(default=False, strict=True, description="Only say what would change.")

DryRun = Annotated[bool, _DRY_RUN]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Login = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$", examples=["lin"])]


class OfficeTo(Asked):
    """An office as it is to be."""

    level: OfficeLevel
    name: Name
    region: str = Field(pattern=r"^(CN|\d{6})$", description="Division code (GB/T 2260).")
    parent: Key | None = None


class RoleTo(Asked):
    """A role at an office, within dates, both inclusive."""

    role: Name
    office: Key
    since: date | None = None
    until: date | None = None
    limit_fen: int | None = Field(default=None, ge=0, strict=True)


class PersonTo(Asked):
    """A member of staff as they are to be; roles that are left out end at once."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "example": {
                "name": "林样例",
                "roles": [{"role": "caseworker", "office": "textile-mill"}],
            }
        },
    )

    name: Name
    roles: list[RoleTo] = Field(default=[], max_length=100)
    skills: list[Name] = Field(default=[], max_length=50)


class AbsenceSaid(Answer):
    """Somebody is away and a colleague acts for them, within dates, both inclusive."""

    person: str
    delegate: str
    since: date
    until: date


class Absences(Answer):
    """Absences of people within reach."""

    absences: list[AbsenceSaid]


class AwayTo(Asked):
    """Who acts for somebody, from when to when."""

    delegate: Key
    since: date
    until: date


class BackFrom(Asked):
    """Which absence ends."""

    delegate: Key
    since: date


class AbsenceTo(AwayTo):
    """An absence as it is to be."""

    person: Key


class StaffTo(Asked):
    """Every office and everybody, as they are to be; what is left out goes."""

    offices: dict[Key, OfficeTo] = Field(max_length=MOST_PEOPLE)
    people: dict[Login, PersonTo] = Field(max_length=MOST_PEOPLE)
    absences: list[AbsenceTo] = Field(default=[], max_length=MOST_PEOPLE)


class DifferenceSaid(Answer):
    """Ids of what is different."""

    added: list[str]
    removed: list[str]
    changed: list[str]


class StaffChanged(Answer):
    """What a change changed, or would change."""

    offices: DifferenceSaid
    people: DifferenceSaid
    dry_run: bool


class MovedSaid(Answer):
    """What becomes of one task."""

    task: str
    case: str
    way: Literal["handed_over", "returned", "released", "stays"]
    person: str | None
    reasons: list[Said]


class Moved(Answer):
    """What becomes of somebody's open work, task by task."""

    tasks: list[MovedSaid]
    dry_run: bool


class Left(StaffChanged):
    """What changed with somebody who leaves."""

    tasks: list[MovedSaid]


class LeaveOn(Asked):
    """Somebody leaves: their last day, and who takes over."""

    last_day: date
    to: Key | None = Field(default=None, description="Without it their tasks stay theirs.")
    reason: Text = ""
    dry_run: DryRun = False


class HandOver(Asked):
    """Move the open work of somebody to a colleague."""

    person: Key
    to: Key
    reason: Text = ""
    dry_run: DryRun = False
