"""Tasks, rounds of approval, and the same done to many cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from adapters.inbound.rest.shapes.cases import Act, Done, Said, TaskSaid
from adapters.inbound.rest.shapes.problems import ProblemSaid
from adapters.inbound.rest.shapes.shape import Answer, Asked, Key, Text

MOST_AT_ONCE = 200


class TaskLine(TaskSaid):
    """A task in a queue."""

    case: str
    kind: str
    subject: str
    due_at: datetime | None


class TaskPage(Answer):
    """A page of a queue: due ones first, then the oldest."""

    tasks: list[TaskLine]
    next: str | None


class Assign(Asked):
    """Give a task to a person."""

    assignee: Key


class TaskAnswer(Asked):
    """The answer that goes back with a task."""

    text: Text = ""


class Hold(Asked):
    """Until when to lay a task aside, and why."""

    until: date
    reason: Text = ""


class AddVoter(Asked):
    """Have somebody else vote as well."""

    person: Key
    place: Literal["before", "after", "beside"]
    reason: Text = ""


class ToPerson(Asked):
    """Whom it is about, and why."""

    person: Key
    reason: Text = ""


class OpinionText(Asked):
    """The opinion that was asked for."""

    text: Text


class CopyTo(Asked):
    """Let people know of the case and see it."""

    people: list[Key] = Field(min_length=1, max_length=50)
    text: Text = ""


class AskedSaid(Answer):
    """One seat or task on the way."""

    people: list[str]
    role: str | None
    office: str | None
    chosen: bool
    given: bool


class AheadSaid(Answer):
    """One state on the way ahead."""

    state: str
    state_text: str
    by: str | None
    mode: str | None
    needed: int | None
    asked: list[AskedSaid]
    problems: list[Said]
    fork: list[str]
    unknown: Said | None


class Way(Answer):
    """The way ahead, the present state first."""

    case: str
    way: list[AheadSaid]


class ActOnMany(Act):
    """The same action for many cases."""

    cases: list[Key] = Field(min_length=1, max_length=MOST_AT_ONCE)
    action: Key


class TasksOfMany(Asked):
    """The same for many tasks."""

    tasks: list[Key] = Field(min_length=1, max_length=MOST_AT_ONCE)
    do: Literal["claim", "release", "assign"]
    assignee: Key | None = Field(default=None, description="Whom to assign them to.")


class ItemSaid(Answer):
    """What became of one of many; each is decided as if it were the only one."""

    item: str = Field(description="The case or the task.")
    status: int = Field(description="The status that a request of its own would have got.")
    done: Done | None = None
    problem: ProblemSaid | None = None


class ManySaid(Answer):
    """What became of each, in the order given."""

    items: list[ItemSaid]
