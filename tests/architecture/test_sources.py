"""House rules of source files that neither ruff nor import-linter can see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.outside import ROOT
from tests.support.sources import SHIPPED, comments, place, python_files, tree

VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "services"}
LONGEST = 400
IGNORE = re.compile(
    r"#\s*(?:type:\s*ignore\[(?P<type>[^\]]+)\]|noqa:\s*(?P<rule>[A-Z0-9, ]*[A-Z0-9])"
    r"|pragma:\s*no (?P<pragma>cover|branch)|(?P<bare>type:\s*ignore|noqa))"
    r"(?:\s*[-#–:]+\s*(?P<why>\w.+))?"
)
"""What silences a checker, the rule it silences, and after a dash or hash the reason."""
RECORD = Path(__file__).with_name("ignores.txt")


def ignores() -> list[tuple[str, re.Match[str]]]:
    """Every place where a checker is told to look away."""
    return [
        (place(path, line), found)
        for path in python_files(*SHIPPED, "tests", "tools")
        for line, text in comments(path)
        if (found := IGNORE.search(text))
    ]


def init_statements() -> Iterator[tuple[Path, ast.stmt]]:
    """What the `__init__` files of the shipped packages consist of."""
    for path in python_files(*SHIPPED):
        if path.name == "__init__.py":
            yield from ((path, statement) for statement in tree(path).body)


def only_re_exports(statement: ast.stmt) -> bool:
    """Whether a statement is an import, a docstring or `__all__`."""
    if isinstance(statement, ast.Assign):
        return [ast.unparse(target) for target in statement.targets] == ["__all__"]
    docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return docstring or isinstance(statement, ast.Import | ast.ImportFrom)


def test_no_module_has_a_name_that_says_nothing() -> None:
    """No file or folder of the shipped packages is a place where anything could go."""
    named = [p for p in python_files(*SHIPPED) if VAGUE & {p.stem, *p.relative_to(ROOT).parts}]
    assert named == []


def test_a_long_file_states_its_reason() -> None:
    """A file above 400 lines says in its docstring, in a sentence with "Long because", why."""
    long = [p for p in python_files(*SHIPPED, "tests") if p.read_bytes().count(b"\n") > LONGEST]
    silent = [p for p in long if "Long because" not in (ast.get_docstring(tree(p)) or "")]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_every_module_says_what_it_is() -> None:
    """Every shipped module begins with a docstring."""
    silent = [path for path in python_files(*SHIPPED) if not ast.get_docstring(tree(path))]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_packages_only_re_export() -> None:
    """An `__init__` file holds imports, `__all__` and a docstring, and nothing that works."""
    working = [place(p, s.lineno) for p, s in init_statements() if not only_re_exports(s)]
    assert working == []


def test_every_ignore_names_its_rule_and_its_reason() -> None:
    """`type: ignore[rule]  # reason`: no checker is silenced as a whole or without a why."""
    unsaid = [where for where, found in ignores() if found["bare"] or not found["why"]]
    assert unsaid == []


def test_ignores_only_become_fewer() -> None:
    """The number of ignores is the recorded one; whoever removes one lowers the record with it."""
    assert len(ignores()) == int(RECORD.read_text("utf-8"))
