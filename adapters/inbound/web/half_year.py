"""The figures of a work report: computed, each with the cases behind it, and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.wording import yuan
from adapters.inbound.web.charts import Chart, stacked
from adapters.inbound.web.downloads import download
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.figures import Figure, Measured, Named, Period
from engine.press import PrintedReport, PrintedTable
from engine.sheet import CellValue, Table
from engine.usecases.read_figures import How, Reading, read_figures

router = APIRouter(include_in_schema=False)

REPORT = "half_year"
_YEARS = 4
_MOST_LISTED = 500
_OFFICE_FILES = "application/vnd.openxmlformats-officedocument"
_MEDIA = {
    "xlsx": f"{_OFFICE_FILES}.spreadsheetml.sheet",
    "docx": f"{_OFFICE_FILES}.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAmount:
    """What one office adds to a figure."""

    office: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLine:
    """A figure in words.

    Attributes:
        offices: The same by office, the largest first.
    """

    name: str
    label: str
    amount: str
    unit: str
    offices: tuple[OfficeAmount, ...]


def period_of(text: str, today: date) -> tuple[str, Period]:
    """A half-year (`2026H1`) or a year (`2026`); the present half-year for anything else.

    Example:
        >>> period_of("2026H1", date(2026, 11, 20))[1].last
        datetime.date(2026, 6, 30)
        >>> period_of("nonsense", date(2026, 11, 20))[0]
        '2026H2'
    """
    year, _, half = text.partition("H")
    known = year.isascii() and year.isdigit() and len(year) == 4 and 1900 < int(year) < 9999
    if not known or half not in ("", "1", "2") or text.endswith("H"):
        year, half = str(today.year), "1" if today.month < 7 else "2"
    first = date(int(year), 7 if half == "2" else 1, 1)
    last = date(int(year), 6, 30) if half == "1" else date(int(year), 12, 31)
    return f"{year}H{half}" if half else year, Period(first=first, last=last)


@router.get("/figures")
def report(visit: Own, period: str = "") -> Response:
    """Every figure of a period with its total and its offices; the reading is recorded."""
    name, chosen = period_of(period, visit.today)
    reading = _read(visit, chosen)
    return visit.page(
        "half_year.html",
        title=_word(visit, reading.report.words),
        parts=list(_parts(visit, reading)),
        charts=_charts(visit, reading),
        chosen=chosen,
        period=name,
        periods=list(_periods(visit)),
    )


def _read(
    visit: Visit, period: Period, *, only: str | None = None, how: How = "figures_read"
) -> Reading:
    declared = visit.site.house.report(REPORT)
    return read_figures(visit.ports, visit.requester, declared, period, only=only, how=how)


def _word(visit: Visit, words: Named) -> str:
    return words.zh if visit.language == "zh" else words.en


def _periods(visit: Visit) -> Iterator[tuple[str, str]]:
    """The half-years and years to choose from, the latest first."""
    for year in range(visit.today.year, visit.today.year - _YEARS, -1):
        for half in (2, 1) if year < visit.today.year or visit.today.month > 6 else (1,):
            yield f"{year}H{half}", visit.say(f"web_half_{half}", year=year)
        yield str(year), visit.say("web_whole_year", year=year)


def _parts(visit: Visit, reading: Reading) -> Iterator[tuple[str, list[CountedLine]]]:
    measured = {found.name: found for found in reading.measured}
    for part in reading.report.parts:
        yield _word(visit, part.words), [_line(visit, measured[name]) for name in part.figures]


def _line(visit: Visit, found: Measured) -> CountedLine:
    return CountedLine(
        name=found.name,
        label=_word(visit, found.figure.words),
        amount=_amount(found.figure, found.total),
        unit=visit.say(f"web_unit_{found.figure.unit}"),
        offices=tuple(
            OfficeAmount(office=visit.words.office(office), amount=_amount(found.figure, amount))
            for office, amount in found.by_office().items()
        ),
    )


def _charts(visit: Visit, reading: Reading) -> dict[str, Chart]:
    """Of each part, the figures that count something, made of the offices that add to them."""
    measured = {found.name: found for found in reading.measured}
    charts = {}
    for part in reading.report.parts:
        counted = [measured[n] for n in part.figures if measured[n].figure.unit != "yuan"]
        rows = {_word(visit, one.figure.words): _by_office(visit, one) for one in counted}
        charts[_word(visit, part.words)] = stacked(rows)
    return charts


def _by_office(visit: Visit, found: Measured) -> dict[str, float]:
    return {visit.words.office(key): float(value) for key, value in found.by_office().items()}


def _amount(figure: Figure, amount: Decimal) -> str:
    return yuan(format(amount, "f")) if figure.unit == "yuan" else f"{int(amount):,}"


@router.get("/figures/{figure}")
def behind(visit: Own, figure: str, period: str = "") -> Response:
    """The cases behind a figure, each with what it adds."""
    name, chosen = period_of(period, visit.today)
    if figure not in dict(visit.site.house.report(REPORT).figures()):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    (found,) = _read(visit, chosen, only=figure).measured
    return visit.page(
        "half_year_cases.html",
        line=_line(visit, found),
        rows=[
            (share.case_id, visit.words.office(share.office), _amount(found.figure, share.amount))
            for share in found.shares[:_MOST_LISTED]
        ],
        count=len(found.shares),
        chosen=chosen,
        period=name,
    )


@router.post("/figures/export")
def export(visit: Own, sent: Sent) -> Response:
    """The figures as a workbook, a document or on paper; taking them away is recorded."""
    name, chosen = period_of(sent.text("period"), visit.today)
    kind = sent.text("format") if sent.text("format") in _MADE else "xlsx"
    if kind == "pdf":
        # A press without fonts is found out before the figures are recorded as taken away.
        _ = visit.site.house.press.faces
    reading = _read(visit, chosen, how="figures_exported")
    return download(_MADE[kind](visit, reading), f"{REPORT}-{name}.{kind}", _MEDIA[kind])


def _xlsx(visit: Visit, reading: Reading) -> bytes:
    columns = ("part", "figure", "office", "amount", "unit")
    table = Table(
        name=_word(visit, reading.report.words),
        headings=tuple(visit.say(f"web_figures_{column}") for column in columns),
        rows=tuple(_cells(visit, reading)),
    )
    with TemporaryDirectory() as folder:
        file = Path(folder) / "figures.xlsx"
        visit.site.house.write_table(file, table)
        return file.read_bytes()


def _cells(visit: Visit, reading: Reading) -> Iterator[tuple[CellValue, ...]]:
    """Each figure with its total, then its offices."""
    measured = {found.name: found for found in reading.measured}
    for part in reading.report.parts:
        for name in part.figures:
            found = measured[name]
            what = (_word(visit, part.words), _word(visit, found.figure.words))
            unit = visit.say(f"web_unit_{found.figure.unit}")
            yield (*what, visit.say("web_total"), found.total, unit)
            for office, amount in found.by_office().items():
                yield (*what, visit.words.office(office), amount, unit)


def _docx(visit: Visit, reading: Reading) -> bytes:
    columns, tables = _tables(visit, reading)
    sections = [(heading, columns, rows) for heading, rows in tables]
    title, under = _word(visit, reading.report.words), _under(visit, reading)
    return visit.site.house.report_document(title, under, sections)


def _pdf(visit: Visit, reading: Reading) -> bytes:
    columns, tables = _tables(visit, reading)
    report = PrintedReport(
        title=_word(visit, reading.report.words),
        under=_under(visit, reading),
        office_name=visit.words.office(visit.actor.grants[0].office),
        dated=visit.today,
        tables=[
            PrintedTable(heading=heading, columns=columns, rows=rows, numeric=(1,))
            for heading, rows in tables
        ],
    )
    return visit.site.house.press.report(report)


def _tables(
    visit: Visit, reading: Reading
) -> tuple[tuple[str, ...], list[tuple[str, tuple[tuple[str, ...], ...]]]]:
    """The columns, and for each part its heading and rows."""
    columns = tuple(visit.say(f"web_figures_{name}") for name in ("figure", "amount", "unit"))
    return columns, [
        (heading, tuple((line.label, line.amount, line.unit) for line in lines))
        for heading, lines in _parts(visit, reading)
    ]


def _under(visit: Visit, reading: Reading) -> str:
    return visit.say(
        "web_figures_under",
        first=reading.period.first.isoformat(),
        last=reading.period.last.isoformat(),
        day=visit.today.isoformat(),
    )


_MADE = {"xlsx": _xlsx, "docx": _docx, "pdf": _pdf}
