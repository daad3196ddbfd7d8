"""Workbooks: what a cell says, and what cannot be relied on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from adapters.outbound.spreadsheets import XlsxRowSource, bounds, row_source
from engine.sheet import Cell, SheetCode, SheetError


def source(fill: Callable[[Any, Any], None]) -> XlsxRowSource:
    """A workbook of one sheet."""
    stream = io.BytesIO()
    with Workbook(stream, {"strings_to_formulas": False}) as book:
        fill(book, book.add_worksheet("名册"))
    return XlsxRowSource("a.xlsx", stream.getvalue())


def cells(fill: Callable[[Any, Any], None]) -> list[tuple[Cell, ...]]:
    """The cells of the sheet, by row."""
    return [row.cells for row in source(fill).rows("名册")]


def test_values_keep_their_kind() -> None:
    """Text stays text, numbers are exact, days have no time."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "001")
        sheet.write_number(0, 1, 0.1 + 0.2)
        sheet.write_datetime(0, 2, date(2024, 3, 5), book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_boolean(0, 3, True)

    ((text, number, day, mark),) = cells(fill)
    assert (text.value, number.value) == ("001", Decimal("0.3"))
    assert (day.value, mark.value) == (date(2024, 3, 5), True)


@pytest.mark.parametrize(
    ("formula", "kept", "fault"),
    [
        ("=1500*2", 3000, None),
        ("=1500*2", "", SheetCode.FORMULA_WITHOUT_VALUE),
        ("=TODAY()", 45000, SheetCode.FORMULA_UNSAFE),
        ("=now()-1", 45000, SheetCode.FORMULA_UNSAFE),
        ("='[旧账.xlsx]Sheet1'!A1", 3000, SheetCode.FORMULA_UNSAFE),
        ('=WEBSERVICE("http://127.0.0.1")', "x", SheetCode.FORMULA_UNSAFE),
        ("=1/0", "#DIV/0!", SheetCode.ERROR_VALUE),
    ],
)
def test_a_formula_counts_only_by_a_value_that_stays(
    formula: str, kept: object, fault: SheetCode | None
) -> None:
    """The value that the program has kept counts, unless it hangs on the day or on other files."""
    ((cell,),) = cells(lambda _, sheet: sheet.write_formula(0, 0, formula, None, kept))
    assert cell.fault is fault


def test_hidden_rows_are_told() -> None:
    """A row that the program does not show is marked."""

    def fill(_: Any, sheet: Any) -> None:
        for line in range(3):
            sheet.write(line, 0, f"A{line}")
        sheet.set_row(1, None, None, {"hidden": True})

    assert [row.hidden for row in source(fill).rows("名册")] == [False, True, False]


def test_a_cell_merged_downwards_shows_its_value_in_every_row() -> None:
    """The rows below tell which line their value comes from."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 2, 0, "样例厂")
        sheet.write_column(0, 1, ["a", "b", "c"])

    found = cells(fill)
    assert [(row[0].value, row[0].merged_from) for row in found] == [
        ("样例厂", None),
        ("样例厂", 1),
        ("样例厂", 1),
    ]


def test_a_cell_merged_sideways_is_marked_as_wide() -> None:
    """What stands across columns belongs to none of the further ones."""
    ((first, second),) = cells(lambda _, sheet: sheet.merge_range(0, 0, 0, 1, "台账"))
    assert (first.wide, second.wide, second.merged_from) == (False, True, 1)


def test_hidden_sheets_are_told() -> None:
    """Each sheet says how many rows it has and whether it is shown."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write(4, 0, "x")
        book.add_worksheet("旧").hide()

    found = [(sheet.name, sheet.rows, sheet.hidden) for sheet in source(fill).sheets()]
    assert found == [("名册", 5, False), ("旧", 0, True)]


def broken(change: Callable[[dict[str, bytes]], None]) -> XlsxRowSource:
    """A workbook whose parts were tampered with."""
    stream = io.BytesIO()
    with Workbook(stream) as book:
        book.add_worksheet("名册").write(0, 0, "x")
    with zipfile.ZipFile(stream) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return XlsxRowSource("a.xlsx", again.getvalue())


SHEET = "xl/worksheets/sheet1.xml"


def _with_entity(parts: dict[str, bytes]) -> None:
    head = b'<!DOCTYPE s [<!ENTITY a "x">]>'
    parts[SHEET] = parts[SHEET].replace(b"<worksheet", head + b"<worksheet", 1)


def _with_entity_in_book(parts: dict[str, bytes]) -> None:
    head = b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    name = "xl/workbook.xml"
    parts[name] = parts[name].replace(b"<workbook", head + b"<workbook", 1)


def _too_low(parts: dict[str, bytes]) -> None:
    parts[SHEET] = (
        parts[SHEET].replace(b'r="A1"', b'r="A900000"').replace(b'row r="1"', b'row r="900000"')
    )


def _too_wide(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET].replace(b'r="A1"', b'r="XFD1"')


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_with_entity, SheetCode.FORBIDDEN_PART),
        (_with_entity_in_book, SheetCode.FORBIDDEN_PART),
        (_too_low, SheetCode.TOO_MANY_ROWS),
        (_too_wide, SheetCode.TOO_MANY_COLUMNS),
        (lambda parts: parts.pop("xl/workbook.xml"), SheetCode.NOT_A_TABLE),
        (lambda parts: parts.pop(SHEET), SheetCode.DAMAGED),
        (lambda parts: parts.update({SHEET: b"<worksheet>"}), SheetCode.DAMAGED),
        (lambda parts: parts.update({"xl/styles.xml": b"<styleSheet a>"}), SheetCode.DAMAGED),
    ],
)
def test_a_workbook_that_is_none_is_named(
    change: Callable[[dict[str, bytes]], None], code: SheetCode
) -> None:
    """Whatever was done to a file, it is refused by name and never with a traceback."""
    opened = broken(change)
    with pytest.raises(SheetError) as found:
        list(opened.rows(opened.sheets()[0].name))
    assert found.value.code is code


def test_a_bomb_is_not_unpacked() -> None:
    """A file that would fill the memory is refused by the sizes that it declares."""
    size = bounds.LARGEST_UNPACKED_BYTES + 1

    def swell(parts: dict[str, bytes]) -> None:
        parts["xl/media/image1.png"] = bytes(size)

    with pytest.raises(SheetError) as found:
        broken(swell).sheets()
    assert found.value.code is SheetCode.TOO_LARGE_UNPACKED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", SheetCode.OLD_FORMAT),
        (b"%PDF-1.7", SheetCode.NOT_A_TABLE),
        (b"PK\x03\x04rubbish", SheetCode.DAMAGED),
    ],
)
def test_a_file_is_told_by_its_content(tmp_path: Path, content: bytes, code: SheetCode) -> None:
    """What the file is called does not matter."""
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(content)
    with pytest.raises(SheetError) as found:
        row_source(file).sheets()
    assert found.value.code is code


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The name of the file and the reason are said."""
    with pytest.raises(SheetError) as found:
        row_source(tmp_path / "no.xlsx")
    assert found.value.code is SheetCode.UNREADABLE


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    """Its size is looked at before its content."""
    file = tmp_path / "ledger.csv"
    with file.open("wb") as stream:
        stream.truncate(bounds.LARGEST_BYTES + 1)
    with pytest.raises(SheetError) as found:
        row_source(file)
    assert found.value.code is SheetCode.TOO_LARGE
