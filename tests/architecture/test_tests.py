"""House rules of the tests themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.sources import place, python_files, tree

FORBIDDEN = re.compile(
    r"(mock\.|mocker\.)?patch(\.object|\.dict)?|(time\.|asyncio\.)?sleep"
    r"|pytest\.(skip|xfail|importorskip)|pytest\.mark\.(skip|skipif|xfail)"
)
SERVER_FIXTURES = ("conftest.py", "outside.py")
OUTSIDE = "../shared/"
"""A skip elsewhere is one for material that is not ours to copy, and names where it lies."""


def all_tests() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every test function of the suite."""
    for path in python_files("tests"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("test_"):
                yield path, node


def forbidden_words() -> Iterator[tuple[Path, int, str]]:
    """Every name in the tests that patches, sleeps or leaves a test out."""
    for path in python_files("tests"):
        allowed = {id(name) for name in allowed_skips(path)}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute | ast.Name) and id(node) not in allowed:
                name = ast.unparse(node)
                if FORBIDDEN.fullmatch(name):
                    yield path, node.lineno, name


def allowed_skips(path: Path) -> Iterator[ast.expr]:
    """The skips of a file that say which server or which outside material is absent."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and "skip" in ast.unparse(node.func):
            said = path.name in SERVER_FIXTURES or OUTSIDE in ast.unparse(node)
            yield from [node.func] if said else []


def test_every_test_states_its_behaviour_in_one_sentence() -> None:
    """Every test has a docstring of one sentence."""
    silent = [place(path, node.lineno) for path, node in all_tests() if not ast.get_docstring(node)]
    assert silent == []


def test_nothing_is_patched_slept_through_or_left_out() -> None:
    """No test patches, sleeps or skips, but where a server or outside material is absent."""
    assert [f"{place(path, line)} {name}" for path, line, name in forbidden_words()] == []
