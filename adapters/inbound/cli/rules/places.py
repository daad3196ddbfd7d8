"""Where what a DMN model says stands in its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from adapters.bootstrap import read_document
from adapters.inbound.cli.rules.files import read_text, read_xml
from rules.dmn.model import Definitions
from rules.dmn.xml_places import text_place
from rules.dmn.xml_tree import local, parse_xml, place_of
from rules.policy.check_model import Places
from rules.source import Mapping as Tree
from rules.source import Mark, Node, Scalar, Sequence, find

_SECTIONS = ("decisions", "functions", "services", "inputs", "types")


def places_of(file: Path, model: Definitions) -> Places:
    """Return the places of a model, in XML or in its YAML form."""
    return XmlPlaces(file) if file.suffix == ".dmn" else YamlPlaces(file, model)


class XmlPlaces:
    """Finds elements and their texts in a DMN file."""

    def __init__(self, file: Path) -> None:
        self._file = str(file)
        self._text = read_xml(file)
        self._by_id: dict[str, Element] = {}
        for element in parse_xml(self._text).iter():
            for key in ("name", "id"):
                self._by_id.setdefault(element.get(key, ""), element)

    def element(self, identifier: str) -> Mark:
        """Return the place of the element; the top of the file when there is none."""
        found = self._by_id.get(identifier)
        return self._mark({} if found is None else place_of(found))

    def text(self, identifier: str, text: str, line: int = 1, column: int = 1) -> Mark:
        """Return the place of a text inside the element."""
        held = self._by_id.get(identifier)
        for element in () if held is None or not text else held.iter():
            if local(element) == "text" and (element.text or "").strip() == text.strip():
                return self._mark(text_place(self._text, element, line, column))
        return self.element(identifier)

    def _mark(self, place: dict[str, int]) -> Mark:
        return Mark(file=self._file, line=place.get("line", 1), column=place.get("column", 1))


class YamlPlaces:
    """Finds elements and their texts in the YAML form of a model."""

    def __init__(self, file: Path, model: Definitions) -> None:
        self._tree = read_document(read_text(file), str(file))
        self._names = {element.id: element.name for element in model.elements}
        self._names |= {item.id: item.name for item in model.item_definitions if item.id}

    def element(self, identifier: str) -> Mark:
        """Return the place of the element; the top of the file when there is none."""
        path = self._path(identifier)
        return find(self._tree, path) if path else self._tree.mark

    def text(self, identifier: str, text: str, line: int = 1, column: int = 1) -> Mark:
        """Return the place of a text inside the element."""
        for scalar in _scalars(self._below(identifier)) if text else ():
            if str(scalar.value).strip() == text.strip():
                return _inside(scalar.mark, line, column)
        return self.element(identifier)

    def _path(self, identifier: str) -> tuple[str, ...]:
        name = self._names.get(identifier, identifier)
        for section in _SECTIONS:
            named = self._tree.entries.get(section) if isinstance(self._tree, Tree) else None
            if isinstance(named, Tree) and name in named.entries:
                return (section, name)
        return ()

    def _below(self, identifier: str) -> Node:
        node = self._tree
        for step in self._path(identifier):
            node = node.entries[step] if isinstance(node, Tree) else node
        return node


def _inside(start: Mark, line: int, column: int) -> Mark:
    # A text over several lines may be folded; only its first line is where it seems to be.
    if line > 1:
        return Mark(file=start.file, line=start.line + line - 1, column=1)
    return Mark(file=start.file, line=start.line, column=start.column + column - 1)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    else:
        for inner in node.entries.values():
            yield from _scalars(inner)
