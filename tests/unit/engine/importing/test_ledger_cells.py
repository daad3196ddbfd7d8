"""One cell as the value of a field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import JsonValue

from engine.definitions.language import CaseField
from engine.importing.cells import Fault, read_cell
from engine.importing.codes import ImportCode
from engine.importing.language import FieldRule
from engine.sheet import Cell, CellValue, SheetCode

MONEY = CaseField(type="money")
ID = CaseField(type="cn_id", sensitive=True)


def taken(value: CellValue, spec: CaseField, **rule: object) -> object:
    """What is taken from a cell, or the code that names what is wrong."""
    found = read_cell(Cell(value=value), FieldRule.model_validate({"column": "c", **rule}), spec)
    return found.code if isinstance(found, Fault) else found


@pytest.mark.parametrize(
    ("written", "unit", "yuan"),
    [
        (Decimal(1234), None, 1234),
        ("1,234", None, 1234),
        ("１，２３４．５０", None, Decimal("1234.5")),
        ("￥1,234.00元", None, 1234),
        ("3.5", "万元", 35000),
        ("3.5万元", None, 35000),
        ("3.5 万", "元", 35000),
        ("3500元", "万元", 3500),
        ("2千元", None, 2000),
        ("-5", None, -5),
    ],
)
def test_an_amount_is_reckoned_to_yuan(
    written: CellValue, unit: str | None, yuan: int | Decimal
) -> None:
    """The unit behind a number counts before the unit of its column."""
    found = taken(written, MONEY, unit=unit)
    assert isinstance(found, str)
    assert Decimal(found) == yuan


@pytest.mark.parametrize("written", ["1,23", "12,34", "1,234,5"])
def test_commas_that_part_no_thousands_are_named(written: str) -> None:
    """A comma elsewhere may be a decimal one."""
    assert taken(written, MONEY) is ImportCode.GROUPING


def test_a_count_leaves_its_unit_out() -> None:
    """Two persons are two."""
    assert taken("２ 人", CaseField(type="integer"), unit="人") == "2"


@pytest.mark.parametrize(
    "written",
    [
        Decimal("370299199001010000"),
        "3.70299E+17",
        "370299199001010000",
    ],
)
def test_an_identifier_that_was_rounded_is_named(written: CellValue) -> None:
    """A spreadsheet keeps 15 digits of a number, and an identity number has 18."""
    assert taken(written, ID) is ImportCode.ROUNDED


def test_an_identifier_typed_with_a_chinese_keyboard_is_understood() -> None:
    """Wide digits, spaces and the mark for text are no part of it."""
    assert taken(" '３７０２９９ 19900101 002x", ID) == "37029919900101002X"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("是", True), ("√", True), ("有", True), ("1", True), ("否", False), ("×", False)],
)
def test_a_mark_says_yes_or_no(written: str, meant: bool) -> None:
    """The marks that offices use are understood."""
    assert taken(written, CaseField(type="boolean")) is meant


def test_a_mark_that_says_neither_is_named() -> None:
    """Perhaps is no answer."""
    assert taken("也许", CaseField(type="boolean")) is ImportCode.NOT_YES_OR_NO


def test_a_text_means_what_the_map_says() -> None:
    """The ledger's words stand for options, wide characters or not."""
    spec = CaseField(type="choice", options=("deep", "relative"))
    assert taken("（深度）", spec, values={"(深度)": "deep"}) == "deep"


def test_a_text_without_a_meaning_is_named() -> None:
    """What the map does not know is no option."""
    spec = CaseField(type="choice", options=("deep",))
    assert taken("浅", spec, values={"深": "deep"}) is ImportCode.NOT_MAPPED


def test_what_is_personal_is_not_repeated_in_a_report() -> None:
    """A report is handed around; it names the cell and not what stands in it."""
    spec = CaseField(type="choice", options=("illness",), sensitive=True)
    found = read_cell(Cell(value="某病"), FieldRule(column="c"), spec)
    assert isinstance(found, Fault)
    assert found.params["text"] == "***"


def test_wide_spaces_in_a_name_are_padding() -> None:
    """Names of two characters are padded to the width of three."""
    assert taken("张　三", CaseField(type="text")) == "张三"


def test_a_cell_of_several_records_is_a_list() -> None:
    """Records are parted by semicolons or new lines, their columns as the map says."""
    spec = CaseField(
        type="list", of={"name": CaseField(type="text"), "income": CaseField(type="money")}
    )
    expected: JsonValue = [{"name": "甲", "income": "1200"}, {"name": "乙"}]
    assert taken("甲｜1,200\n乙", spec, list=("name", "income")) == expected


def test_a_record_with_too_many_parts_is_named() -> None:
    """A part that the map does not name would be lost."""
    spec = CaseField(type="list", of={"name": CaseField(type="text")})
    assert taken("甲|乙", spec, list=("name",)) is ImportCode.LIST_PARTS


def test_a_cell_that_cannot_be_relied_on_is_named() -> None:
    """An error of the spreadsheet is no value."""
    cell = Cell(value="#REF!", fault=SheetCode.ERROR_VALUE)
    assert read_cell(cell, FieldRule(column="c"), MONEY) == Fault(code=SheetCode.ERROR_VALUE)
