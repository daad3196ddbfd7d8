"""A verdict in the words of policy: what was asked, what it rests on, what would help."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from rules.feel import Value
from rules.policy.model import Area, Citation
from rules.policy.nearest_pass import NearestPass, nearest_passes
from rules.policy.reasons import CriterionVerdict, Standing
from rules.policy.rulebook import Rulebook
from rules.policy.verdict import Verdict

Labels = Mapping[str, str]
"""A text by language: `zh` and `en`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownValue:
    """A value that a criterion used, with its name and unit in words.

    Attributes:
        withheld: The reader is not shown the value; `value` is null.
    """

    name: str
    labels: Labels
    value: Value
    unit: Labels
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedCriterion:
    """A criterion in words.

    Attributes:
        remedies: What would help, when it is not met.
        nearest: For each number that alone could mend it: the nearest value that would.
    """

    key: str
    labels: Labels
    remedies: Labels
    standing: Standing
    citation: Citation | None
    values: tuple[ShownValue, ...]
    missing: tuple[str, ...]
    nearest: tuple[NearestPass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A verdict in words.

    Attributes:
        labels: What was asked.
        missing: Facts that can still change the answer, by name, in words.
        unset: Figures that the region has not set, by name, in words.
    """

    verdict: Verdict
    labels: Labels
    criteria: tuple[ExplainedCriterion, ...]
    missing: Mapping[str, Labels]
    unset: Mapping[str, Labels]


def explain(rulebook: Rulebook, verdict: Verdict) -> Explanation:
    """Return a verdict in words, with what would turn each failed criterion.

    Args:
        rulebook: The rulebook that gave the verdict.
        verdict: Its answer to one decision.
    """
    area_key, _, key = verdict.decision.partition(".")
    area = rulebook.areas[area_key]
    return Explanation(
        verdict=verdict,
        labels=_labels(area, key),
        criteria=tuple(_criterion(rulebook, area, verdict, part) for part in verdict.criteria),
        missing={name: _labels(area, name) for name in verdict.missing},
        unset={name: _labels(area, name) for name in verdict.unset},
    )


def withheld(rulebook: Rulebook, told: Explanation, hidden: Collection[str]) -> Explanation:
    """The explanation for a reader to whom some facts are not shown.

    What was worked out from one of them is withheld as well, and so is the nearest value that a
    criterion would pass with where it uses one: from either a fact could be reckoned back.

    Args:
        rulebook: The rulebook that gave the verdict.
        told: The explanation.
        hidden: Names of facts.
    """
    parts = tuple(_for_reader(rulebook, told.verdict, part, hidden) for part in told.criteria)
    return replace(told, criteria=parts)


def _for_reader(
    rulebook: Rulebook, verdict: Verdict, part: ExplainedCriterion, hidden: Collection[str]
) -> ExplainedCriterion:
    shown = tuple(
        replace(value, value=None, withheld=True)
        if _rests_on(rulebook, verdict, value.name, hidden)
        else value
        for value in part.values
    )
    secret = _rests_on(rulebook, verdict, part.key, hidden)
    return replace(part, values=shown, nearest=() if secret else part.nearest)


def _rests_on(rulebook: Rulebook, verdict: Verdict, name: str, facts: Collection[str]) -> bool:
    area_key = verdict.decision.partition(".")[0]
    area = rulebook.areas[area_key]
    if not any(name in edition.plans for edition in area.editions):
        return name in facts
    behind = rulebook.facts(f"{area_key}.{name}", as_of=verdict.as_of)
    return any(fact.key in facts for fact in behind)


def _criterion(
    rulebook: Rulebook, area: Area, verdict: Verdict, part: CriterionVerdict
) -> ExplainedCriterion:
    failed = part.standing is Standing.NOT_MET
    return ExplainedCriterion(
        key=part.key,
        labels=_labels(area, part.key),
        remedies={language: words.remedies[part.key] for language, words in area.words.items()},
        standing=part.standing,
        citation=part.citation,
        values=tuple(_shown(area, name, value) for name, value in part.values.items()),
        missing=part.missing,
        nearest=tuple(nearest_passes(rulebook, verdict, part.key)) if failed else (),
    )


def _shown(area: Area, name: str, value: Value) -> ShownValue:
    unit = _unit(area, name)
    units = {language: words.units[unit] for language, words in area.words.items() if unit}
    return ShownValue(name=name, labels=_labels(area, name), value=value, unit=units)


def _unit(area: Area, name: str) -> str | None:
    if name in area.facts:
        return area.facts[name].unit
    if name in area.parameters:
        return area.parameters[name].unit
    return next((e.rules[name].unit for e in area.editions if name in e.rules), None)


def _labels(area: Area, name: str) -> Labels:
    return {language: _label(words.every(), name) for language, words in area.words.items()}


def _label(every: Iterator[Mapping[str, str]], name: str) -> str:
    return next((section[name] for section in every if name in section), name)
