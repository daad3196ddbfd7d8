"""What the rules say of a case, in the words of one reader."""

from __future__ import annotations

from typing import cast

from pydantic import JsonValue

from adapters.i18n.plain import Plain
from engine.definitions.language import Workflow
from engine.masking import personal_fields
from engine.usecases.judge_rules import Judged
from rules.feel import Unknown
from rules.policy import (
    Citation,
    ExplainedCriterion,
    Explanation,
    NearestPass,
    Rulebook,
    ShownValue,
    Standing,
    Verdict,
    Words,
    explain,
    withheld,
)
from rules.policy.values import plain


def told_to_readers(rulebook: Rulebook, judged: Judged, spec: Workflow) -> Explanation:
    """A decision explained without what personal data, or what follows from them, would tell."""
    verdict = cast("Verdict", judged.verdict)
    return withheld(rulebook, explain(rulebook, verdict), personal_fields(spec))


def criteria_plain(rulebook: Rulebook, told: Explanation, language: str) -> list[Plain]:
    """Each criterion: how the case stands to it, on which values, and what would turn it."""
    area = rulebook.areas[told.verdict.decision.partition(".")[0]]
    return [_criterion(found, area.words[language], language) for found in told.criteria]


def _criterion(found: ExplainedCriterion, words: Words, language: str) -> Plain:
    failed = found.standing is Standing.NOT_MET
    return {
        "criterion": found.key,
        "text": found.labels[language],
        "standing": found.standing.value,
        "citation": _citation(found.citation),
        "values": [_value(value, language) for value in found.values],
        "missing": [*found.missing],
        "nearest": [_nearest(near, words) for near in found.nearest],
        "remedy": found.remedies[language] if failed else None,
    }


def _citation(cited: Citation | None) -> JsonValue:
    return None if cited is None else {"title": cited.title, "article": cited.article}


def _value(shown: ShownValue, language: str) -> Plain:
    return {
        "name": shown.name,
        "text": shown.labels[language],
        "value": None if isinstance(shown.value, Unknown) else plain(shown.value),
        "unit": shown.unit.get(language),
        "withheld": shown.withheld,
    }


def _nearest(near: NearestPass, words: Words) -> Plain:
    return {
        "fact": near.fact,
        "text": words.facts.get(near.fact, near.fact),
        "given": plain(near.given),
        "value": plain(near.value),
    }
