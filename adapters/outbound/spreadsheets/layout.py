"""What a sheet's own XML says beside the values: formulas, hidden rows, merged cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.utils import range_boundaries

from adapters.outbound.spreadsheets.bounds import check_place

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
_UNSAFE = re.compile(
    r"\[|\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|INDIRECT|OFFSET|CELL|INFO|WEBSERVICE|RTD|DDE"
    r"|HYPERLINK|CALL|REGISTER)\b\s*\(?",
    re.IGNORECASE,
)
"""Formulas whose value depends on the day, on chance, on other files or on the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merged cell, its lines from 1 and its columns from 0."""

    first_line: int
    last_line: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class Layout:
    """The sheet beside its values.

    Attributes:
        formulas: Whether the formula of a cell is one whose value can be kept, by line and column.
        merges: By their first line.
    """

    rows: int = 0
    hidden: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)


def read_layout(stream: IO[bytes]) -> Layout:
    """Read a sheet's XML.

    Raises:
        SheetError: It has more rows or columns than may be.
        DefusedXmlException: It defines entities, which no spreadsheet does.
        ParseError: It is no XML.
    """
    layout, reader = Layout(), _Reader()
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        tag = element.tag.removeprefix(_MAIN).removeprefix(_STRICT)
        if event == "start" and tag == "row":
            reader.begin_row(element, layout)
        elif event == "end" and tag == "c":
            reader.cell(element, layout)
            element.clear()
        elif event == "end" and tag == "row":
            element.clear()
        elif event == "end" and tag == "mergeCell":
            layout.merges.append(_merge(element.get("ref", "A1")))
    layout.merges.sort(key=lambda merge: merge.first_line)
    return layout


class _Reader:
    """Where the reading stands."""

    def __init__(self) -> None:
        self._line = self._column = self._cells = 0
        self._shared: dict[str, bool] = {}

    def begin_row(self, element: Element, layout: Layout) -> None:
        self._line, self._column = int(element.get("r", self._line + 1)), 0
        layout.rows = max(layout.rows, self._line)
        check_place(self._line, 0, self._cells)
        if element.get("hidden") in ("1", "true") or element.get("ht") == "0":
            layout.hidden.add(self._line)

    def cell(self, element: Element, layout: Layout) -> None:
        found = _REFERENCE.fullmatch(element.get("r", ""))
        column = _number(found[1]) if found is not None else self._column
        self._column, self._cells = column + 1, self._cells + 1
        check_place(self._line, column + 1, self._cells)
        formula = next((part for part in element if part.tag.endswith("}f")), None)
        if formula is not None:
            layout.formulas[self._line, column] = self._is_safe(formula)

    def _is_safe(self, formula: Element) -> bool:
        """Of a formula shared by many cells only the first one holds the text."""
        text, shared = formula.text or "", formula.get("si", "")
        safe = _UNSAFE.search(text) is None
        if formula.get("t") == "shared":
            safe = (
                self._shared.setdefault(shared, safe) if text else self._shared.get(shared, False)
            )
        return safe


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _merge(reference: str) -> Merge:
    first_column, first_line, last_column, last_line = range_boundaries(reference)
    return Merge(
        first_line=int(first_line or 1),
        last_line=int(last_line or 1),
        first_column=int(first_column or 1) - 1,
        last_column=int(last_column or 1) - 1,
    )
