"""Entries of the trail, rules with their evidence, and the verification."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from adapters.inbound.rest.shapes.shape import Answer, Asked, Key


class EntrySaid(Answer):
    """An entry: its header, and its payload with personal data masked."""

    case: str
    seq: int
    hash: str
    header: dict[str, JsonValue]
    payload: JsonValue = Field(description="Null once it was erased.")
    salt: str | None = Field(description="Null where the payload is masked or erased.")


class EntryPage(Answer):
    """A page of entries, oldest first."""

    entries: list[EntrySaid]
    next: str | None


class UsedSaid(Answer):
    """A value that a criterion used."""

    name: str
    text: str
    value: JsonValue = Field(description="Numbers as text; null when unknown or withheld.")
    unit: str | None
    withheld: bool = Field(description="It is personal, or follows from something personal.")


class NearestSaid(Answer):
    """A number that would make a criterion met, all else as it is."""

    fact: str
    text: str
    given: str
    value: str


class SourceSaid(Answer):
    """What a criterion rests on."""

    title: str
    article: str | None


class CriterionSaid(Answer):
    """How a case stands to one criterion, on which values, and what would turn it."""

    criterion: str
    text: str
    standing: Literal["met", "not_met", "unknown"]
    citation: SourceSaid | None
    values: list[UsedSaid]
    missing: list[str]
    nearest: list[NearestSaid] = Field(description="Empty where a personal value takes part.")
    remedy: str | None = Field(description="What would help, when it is not met.")


class DecisionSaid(Answer):
    """What the rules say of a case, with everything the answer rests on."""

    decision: str
    text: str
    actions: list[str] = Field(description="The actions that depend on it.")
    criteria: list[CriterionSaid]
    evidence: dict[str, JsonValue] = Field(description="Personal data are masked.")


class Decisions(Answer):
    """Every decision that an action from the present state depends on."""

    case: str
    decisions: list[DecisionSaid]


class Verify(Asked):
    """What to verify."""

    case: Key | None = Field(default=None, description="One case; everything when null.")


class DefectSaid(Answer):
    """One finding of the verification."""

    case: str
    seq: int | None
    code: str
    params: dict[str, JsonValue]
    text: str


class Verified(Answer):
    """What a verification looked at and found."""

    cases: int
    entries: int
    defects: list[DefectSaid]
