"""From a place inside a text to the place in the XML file that holds it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from rules.dmn.xml_tree import place_of

_STEP = re.compile(r"<!\[CDATA\[|\]\]>|&[^;\s]{1,12};|.", re.DOTALL)


def text_place(source: str, element: Element, line: int, column: int) -> dict[str, int]:
    """Return line and column in the file.

    Args:
        source: The file.
        element: The element that holds the text, from `parse_xml`.
        line: Line inside the text, without the space around it, from 1.
        column: Column inside the text, likewise.
    """
    known = place_of(element)
    if not known:
        return known
    lines = source.split("\n")
    start = sum(len(text) + 1 for text in lines[: known["line"] - 1]) + known["column"] - 1
    position = _walked(source, source.find(">", start) + 1, line, column)
    before = source[:position]
    return {"line": before.count("\n") + 1, "column": position - before.rfind("\n")}


def _walked(source: str, position: int, line: int, column: int) -> int:
    """Return where a place of the text stands, one step for each of its characters."""
    at_line, at_column, begun, quoted = 1, 1, False, False
    for step in _STEP.finditer(source, position):
        mark = step[0]
        if mark in ("<![CDATA[", "]]>"):
            quoted = mark != "]]>"
            continue
        if not begun and mark.isspace():
            continue
        begun = True
        if (mark == "<" and not quoted) or (at_line, at_column) == (line, column):
            return step.start()
        at_line, at_column = (at_line + 1, 1) if mark == "\n" else (at_line, at_column + 1)
    return position
