"""The checkout's own Python files, as text and as syntax."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.outside import ROOT

SHIPPED = ("rules", "engine", "adapters")


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file below the named folders of the checkout."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """A file's comments with their lines; what only looks like one inside a text is left out."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def place(path: Path, line: int) -> str:
    """How a message names a line."""
    return f"{path.relative_to(ROOT)}:{line}"
