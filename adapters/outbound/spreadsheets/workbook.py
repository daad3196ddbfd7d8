"""Workbooks of today's spreadsheet programs: values by openpyxl, the rest from the sheet's XML."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from adapters.outbound.spreadsheets.bounds import check_text, check_unpacked
from adapters.outbound.spreadsheets.layout import Layout, Merge, read_layout
from engine.sheet import Cell, CellValue, SheetCode, SheetError, SheetInfo, SheetRow

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    EOFError,
)
"""What zipfile, openpyxl and its parsers (by `SyntaxError`) raise at broken files."""


class XlsxRowSource:
    """An XLSX workbook.

    Args:
        name: What the file is called.
        content: Its bytes.
    """

    def __init__(self, name: str, content: bytes) -> None:
        self._name = name
        self._content = content
        self._layouts: dict[str, Layout] = {}

    @property
    def name(self) -> str:
        """What the file is called."""
        return self._name

    @cached_property
    def sha256(self) -> str:
        """Hash of its content."""
        return hashlib.sha256(self._content).hexdigest()

    def sheets(self) -> Sequence[SheetInfo]:
        """Its sheets in their order.

        Raises:
            SheetError: Damaged, too large once unpacked, or with forbidden parts.
        """
        with self._translated():
            book = self._book
            return tuple(
                SheetInfo(
                    name=sheet.title,
                    rows=self._layout(sheet.title).rows,
                    hidden=sheet.sheet_state != "visible",
                    since_1904=book.epoch == CALENDAR_MAC_1904,
                )
                for sheet in book.worksheets
            )

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet.

        Raises:
            SheetError: Damaged.
        """
        with self._translated():
            layout = self._layout(sheet)
            source = self._book[sheet]
            source.reset_dimensions()
            merged = _Merged(layout.merges)
            for line, row in enumerate(source.iter_rows(), start=1):
                cells = [self._cell(cell, line, i, layout) for i, cell in enumerate(row)]
                yield SheetRow(
                    line=line, cells=merged.over(line, cells), hidden=line in layout.hidden
                )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DefusedXmlException as error:
            raise SheetError(SheetCode.FORBIDDEN_PART, file=self._name) from error
        except _DAMAGE as error:
            params = {"file": self._name, "line": 0, "problem": type(error).__name__}
            raise SheetError(SheetCode.DAMAGED, **params) from error

    @cached_property
    def _parts(self) -> zipfile.ZipFile:
        parts = zipfile.ZipFile(io.BytesIO(self._content))
        infos = parts.infolist()
        # What a part unpacks to beyond the size it declares is never read.
        check_unpacked(sum(info.file_size for info in infos), len(infos))
        if "xl/workbook.xml" not in parts.namelist():
            raise SheetError(SheetCode.NOT_A_TABLE, file=self._name)
        return parts

    @cached_property
    def _book(self) -> Workbook:
        # Ours first: it refuses what no reader should meet.
        for sheet in self._paths:
            self._layout(sheet)
        return load_workbook(io.BytesIO(self._content), read_only=True, data_only=True)

    @cached_property
    def _paths(self) -> dict[str, str]:
        """The part of each sheet."""
        relations = fromstring(self._parts.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
        targets = {part.get("Id"): part.get("Target", "") for part in relations}
        book = fromstring(self._parts.read("xl/workbook.xml"), forbid_dtd=True)
        sheets = (part for part in book.iter() if part.tag.endswith("}sheet"))
        return {
            sheet.get("name", ""): _part_name(
                targets[sheet.get(_RELATION) or sheet.get(_RELATION_STRICT)]
            )
            for sheet in sheets
        }

    def _layout(self, sheet: str) -> Layout:
        if sheet not in self._layouts:
            with self._parts.open(self._paths[sheet]) as stream:
                self._layouts[sheet] = read_layout(stream)
        return self._layouts[sheet]

    def _cell(self, cell: object, line: int, column: int, layout: Layout) -> Cell:
        value = _value(getattr(cell, "value", None))
        if isinstance(value, str):
            check_text(value, line)
        if getattr(cell, "data_type", "n") == "e":
            return Cell(value=value, fault=SheetCode.ERROR_VALUE)
        safe = layout.formulas.get((line, column))
        if safe is None:
            return Cell(value=value)
        if value is None:
            return Cell(fault=SheetCode.FORMULA_WITHOUT_VALUE)
        return Cell(value=value, fault=None if safe else SheetCode.FORMULA_UNSAFE)


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _value(value: object) -> CellValue:
    """A value without times of day, a number with the digits that its program keeps of it."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, bool | str | date):
        return value
    if isinstance(value, float):
        return Decimal(f"{value:.15g}")
    return Decimal(value) if isinstance(value, int) else str(value)


class _Merged:
    """Lays merged cells over the rows, one after the other."""

    def __init__(self, merges: list[Merge]) -> None:
        self._merges = merges
        self._waiting = 0
        self._active: list[Merge] = []
        self._anchors: dict[Merge, Cell] = {}

    def over(self, line: int, cells: list[Cell]) -> tuple[Cell, ...]:
        """The cells of a line, those that belong to a merged cell with its value."""
        while self._waiting < len(self._merges) and self._begins(line):
            merge = self._merges[self._waiting]
            self._waiting += 1
            self._active.append(merge)
            inside = merge.first_column < len(cells)
            self._anchors[merge] = cells[merge.first_column] if inside else Cell()
        self._active = [merge for merge in self._active if merge.last_line >= line]
        for merge in self._active:
            self._fill(line, cells, merge)
        return tuple(cells)

    def _begins(self, line: int) -> bool:
        return self._merges[self._waiting].first_line <= line

    def _fill(self, line: int, cells: list[Cell], merge: Merge) -> None:
        anchor = self._anchors[merge]
        wide = merge.last_column > merge.first_column
        cells += [Cell()] * (min(merge.last_column, len(cells) + 500) + 1 - len(cells))
        for column in range(merge.first_column, min(merge.last_column + 1, len(cells))):
            if (line, column) != (merge.first_line, merge.first_column):
                cells[column] = Cell(
                    value=anchor.value,
                    fault=anchor.fault,
                    merged_from=merge.first_line,
                    wide=wide,
                )
