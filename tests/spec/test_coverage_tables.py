"""The pages that say which story shows which rule name stories that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.outbound.definitions.stories import read_stories
from tests.support.outside import ROOT

PAGES = sorted(
    (page, folder)
    for page in (ROOT / "docs" / "explanation").glob("*.md")
    for folder in (ROOT / "workflows").glob("*/v*")
    if page.stem.replace("-", "_") == folder.parent.name
    and "| Example |" in page.read_text("utf-8")
)


def _named(text: str) -> set[str]:
    """The names in the last column of the table of examples."""
    table = text[text.index("| Example |") :].split("\n\n")[0]
    rows = [line.rsplit("|", 2)[1] for line in table.splitlines()[2:]]
    return {name for row in rows for name in re.findall(r"`([a-z0-9_]+)`", row)}


def _is_of_mediation(page: Path) -> bool:
    return page.stem == "dispute-mediation"


def test_mediation_has_its_table() -> None:
    """The table of mediation is among those that are looked at."""
    assert any(_is_of_mediation(page) for page, _ in PAGES)


@pytest.mark.parametrize(("page", "folder"), PAGES, ids=[page.stem for page, _ in PAGES])
def test_every_example_that_a_page_names_is_told(page: Path, folder: Path) -> None:
    """Each name in the table is a story, and there are at least as many as outcomes."""
    stories = set(read_stories(folder / "examples.yaml").named())
    named = _named(page.read_text("utf-8"))
    assert named - stories == set()
    assert len(named) >= 20
