"""Tables as text: encodings, separators, lines."""

from __future__ import annotations

import pytest

from adapters.outbound.spreadsheets import CsvRowSource
from adapters.outbound.spreadsheets.bounds import LONGEST_CELL, MOST_COLUMNS
from engine.sheet import SheetCode, SheetError

TEXT = "编号,姓名\r\n1,赵样例\r\n"


def texts(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    """The rows as text with their lines."""
    rows = CsvRowSource("a.csv", content).rows("a.csv")
    return [(row.line, tuple(cell.text for cell in row.cells)) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_encoding_is_told_by_the_content(encoding: str) -> None:
    """Whatever an office's program writes is read as the same text."""
    assert texts(TEXT.encode(encoding)) == [(1, ("编号", "姓名")), (2, ("1", "赵样例"))]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_told_by_the_content(separator: str) -> None:
    """Commas, tabulators, semicolons and bars part cells."""
    assert texts(TEXT.replace(",", separator).encode())[1] == (2, ("1", "赵样例"))


def test_a_cell_of_several_lines_keeps_the_lines_of_the_file() -> None:
    """A row is named by the line on which it begins."""
    assert [line for line, _ in texts(b'a,b\n"1\n2",x\n3,y\n')] == [1, 2, 4]


def test_a_formula_is_no_value() -> None:
    """Text that a spreadsheet would compute says nothing here, unless it only quotes text."""
    (row,) = CsvRowSource("a.csv", b'=1+1,"=""001"""\n').rows("")
    assert [cell.fault for cell in row.cells] == [SheetCode.FORMULA_WITHOUT_VALUE, None]
    assert row.cells[1].value == "001"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xff\xff,\xff\n", SheetCode.ENCODING_UNKNOWN),
        (b"a\x00b,c\n", SheetCode.NOT_A_TABLE),
        (b'a,"b\nc,d\n', SheetCode.DAMAGED),
        (b"," * MOST_COLUMNS + b"\n", SheetCode.TOO_MANY_COLUMNS),
        (b"x" * (LONGEST_CELL + 1), SheetCode.CELL_TOO_LONG),
    ],
)
def test_text_that_is_no_table_is_named(content: bytes, code: SheetCode) -> None:
    """Each fault has a code of its own."""
    with pytest.raises(SheetError) as found:
        texts(content)
    assert found.value.code is code
