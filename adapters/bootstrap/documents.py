"""Documents of the rules catalogue that are read by themselves: working days and words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.calendar import Calendar
    from rules.policy import Rulebook
    from rules.source import Node


def working_days(catalogue: Path) -> Calendar:
    """The published working days.

    Raises:
        DefinitionError: The calendar has defects.
    """
    from engine.calendar import calendar_findings, calendar_from
    from engine.errors import DefinitionError
    from rules.source import plain

    file = catalogue / "calendar" / "cn.yaml"
    tree = read_document(file.read_text("utf-8"), str(file))
    findings = calendar_findings(tree)
    if findings:
        raise DefinitionError(findings)
    return calendar_from(plain(tree))


def holiday_words(catalogue: Path, language: str) -> Mapping[str, str]:
    """What the holidays of the calendar are called."""
    from rules.source import Mapping as Tree
    from rules.source import plain

    file = catalogue / "calendar" / "texts" / f"{language}.yaml"
    tree = read_document(file.read_text("utf-8"), str(file))
    words = plain(tree) if isinstance(tree, Tree) else {}
    return {key: str(text) for key, text in words.items()} if isinstance(words, dict) else {}


def decision_words(rulebook: Rulebook, language: str) -> Mapping[str, str]:
    """What the decisions and figures of the rules catalogue are called, by `area.name`."""
    return {
        f"{area.key}.{name}": text
        for area in rulebook.areas.values()
        for words in (area.words.get(language),)
        if words is not None
        for name, text in {**words.parameters, **words.criteria, **words.decisions}.items()
    }


def read_document(text: str, file: str) -> Node:
    """Read a YAML or JSON document strictly.

    Raises:
        YamlError: It is not one, or uses what this house does not allow; with the place.
    """
    from adapters.outbound.definitions.yaml import read_yaml

    return read_yaml(text, file=file)
