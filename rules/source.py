"""A document as read, with the place of every value: the neutral tree between a reader and a model.

A reader (YAML, JSON) turns text into this tree; models are built from it and can name file,
line and column of whatever is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

Plain: TypeAlias = "None | bool | int | Decimal | str | list[Plain] | dict[str, Plain]"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Mark:
    """A place in a source document; lines and columns count from 1.

    Example:
        >>> str(Mark(file="workflow.yaml", line=3, column=7))
        'workflow.yaml:3:7'
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value: text, integer, exact decimal, truth value or nothing."""

    value: None | bool | int | Decimal | str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """An ordered list of nodes."""

    items: tuple[Node, ...]
    mark: Mark

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Named nodes in the order of the document; `key_marks` gives the place of each name."""

    entries: dict[str, Node]
    mark: Mark
    key_marks: dict[str, Mark] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """Return the node under `key`, or None."""
        return self.entries.get(key)


Node: TypeAlias = Scalar | Sequence | Mapping


def plain(node: Node) -> Plain:
    """Return the tree without its places.

    Example:
        >>> mark = Mark(file="a.yaml", line=1, column=1)
        >>> plain(Sequence(items=(Scalar(value=1, mark=mark),), mark=mark))
        [1]
    """
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def find(node: Node, path: tuple[str | int, ...]) -> Mark:
    """Return the place of the value at `path`, or of its nearest enclosing value that exists.

    A mapping's missing or wrong value is reported at its key, which is where an author looks.
    """
    mark = node.mark
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            mark, node = node.key_marks.get(step, mark), node.entries[step]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            mark = node.mark
        else:
            return mark
    return mark
