"""Tables written so that no program takes a text for a formula, a link or a number."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from adapters.outbound.spreadsheets.delimited import guarded
from engine.sheet import CellValue, Table

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_EXACT_DIGITS = 15
_WIDTH = 18


def write_table(path: Path, table: Table) -> None:
    """Write a table: CSV when the file is called so, else a workbook.

    The file is there whole or not at all.
    """
    write = _write_csv if path.suffix.lower() == ".csv" else _write_workbook
    _replacing(path, lambda file: write(file, table))


def _replacing(path: Path, write: Callable[[Path], None]) -> None:
    with NamedTemporaryFile(dir=path.parent, suffix=path.suffix, delete=False) as opened:
        file = Path(opened.name)
    try:
        write(file)
        file.replace(path)
    finally:
        file.unlink(missing_ok=True)


def _write_csv(file: Path, table: Table) -> None:
    # With a mark, since spreadsheets take the text for another encoding without one.
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([guarded(heading) for heading in table.headings])
        writer.writerows([_text(value) for value in row] for row in table.rows)


def _text(value: CellValue) -> str:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else value.isoformat()


def _write_workbook(file: Path, table: Table) -> None:
    with Workbook(str(file), {**_PLAIN_TEXT, "constant_memory": True}) as book:
        sheet = book.add_worksheet(_sheet_name(table.name))
        formats = {
            "heading": book.add_format({"bold": True, "text_wrap": True}),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet.freeze_panes(1, 0)
        # Whoever types a long number into the file keeps all its digits.
        sheet.set_column(0, max(len(table.headings) - 1, 0), _WIDTH, formats["text"])
        for column, heading in enumerate(table.headings):
            sheet.write_string(0, column, heading, formats["heading"])
        for line, row in enumerate(table.rows, start=1):
            for column, value in enumerate(row):
                _write_cell(sheet, line, column, value, formats)


def _sheet_name(name: str) -> str:
    """A name that a sheet may bear."""
    return re.sub(r"[\[\]:*?/\\']", "-", name)[:31]


# xlsxwriter publishes no types.
def _write_cell(sheet: Any, line: int, column: int, value: CellValue, formats: Any) -> None:
    if isinstance(value, Decimal) and value.adjusted() < _EXACT_DIGITS:
        sheet.write_number(line, column, float(value))
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, formats["date"])
    elif value is not None:
        text = value if isinstance(value, str) else _text(value)
        sheet.write_string(line, column, text, formats["text"])
