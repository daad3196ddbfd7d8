"""An action in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import JsonValue

from engine.attempt import Attempt
from engine.model import Approval, Vote
from engine.refusal import Reason


@dataclass(slots=True, kw_only=True)
class Draft:
    """An action in the making: what has been found out about it so far.

    Attributes:
        attempt: The attempt; its facts grow by what the action sets.
        reasons: Why it cannot be done.
        evidence: Rule verdicts used, by decision.
        target: Where it leads; None when the case stays.
        vote: The vote it casts, and whether it decides the round.
        round: The round after a vote that does not decide it.
        named: Whom the voter has named to answer next.
    """

    attempt: Attempt
    reasons: list[Reason] = field(default_factory=list)
    evidence: dict[str, JsonValue] = field(default_factory=dict)
    target: str | None = None
    vote: Vote | None = None
    decides: bool = True
    round: Approval | None = None
    named: str | None = None
