"""The headings of a table: where they stand and which column each is."""

from __future__ import annotations

from engine.importing.headings import Header, chosen_sheet, find_header, header_findings
from engine.importing.language import LedgerMap
from engine.sheet import Cell, SheetInfo, SheetRow
from rules.findings import Finding

MAP = LedgerMap(
    workflow="small_aid",
    key="编号",
    opened="日期",
    state="环节",
    fields={"name": "姓名"},
    ignore=("序号",),
)


def row(line: int, *texts: str | Cell) -> SheetRow:
    """A row of texts."""
    cells = (text if isinstance(text, Cell) else Cell(value=text or None) for text in texts)
    return SheetRow(line=line, cells=tuple(cells))


def header_of(*rows: SheetRow) -> Header:
    """The headings found in rows."""
    header, _ = find_header(MAP, rows)
    assert header is not None
    return header


def codes(header: Header | None) -> list[str]:
    """What is to be said of headings."""
    return [found.code.value for found in header_findings(MAP, header, "a.xlsx")]


def test_headings_below_titles_are_found() -> None:
    """The line with the most headings of the map is the one, whatever stands above it."""
    rows = (
        row(1, "台账"),
        row(2, "编号规则见附件"),
        row(3, "序号", "编 号", "姓\n名*", "日期", "环节"),
    )
    header = header_of(*rows)
    assert header.last_line == 3
    assert header.columns == {"编号": 1, "姓名": 2, "日期": 3, "环节": 4}


def test_rows_begin_behind_the_headings() -> None:
    """What is read as a row comes after the headings."""
    rows = (row(1, "编号", "日期", "环节", "姓名"), row(2, "A1"), row(3, "A2"))
    _, rest = find_header(MAP, rows)
    assert [found.line for found in rest] == [2, 3]


def test_headings_of_two_lines_are_joined() -> None:
    """Under a heading over several columns the lower line says what each column is."""
    merged = Cell(value="编号", merged_from=1)
    upper = row(1, "编号", "申请人", Cell(value="申请人", merged_from=1, wide=True), "环节")
    lower = row(2, merged, "姓名", "日期", Cell(value="环节", merged_from=1))
    header = header_of(upper, lower, row(3, "A1"))
    assert header.last_line == 2
    assert header.columns == {"编号": 0, "姓名": 1, "日期": 2, "环节": 3}


def test_a_heading_that_is_missing_is_named() -> None:
    """The map reads a column that is not there."""
    assert codes(header_of(row(1, "编号", "日期", "环节"))) == ["ledger_column_missing"]


def test_a_heading_that_stands_there_twice_is_named() -> None:
    """Nobody knows which of the two is meant."""
    header = header_of(row(1, "编号", "日期", "环节", "姓名", "姓名"))
    assert codes(header) == ["ledger_column_twice"]


def test_a_heading_that_nobody_knows_is_named() -> None:
    """A column that is not read is told of, one that is left out on purpose is not."""
    header = header_of(row(1, "编号", "日期", "环节", "姓名", "序号", "血型"))
    assert codes(header) == ["ledger_column_unknown"]


def test_a_table_without_the_key_has_no_headings() -> None:
    """Without its key no row could be known again."""
    header, _ = find_header(MAP, (row(1, "姓名", "日期"),))
    assert codes(header) == ["ledger_header_not_found"]


def test_the_only_sheet_that_is_shown_is_taken() -> None:
    """Hidden and empty sheets are not meant."""
    sheets = (
        SheetInfo(name="旧", rows=9, hidden=True),
        SheetInfo(name="名册", rows=9),
        SheetInfo(name="空", rows=0),
    )
    assert chosen_sheet(MAP, sheets, "a.xlsx") == sheets[1]


def test_of_several_sheets_one_must_be_named() -> None:
    """Nobody guesses which sheet is meant."""
    sheets = (SheetInfo(name="一", rows=9), SheetInfo(name="二", rows=9))
    found = chosen_sheet(MAP, sheets, "a.xlsx")
    assert isinstance(found, Finding)
    assert found.code.value == "ledger_sheet_unnamed"
