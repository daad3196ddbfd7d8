"""A verdict in the words of policy: what was asked, what it rests on, what would help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
    """A value that a criterion used, with its name and unit in words."""

    name: str
    labels: Labels
    value: Value
    unit: Labels


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
