"""A table from an office's own programs, as plain values: what a source of rows brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from rules.errors import UnioncaseError


class SheetCode(StrEnum):
    """Why a table cannot be read, and why one of its cells says nothing."""

    UNREADABLE = "sheet_unreadable"
    NOT_A_TABLE = "sheet_not_a_table"
    OLD_FORMAT = "sheet_old_format"
    DAMAGED = "sheet_damaged"
    FORBIDDEN_PART = "sheet_forbidden_part"
    TOO_LARGE = "sheet_too_large"
    TOO_LARGE_UNPACKED = "sheet_too_large_unpacked"
    TOO_MANY_ROWS = "sheet_too_many_rows"
    TOO_MANY_COLUMNS = "sheet_too_many_columns"
    CELL_TOO_LONG = "sheet_cell_too_long"
    ENCODING_UNKNOWN = "sheet_encoding_unknown"
    FORMULA_WITHOUT_VALUE = "sheet_formula_without_value"
    FORMULA_UNSAFE = "sheet_formula_unsafe"
    ERROR_VALUE = "sheet_error_value"


class SheetError(UnioncaseError):
    """A table that cannot be read, or will not be."""


CellValue: TypeAlias = "None | bool | Decimal | str | date"
"""What a cell holds: a number keeps the digits that its program shows, a date has no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell.

    Attributes:
        fault: Why its value cannot be relied on.
        merged_from: The line of the merged cell above that it belongs to.
        wide: Whether that merged cell spans several columns.
    """

    value: CellValue = None
    fault: SheetCode | None = None
    merged_from: int | None = None
    wide: bool = False

    @property
    def text(self) -> str:
        """What it says, as text."""
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row.

    Attributes:
        line: Its number as the program shows it, from 1.
        cells: From column A on.
        hidden: Whether its program hides it (a filter, a row height of nothing).
    """

    line: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def cell(self, column: int) -> Cell:
        """The cell of a column counted from 0; beyond the last one they are empty."""
        return self.cells[column] if column < len(self.cells) else _EMPTY

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(cell.fault is None and not cell.text.strip() for cell in self.cells)


_EMPTY = Cell()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetInfo:
    """One sheet of a workbook; a CSV file is a single one.

    Attributes:
        rows: How many rows it has.
        hidden: Whether its program hides it.
        since_1904: Whether its program counts days from 1904-01-01 instead of 1899-12-30.
    """

    name: str
    rows: int
    hidden: bool = False
    since_1904: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows to be written, under their headings."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]


def column_letter(column: int) -> str:
    """The letters over a column counted from 0.

    Example:
        >>> column_letter(0), column_letter(25), column_letter(26), column_letter(702)
        ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
