"""The written examples of a kind of case (`examples.yaml`): stories that a caseworker can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from adapters.outbound.definitions.yaml import read_yaml
from engine.calendar import OFFICE_ZONE
from engine.commands import (
    AddApprover,
    CaseCommand,
    DelegateVote,
    GiveOpinion,
    Place,
    RecallVote,
    RemoveApprover,
    TransferVote,
)
from rules.source import plain

OfficeLevel: TypeAlias = Literal["grassroots", "street", "district", "city", "province"]


def _office_time(written: object) -> object:
    if isinstance(written, str):
        return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=OFFICE_ZONE)
    return written


Moment: TypeAlias = Annotated[datetime, BeforeValidator(_office_time)]
Codes: TypeAlias = tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Holding(_Part):
    """Where a role is held, and up to which amount."""

    at: OfficeLevel
    limit: str | None = None


class Player(_Part):
    """Somebody in the stories."""

    name: str
    roles: dict[str, Holding]


class Opened(_Part):
    """How the file was opened; with `because`, how opening it was refused."""

    by: str
    on: Moment
    at: OfficeLevel
    like: str | None = None
    with_: dict[str, JsonValue] = Field(default_factory=dict, alias="with")
    region: str | None = None
    """The division code of a place whose figures the story is about; usually the tellers' own."""
    because: Codes = ()


class Taken(_Part):
    """An action taken, or refused for exactly these reasons."""

    do: str | None = None
    refused: str | None = None
    by: str
    on: Moment
    with_: dict[str, JsonValue] = Field(default_factory=dict, alias="with")
    reason: str | None = None
    together_with: str | None = None
    target: str | None = None
    straight_back: bool = False
    approvers: tuple[str, ...] = ()
    extension: str | None = None
    because: Codes = ()

    @property
    def action(self) -> str:
        """The action meant."""
        return self.do or self.refused or ""


class Attached(_Part):
    """Papers put into the file."""

    attach: str | tuple[str, ...]
    by: str
    on: Moment
    issued_on: date | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of paper."""
        return (self.attach,) if isinstance(self.attach, str) else self.attach


class Rearranged(_Part):
    """A running round of approval was changed by one of its voters, or that was refused."""

    round: Literal["add", "remove", "transfer", "delegate", "answer", "recall"]
    by: str
    on: Moment
    person: str | None = None
    place: Place = "beside"
    text: str = ""
    because: Codes = ()

    def command(self, case_id: str, person: str) -> CaseCommand:
        """What the voter asks for; `person` is who is meant, by the name used where it is told."""
        if self.round == "answer":
            return GiveOpinion(case_id=case_id, text=self.text)
        if self.round == "recall":
            return RecallVote(case_id=case_id)
        if self.round == "add":
            place, reason = self.place, self.text
            return AddApprover(case_id=case_id, person=person, place=place, reason=reason)
        return _ASKED[self.round](case_id=case_id, person=person, reason=self.text)


_ASKED: dict[str, Callable[..., CaseCommand]] = {
    "remove": RemoveApprover,
    "transfer": TransferVote,
    "delegate": DelegateVote,
}


class Fired(_Part):
    """A clock ran out and the timer noticed."""

    timer: str
    on: Moment


class Undone(_Part):
    """The last action was undone."""

    undo: Literal[True]
    by: str
    on: Moment


class Received(_Part):
    """A message came in from outside."""

    outside: str
    on: Moment
    with_: dict[str, JsonValue] = Field(default_factory=dict, alias="with")


class ChildEnded(_Part):
    """A child case, by its number in the order of opening, reports how it ended."""

    child: int
    ended: str
    on: Moment


class Expected(_Part):
    """What holds of the file at this point."""

    state: str | None = None
    outcome: str | None = None
    last_day: dict[str, date] = Field(default_factory=dict)
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    letters: tuple[str, ...] = ()
    reserved: str | None = None
    children: int | None = None


class Look(_Part):
    """A look at the file on the way."""

    expect: Expected


Step: TypeAlias = Taken | Attached | Rearranged | Fired | Undone | Received | ChildEnded | Look


class Story(_Part):
    """One example; it begins with opening a file, or where another story ended."""

    name: str
    opened: Opened | None = None
    continues: str | None = None
    budgets: dict[str, str] = Field(default_factory=dict)
    steps: tuple[Step, ...]
    ends: Expected


class Stories(_Part):
    """The whole document."""

    people: dict[str, Player]
    budgets: dict[str, str] = Field(default_factory=dict)
    facts: dict[str, dict[str, JsonValue]] = Field(default_factory=dict)
    examples: tuple[Story, ...]

    def named(self) -> Mapping[str, Story]:
        """The stories by name."""
        return {story.name: story for story in self.examples}


def read_stories(file: Path) -> Stories:
    """Reads the examples of one version of a kind of case."""
    return Stories.model_validate(plain(read_yaml(file.read_text("utf-8"), file=str(file))))
