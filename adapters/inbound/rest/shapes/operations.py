"""What was promised to the outside world, copies of the log, and what the office lacks."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from adapters.inbound.rest.shapes.shape import Answer, Asked


class DeliveriesSaid(Answer):
    """How much is still to be delivered."""

    waiting: int
    oldest: datetime | None = Field(description="Since when the one waits that waits longest.")
    dead: int = Field(description="How many messages were given up.")
    sealed: int = Field(description="How many entries the log of all entries has.")


class DeadLetterSaid(Answer):
    """A message that was given up."""

    key: str
    kind: str
    attempts: int
    cause: str = Field(description="A code, or what a program called its failure.")
    died_at: datetime


class DeadLetters(Answer):
    """The messages that were given up, oldest first."""

    dead: list[DeadLetterSaid]


class SettleDeadLetter(Asked):
    """Try a dead letter again, or drop it for good; the reason stands in the journal."""

    key: str = Field(min_length=1, max_length=500)
    do: Literal["retry", "drop"]
    reason: str = Field(min_length=1, max_length=2000)


class Settled(Answer):
    """What became of a dead letter."""

    key: str
    settled: Literal["retry", "drop"]


class CopySaid(Answer):
    """How far a copy of the log is."""

    sink: str
    named: bool = Field(description="Whether a setting still names it.")
    next: int = Field(description="The first place of the log that it does not have yet.")
    behind: int
    failures: int = Field(description="Attempts that failed one after the other.")
    retry_at: datetime | None
    cause: str | None
    defects: int = Field(description="How many places did not fit so far.")
    last_defect: int | None


class Copies(Answer):
    """The copies of the log."""

    size: int = Field(description="How many entries the log has.")
    copies: list[CopySaid]


class VacancySaid(Answer):
    """Something without which work lies still."""

    lack: Literal["staff", "seat", "holder"]
    office: str | None
    person: str | None
    role: str | None
    tasks: int
    fixers: list[str]


class HealthSaid(Answer):
    """Whether the installation does its work."""

    cases: int
    kinds: int
    deliveries: DeliveriesSaid
    vacancies: list[VacancySaid]
