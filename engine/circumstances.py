"""Everything a decision depends on besides the case and the command, as one frozen argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeAlias

from pydantic import JsonValue

from engine.calendar import OFFICE_ZONE, Calendar
from engine.directory import Actor, Directory
from rules.feel import Value

FundKey: TypeAlias = tuple[str, int, str]
"""Office, year and name of a fund."""


class Verdict(Protocol):
    """What a decision of the rules catalogue answered."""

    @property
    def outcome(self) -> Value:
        """True, false, a value, or unknown."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts not supplied that can still change the answer."""

    @property
    def unset(self) -> tuple[str, ...]:
        """Figures not set for this day and region that can still change the answer."""

    def evidence(self) -> dict[str, JsonValue]:
        """What is stored so that the answer can be checked for ever; at most 2 KB."""


class Rules(Protocol):
    """The rules catalogue as the engine uses it; pure."""

    def evaluate(
        self, decision: str, facts: Mapping[str, Value], *, as_of: date, region: str
    ) -> Verdict:
        """Answer a decision `area.name` about these facts on a day in a region."""

    def span(self, parameter: str, *, as_of: date, region: str) -> str:
        """A parameter `area.name` that holds a span of time, e.g. `5 working days`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The world at the moment of a decision.

    Attributes:
        now: Aware; from the clock port.
        funds: Free budget in fen by office, year and fund. What is not listed has no budget.
        ties: What staff have to do with the parties of the case: by login, names of ties (a role,
            `household`, `relative`, `employee`).
    """

    now: datetime
    actor: Actor
    directory: Directory
    calendar: Calendar
    rules: Rules
    funds: Mapping[FundKey, int] = field(default_factory=dict)
    ties: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day in office time."""
        return self.now.astimezone(OFFICE_ZONE).date()
