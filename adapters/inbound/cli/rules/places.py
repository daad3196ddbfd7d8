"""Where the elements of a DMN model stand in their file."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.bootstrap import read_document
from adapters.inbound.cli.rules.files import read_text, read_xml
from rules.dmn.model import Definitions
from rules.source import Mapping as Tree
from rules.source import Mark, find

_SECTIONS = ("decisions", "functions", "services", "inputs")


class ElementPlaces:
    """Finds elements in the text of one file.

    Args:
        file: The model, in XML or in its YAML form.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._is_xml = file.suffix == ".dmn"
        self._text = read_xml(file) if self._is_xml else read_text(file)

    def find(self, model: Definitions, element: str) -> Mark:
        """Return the place of the element with this id; the top of the file when it has none."""
        return self._in_xml(element) if self._is_xml else self._in_yaml(model, element)

    def _in_xml(self, element: str) -> Mark:
        found = re.search(rf"""\bid\s*=\s*["']{re.escape(element)}["']""", self._text)
        before = self._text[: self._text.rfind("<", 0, found.start())] if found else ""
        column = len(before) - (before.rfind("\n") + 1) + 1
        return Mark(file=str(self._file), line=before.count("\n") + 1, column=column)

    def _in_yaml(self, model: Definitions, element: str) -> Mark:
        tree = read_document(self._text, str(self._file))
        name = next((e.name for e in model.elements if e.id == element), "")
        for section in _SECTIONS:
            named = tree.entries.get(section) if isinstance(tree, Tree) else None
            if isinstance(named, Tree) and name in named.entries:
                return find(tree, (section, name))
        return tree.mark
