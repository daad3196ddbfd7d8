"""A few invented decisions, for tests that check definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definitions.document import KnownDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedDecision:
    """What a decision answers and which facts it may ask for."""

    type: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedRules:
    """The decisions and parameters of a catalogue that does not exist."""

    decisions: Mapping[str, KnownDecision]
    parameters: Mapping[str, str]


GIFT_RULES = InventedRules(
    decisions={
        "gift_aid.eligible": InventedDecision(type="boolean", facts=("household_size", "income")),
        "gift_aid.generous": InventedDecision(type="boolean", facts=("income",)),
        "gift_aid.cap": InventedDecision(type="money", facts=("wanted",)),
        "gift_aid.dwelling": InventedDecision(type="boolean", facts=("rooms",)),
    },
    parameters={"gift_aid.review_term": "span"},
)
