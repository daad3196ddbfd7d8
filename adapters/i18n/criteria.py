"""What readers are told of a criterion of the rules that a case does not meet."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.i18n.wording import CriterionWords
from rules.policy import Area, Rulebook
from rules.policy.model import cited


def criterion_words(rulebook: Rulebook, language: str) -> dict[str, CriterionWords]:
    """Every criterion of a rulebook in words, by `area.criterion`."""
    return {
        f"{area.key}.{key}": found
        for area in rulebook.areas.values()
        for key, found in _of_area(area, language)
    }


def _of_area(area: Area, language: str) -> Iterator[tuple[str, CriterionWords]]:
    words = area.words.get(language)
    if words is None:
        return
    for key, label in words.criteria.items():
        remedy = words.remedies.get(key, "")
        yield key, CriterionWords(label=label, remedy=remedy, sources=_sources(area, key))


def _sources(area: Area, key: str) -> dict[str, str]:
    found = {
        edition.name: cited(area, edition.rules[key])
        for edition in area.editions
        if key in edition.rules
    }
    return {name: f"{c.title} {c.article or ''}".strip() for name, c in found.items() if c}
