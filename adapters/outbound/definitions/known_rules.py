"""The rules catalogue as checks of workflows see it: what may be asked, and what for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definitions.document import KnownDecision
from rules.policy import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueDecision:
    """What a decision answers, and the facts that it may ask for."""

    type: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueNames:
    """The decisions and parameters of a catalogue by `area.name`."""

    decisions: Mapping[str, KnownDecision]
    parameters: Mapping[str, str]


def known_rules(rulebook: Rulebook) -> CatalogueNames:
    """The names of a rulebook; a decision counts with the facts of its latest edition."""
    decisions: dict[str, KnownDecision] = {}
    parameters: dict[str, str] = {}
    for name, area in rulebook.areas.items():
        for key, parameter in area.parameters.items():
            parameters[f"{name}.{key}"] = parameter.type
        for edition in sorted(area.editions, key=lambda edition: edition.since):
            for key, plan in edition.plans.items():
                facts = tuple(fact.key for fact in plan.facts)
                type_ = edition.rules[key].type
                decisions[f"{name}.{key}"] = CatalogueDecision(type=type_, facts=facts)
    return CatalogueNames(decisions=decisions, parameters=parameters)
