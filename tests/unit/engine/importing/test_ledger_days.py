"""Days and months as offices write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.importing.cells import half_width
from engine.importing.codes import ImportCode
from engine.importing.days import read_day, read_month
from engine.sheet import Cell, CellValue


def day_of(value: CellValue, *, since_1904: bool = False) -> date | ImportCode:
    """The day of a cell."""
    cell = Cell(value=value)
    return read_day(cell, half_width(cell.text), since_1904=since_1904)


@pytest.mark.parametrize(
    "written",
    [
        date(2024, 3, 5),
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "2024年3月5日",
        "2024 年 3 月 5 日",
        "20240305",
        Decimal("20240305"),
        Decimal(45356),
        "45356",
        "２０２４－０３－０５",
        "2024-03-05 00:00:00",
    ],
)
def test_every_style_of_one_day_is_that_day(written: CellValue) -> None:
    """A style that can mean only one day is understood."""
    assert day_of(written) == date(2024, 3, 5)


def test_a_program_that_counts_from_1904_is_followed() -> None:
    """The same number is another day where days are counted from 1904."""
    assert day_of(Decimal(45356), since_1904=True) == date(2028, 3, 6)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("24/3/5", ImportCode.DATE_SHORT_YEAR),
        ("24年3月5日", ImportCode.DATE_SHORT_YEAR),
        ("3/5/2024", ImportCode.DATE_AMBIGUOUS),
        ("2024年3月", ImportCode.DATE_WITHOUT_DAY),
        ("202403", ImportCode.DATE_WITHOUT_DAY),
        ("2024-02-30", ImportCode.NOT_A_DATE),
        ("20241301", ImportCode.NOT_A_DATE),
        ("去年冬天", ImportCode.NOT_A_DATE),
    ],
)
def test_what_could_be_another_day_is_named(written: str, code: ImportCode) -> None:
    """Nothing is guessed where the century, the month or the day is open."""
    assert day_of(written) is code


@pytest.mark.parametrize(
    "written", ["2024-03", "2024/3", "2024.3", "2024年3月", "202403", date(2024, 3, 5), "2024-3-5"]
)
def test_every_style_of_one_month_is_that_month(written: CellValue) -> None:
    """A month is understood from its own styles and from a day in it."""
    cell = Cell(value=written)
    assert read_month(cell, cell.text) == "2024-03"


def test_a_month_as_a_number_is_named() -> None:
    """A spreadsheet shows January and October of 2024 alike when they are numbers."""
    cell = Cell(value=Decimal("2024.1"))
    assert read_month(cell, cell.text) is ImportCode.MONTH_AMBIGUOUS
