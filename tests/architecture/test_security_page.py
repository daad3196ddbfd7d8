"""The page about security names tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.support.outside import ROOT
from tests.support.sources import python_files, tree

PAGE = ROOT / "docs" / "explanation" / "security.md"
QUOTED = re.compile(r"`([^`]+)`")
CHAPTER = re.compile(r"^### V(\d+) ", re.MULTILINE)
SAYS = {"met", "partly", "not met", "n/a", "by the office"}


@cache
def page() -> str:
    """Its text."""
    return PAGE.read_text("utf-8")


@cache
def known_tests() -> frozenset[str]:
    """The names of all tests, and of the files that hold them."""
    files = python_files("tests")
    named = {
        node.name for path in files for node in tree(path).body if isinstance(node, ast.FunctionDef)
    }
    return frozenset(named | {path.name for path in files})


def test_every_file_named_is_there() -> None:
    """What is said to show something exists."""
    named = [text for text in QUOTED.findall(page()) if "/" in text and " " not in text]
    paths = [text for text in named if text.startswith(("tests/", "adapters/", "engine/", "docs/"))]
    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_test_named_is_there() -> None:
    """A test that was renamed is renamed on the page too."""
    named = {text for text in QUOTED.findall(page()) if re.fullmatch(r"test_\w+(\.py)?", text)}
    assert len(named) > 50
    assert sorted(named - known_tests()) == []


def test_every_chapter_is_gone_through() -> None:
    """V1 to V14 of the standard, each row with a verdict, and each "met" with what shows it."""
    assert [int(number) for number in CHAPTER.findall(page())] == list(range(1, 15))
    walk = page()[page().index("### V1 ") :]
    rows = [line.strip("|").split("|") for line in walk.splitlines() if re.match(r"\| \d", line)]
    verdicts = [(row[0].strip(), row[1].strip(), row[-1].strip()) for row in rows]
    assert {verdict for _, verdict, _ in verdicts} <= SAYS
    assert [number for number, verdict, shown in verdicts if verdict == "met" and not shown] == []
