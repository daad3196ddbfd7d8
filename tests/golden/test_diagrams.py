"""Pictures of a small kind of case, compared with pictures that were looked at."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise

import pytest

from adapters.outbound.definitions.folders import read_folder
from engine.definitions.diagrams import Drawing, mermaid, svg
from engine.definitions.diagrams.layout import BOX_HEIGHT, BOX_WIDTH, Point, layout_of
from engine.definitions.read import read_workflow
from engine.definitions.words import Words
from rules.source import plain
from tests.support.outside import ROOT

GOLDEN = ROOT / "tests" / "golden" / "diagrams"
WALKED = ("draft", "visit", "review")


def drawing(language: str, *, of: str = "tests/definitions_corpus/base", case: bool) -> Drawing:
    """The invented kind of case, alone or with a case in it."""
    files = read_folder(ROOT / of, "v1").files
    assert files is not None
    spec, _ = read_workflow(files.workflow)
    assert spec is not None
    words = Words(texts={name: plain(tree) for name, tree in files.texts.items()})
    return Drawing(
        spec=spec,
        text=lambda part, key: words.text(language, part, key),
        title=words.text(language, "workflow"),
        here=WALKED[-1] if case else None,
        visited=WALKED if case else (),
    )


PICTURES: dict[str, Callable[[], str]] = {
    "declaration.zh.mmd": lambda: mermaid(drawing("zh", case=False)),
    "case.en.mmd": lambda: mermaid(drawing("en", case=True)),
    "declaration.zh.svg": lambda: svg(drawing("zh", case=False)),
    "case.en.svg": lambda: svg(drawing("en", case=True)),
}
"""To draw them anew: `python -m tests.golden.test_diagrams`, then look at them."""


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_one_that_was_looked_at(name: str) -> None:
    """A change of the drawing shows as a change of a file that people can open."""
    assert PICTURES[name]() == (GOLDEN / name).read_text("utf-8")


def test_a_picture_says_in_words_what_it_shows() -> None:
    """Title and description name the kind of case and every move, for those who cannot see it."""
    root = ET.fromstring(svg(drawing("en", case=True)))
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == "Gift aid"
    assert "Review → Refused: Reject" in (root.findtext(f"{space}desc") or "")


def test_a_picture_shows_where_the_case_is_and_has_been() -> None:
    """Exactly one box is the present one, and the earlier ones are marked."""
    shown = svg(drawing("en", case=True))
    assert shown.count('<g class="state here">') == 1
    assert shown.count('<g class="state seen">') == len(WALKED) - 1


def crosses(first: Point, second: Point, box: Point) -> bool:
    """Whether a level or upright line runs through the inside of a box."""
    low_x, high_x = sorted((first[0], second[0]))
    low_y, high_y = sorted((first[1], second[1]))
    inside_x = low_x < box[0] + BOX_WIDTH and high_x > box[0]
    return inside_x and low_y < box[1] + BOX_HEIGHT and high_y > box[1]


@pytest.mark.parametrize("of", ["tests/definitions_corpus/base", "workflows/hardship_aid/v1"])
def test_no_line_runs_through_a_box(of: str) -> None:
    """Every state can be read, however many lines there are."""
    layout = layout_of(drawing("zh", of=of, case=False))
    through = [
        (pair, name)
        for pair, route in layout.routes.items()
        for name, box in layout.boxes.items()
        if any(crosses(first, second, box) for first, second in pairwise(route))
    ]
    assert through == []


@pytest.mark.parametrize("of", ["tests/definitions_corpus/base", "workflows/hardship_aid/v1"])
def test_everything_lies_within_the_picture(of: str) -> None:
    """No box and no line is cut off at an edge."""
    layout = layout_of(drawing("zh", of=of, case=False))
    points = [*layout.boxes.values(), *(p for route in layout.routes.values() for p in route)]
    assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in points)


def test_words_cannot_break_out_of_the_picture() -> None:
    """Signs that mean something to XML are only text."""
    hostile = drawing("zh", case=False)
    shown = svg(
        Drawing(spec=hostile.spec, text=lambda _, key: f"<script>{key}&", title="<b>&\"'</b>")
    )
    assert "<script>" not in shown
    assert ET.fromstring(shown) is not None


if __name__ == "__main__":
    for file, draw in PICTURES.items():
        (GOLDEN / file).write_text(draw(), "utf-8", newline="\n")
