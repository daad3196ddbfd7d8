"""What every source of rows keeps to, whatever the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.outbound.spreadsheets import row_source, write_table
from engine.ports import RowSource
from engine.sheet import Table

TABLE = Table(
    name="台账",
    headings=("编号", "姓名", "日期", "金额"),
    rows=(
        ("001", "赵样例", date(2024, 3, 5), Decimal("1062.5")),
        (None, None, None, None),
        ("002", None, None, Decimal(3)),
    ),
)
Make = Callable[[], RowSource]


@pytest.fixture(params=["xlsx", "csv"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Opens the same table as a workbook and as text."""
    file = tmp_path / f"a.{request.param}"
    write_table(file, TABLE)
    return lambda: row_source(file)


def rows(source: RowSource) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, with their lines."""
    (sheet,) = source.sheets()
    return [
        (r.line, [cell.text for cell in r.cells]) for r in source.rows(sheet.name) if not r.blank
    ]


def test_rows_come_with_the_lines_of_the_file(make: Make) -> None:
    """Blank lines count, so that a row can be found again."""
    assert [line for line, _ in rows(make())] == [1, 2, 4]


def test_cells_come_in_the_order_of_the_columns(make: Make) -> None:
    """Text keeps its zeros and numbers their digits."""
    assert rows(make())[1][1] == ["001", "赵样例", "2024-03-05", "1062.5"]


def test_a_cell_beyond_the_last_one_is_empty(make: Make) -> None:
    """A short row has no fewer columns than any other."""
    source = make()
    (sheet,) = source.sheets()
    assert [row.cell(99).value for row in source.rows(sheet.name)] == [None] * 4


def test_rows_can_be_read_more_than_once(make: Make) -> None:
    """A second reading gives the same."""
    source = make()
    assert rows(source) == rows(source)


def test_the_hash_is_that_of_the_content(make: Make) -> None:
    """The same file has the same hash, whoever opens it."""
    assert make().sha256 == make().sha256
    assert len(make().sha256) == 64


def test_the_sheet_says_how_many_rows_it_has(make: Make) -> None:
    """Progress can be shown against the whole."""
    assert [sheet.rows for sheet in make().sheets()] == [4]


def test_nothing_is_hidden_or_in_doubt(make: Make) -> None:
    """A plain table has neither faults nor hidden rows nor merged cells."""
    source = make()
    (sheet,) = source.sheets()
    found = [
        (row.hidden, cell.fault, cell.merged_from)
        for row in source.rows(sheet.name)
        for cell in row.cells
    ]
    assert set(found) == {(False, None, None)}
