"""What is left of a defective document, so that one mistake does not hide the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.definitions.grammar import Path
from engine.definitions.language import Workflow
from engine.definitions.read import read_workflow
from rules.findings import Finding
from rules.source import Mapping, Node, Sequence

_MOST_ROUNDS = 5
"""Taking out a value may leave its part incomplete, which is then taken out as well."""


def salvage(node: Node, findings: Iterable[Finding]) -> tuple[Workflow | None, frozenset[str]]:
    """Read a document without its faulty parts.

    Returns:
        What can be read, and every name in the parts that were left out: a reference to one of
        them is no mistake of its own.
    """
    lost: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        for path in {finding.path for finding in findings}:
            lost.update(_names(path, _at(node, path)))
            node = _without(node, path)
        spec, findings = read_workflow(node)
        if spec is not None or any(not finding.path for finding in findings):
            return spec, frozenset(lost)
    return None, frozenset(lost)


def _names(path: Path, node: Node | None) -> Iterator[str]:
    if path and isinstance(path[-1], str):
        yield path[-1]
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            yield from _names((key,), value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _names((), item)
    elif node is not None and isinstance(node.value, str):
        yield node.value


def _at(node: Node, path: Path) -> Node | None:
    found: Node | None = node
    for step in path:
        found = _member(found, step)
    return found


def _member(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _without(node: Node, path: Path) -> Node:
    """The tree without the value at a path."""
    if not path:
        return node
    step, rest = path[0], path[1:]
    if isinstance(node, Mapping) and step in node.entries:
        entries = dict(node.entries)
        key = str(step)
        if rest:
            entries[key] = _without(entries[key], rest)
        else:
            del entries[key]
        return Mapping(entries=entries, mark=node.mark, key_marks=node.key_marks)
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        items = list(node.items)
        items[step : step + 1] = [_without(items[step], rest)] if rest else []
        return Sequence(items=tuple(items), mark=node.mark)
    return node
