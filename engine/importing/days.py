"""Days as offices write them: every style that can mean only one day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from engine.importing.codes import ImportCode
from engine.sheet import Cell

_PARTED = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_MONTH_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})")
_SERIAL = re.compile(r"\d{5}")
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)


def read_day(cell: Cell, text: str, *, since_1904: bool = False) -> date | ImportCode:
    """Read the day of a cell.

    Args:
        cell: The cell.
        text: Its text in half-width characters, without spaces at its ends.
        since_1904: How its program counts the days of a plain number.

    Example:
        >>> day = "2024年3月5日"
        >>> read_day(Cell(value=day), day)
        datetime.date(2024, 3, 5)
        >>> read_day(Cell(value="24/3/5"), "24/3/5").value
        'ledger_date_short_year'
    """
    if isinstance(cell.value, date):
        return cell.value
    text = "".join(text.split()) if "年" in text else text
    found = _PARTED.fullmatch(text) or _RUN_TOGETHER.fullmatch(text)
    if found is not None:
        return _day(found[1], found[2], found[3])
    if _SERIAL.fullmatch(text):
        epoch = _EPOCH_1904 if since_1904 else _EPOCH_1900
        return epoch + timedelta(days=int(text))
    return _no_day(text)


def _day(year: str, month: str, day: str) -> date | ImportCode:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return ImportCode.NOT_A_DATE


def _no_day(text: str) -> ImportCode:
    if _SHORT_YEAR.fullmatch(text):
        return ImportCode.DATE_SHORT_YEAR
    if _YEAR_LAST.fullmatch(text):
        return ImportCode.DATE_AMBIGUOUS
    if _MONTH.fullmatch(text) or _MONTH_RUN_TOGETHER.fullmatch(text):
        return ImportCode.DATE_WITHOUT_DAY
    return ImportCode.NOT_A_DATE


def read_month(cell: Cell, text: str) -> str | ImportCode:
    """Read the month of a cell as `2024-03`; a day stands for its month.

    Example:
        >>> read_month(Cell(value="2024.3"), "2024.3")
        '2024-03'
        >>> read_month(Cell(value=Decimal("2024.1")), "2024.1").value
        'ledger_month_ambiguous'
    """
    if isinstance(cell.value, Decimal) and "." in text:
        # As a number, January and October look the same.
        return ImportCode.MONTH_AMBIGUOUS
    found = _MONTH.fullmatch(text) or _MONTH_RUN_TOGETHER.fullmatch(text)
    day = read_day(cell, text) if found is None else _day(found[1], found[2], "1")
    return day if isinstance(day, ImportCode) else f"{day:%Y-%m}"
