"""The table of a kind of case says which example shows which rule, and says it truly."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from adapters.outbound.definitions.stories import read_stories
from adapters.outbound.definitions.yaml import read_yaml
from engine.definitions.language import Workflow
from rules.source import plain
from tests.support.outside import ROOT
from tests.support.policies import released

HEADING = "\n## Coverage\n"
PAGES = sorted(
    page
    for page in (ROOT / "docs" / "explanation").glob("*.md")
    if HEADING in page.read_text("utf-8")
)
_NAME = re.compile(r"`([a-z0-9_.]+)`")


def folder(page: Path) -> Path:
    """The latest version of the kind of case that a page explains."""
    versions = (ROOT / "workflows" / page.stem.replace("-", "_")).glob("v*")
    return max(versions, key=lambda found: int(found.name.removeprefix("v")))


@cache
def table(page: Path) -> dict[str, tuple[str, ...]]:
    """What shows each rule: names of stories, and of decisions as `area.name`."""
    lines = page.read_text("utf-8").split(HEADING)[1].splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    return {_NAME.findall(row[0])[0]: tuple(_NAME.findall(row[-1])) for row in rows}


def shown(page: Path) -> set[str]:
    """Everything that the table names as showing something."""
    return {name for names in table(page).values() for name in names}


@pytest.fixture(params=PAGES, ids=lambda page: page.stem)
def page(request: pytest.FixtureRequest) -> Path:
    """Each page with a table."""
    found: Path = request.param
    return found


def test_every_cited_rule_has_its_row(page: Path) -> None:
    """What the declaration cites stands in the table, and nothing else."""
    file = folder(page) / "workflow.yaml"
    spec = Workflow.model_validate(plain(read_yaml(file.read_text("utf-8"), file=str(file))))
    assert set(table(page)) == {law.id for law in spec.law}
    assert all(table(page).values())


def test_every_story_shows_something(page: Path) -> None:
    """The stories that the table names are those that are told."""
    told = set(read_stories(folder(page) / "examples.yaml").named())
    assert {name for name in shown(page) if "." not in name} == told


def test_every_named_decision_is_worked_out(page: Path) -> None:
    """A decision of the catalogue that the table names is asked in a worked case."""
    asked = {
        f"{area.key}.{name}"
        for area in released().areas.values()
        for example in area.examples
        for name in (*example.expect, *example.not_met)
    }
    assert {name for name in shown(page) if "." in name} <= asked
