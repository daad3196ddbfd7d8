"""How large a table may be: far beyond any office's ledger, and far below what stops a machine."""

from __future__ import annotations

from engine.sheet import SheetCode, SheetError

LARGEST_BYTES = 50 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_PARTS = 5_000
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELLS = 10_000_000
LONGEST_CELL = 32_767
"""As many characters as a cell of a spreadsheet holds."""


def check_bytes(size: int) -> None:
    """Refuse a file that is too large to be looked at.

    Raises:
        SheetError: `TOO_LARGE`.
    """
    if size > LARGEST_BYTES:
        raise SheetError(SheetCode.TOO_LARGE, size=size, largest=LARGEST_BYTES)


def check_unpacked(size: int, parts: int) -> None:
    """Refuse a packed file that would fill the memory once unpacked.

    Raises:
        SheetError: `TOO_LARGE_UNPACKED`.
    """
    if size > LARGEST_UNPACKED_BYTES or parts > MOST_PARTS:
        raise SheetError(
            SheetCode.TOO_LARGE_UNPACKED,
            size=size,
            parts=parts,
            largest=LARGEST_UNPACKED_BYTES,
            most_parts=MOST_PARTS,
        )


def check_place(line: int, columns: int, cells: int) -> None:
    """Refuse a table with more rows, columns or cells than may be.

    Raises:
        SheetError: `TOO_MANY_ROWS` or `TOO_MANY_COLUMNS`.
    """
    if line > MOST_ROWS or cells > MOST_CELLS:
        raise SheetError(SheetCode.TOO_MANY_ROWS, rows=line, most=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise SheetError(SheetCode.TOO_MANY_COLUMNS, line=line, columns=columns, most=MOST_COLUMNS)


def check_text(text: str, line: int) -> None:
    """Refuse a text longer than any cell.

    Raises:
        SheetError: `CELL_TOO_LONG`.
    """
    if len(text) > LONGEST_CELL:
        raise SheetError(SheetCode.CELL_TOO_LONG, line=line, length=len(text), longest=LONGEST_CELL)
