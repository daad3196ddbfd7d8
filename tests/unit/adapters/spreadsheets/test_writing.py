"""Tables written: what is text stays text in every program."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.outbound.spreadsheets import row_source, write_table
from engine.sheet import Table

ATTACKS = ("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\tx", '=HYPERLINK("http://x","y")')
TABLE = Table(
    name="hardship_aid",
    headings=("编号", "=姓名", "日期", "金额", "是否"),
    rows=(*(((text, text, date(2024, 3, 5), Decimal("1062.50"), True)) for text in ATTACKS),),
)


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    """Text that looks like a formula comes back as the same text."""
    write_table(tmp_path / name, TABLE)
    source = row_source(tmp_path / name)
    _, *rows = source.rows(source.sheets()[0].name)
    assert [row.cells[0].value for row in rows] == list(ATTACKS)
    assert [cell.fault for row in rows for cell in row.cells] == [None] * 5 * len(ATTACKS)


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    """No cell of it is computed, and no text is a link."""
    write_table(tmp_path / "a.xlsx", TABLE)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet


def test_text_in_csv_never_begins_like_a_formula(tmp_path: Path) -> None:
    """A mark before it keeps every spreadsheet from computing it."""
    write_table(tmp_path / "a.csv", TABLE)
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    begins = [cell.strip('"')[:1] for line in text.splitlines() for cell in line.split(",")[:2]]
    assert not set(begins) & set("=+-@\t")


def test_a_file_that_could_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """The file is there whole or not at all."""
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(OSError, match=r"a\.xlsx"):
        write_table(tmp_path / "a.xlsx", TABLE)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_sheet_gets_a_name_that_it_may_bear(tmp_path: Path) -> None:
    """A name with forbidden signs is written with others."""
    write_table(tmp_path / "a.xlsx", Table(name="a/b[1]" * 9, headings=("x",), rows=()))
    (sheet,) = row_source(tmp_path / "a.xlsx").sheets()
    assert sheet.name.startswith("a-b-1-")
