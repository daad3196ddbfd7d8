"""Figures of a work report in the browser: traced to cases, taken away, and recorded."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from engine.figures import unknown_names
from engine.ports import EntryQuery
from engine.press import PressError
from tests.support.outside import absent
from tests.support.pdf_text import Pdf
from tests.support.web_office import WebOffice

YEAR = "?period=2026"


def test_every_figure_names_what_there_is(calm: WebOffice) -> None:
    """The declared kinds, actions, outcomes and fields are those of the released kinds."""
    library = calm.house.ports.workflows
    kinds = {kind: library.latest(kind) for kind in library.kinds()}
    assert list(unknown_names(calm.house.report("half_year"), kinds)) == []


def test_each_figure_leads_to_exactly_its_cases(calm: WebOffice) -> None:
    """A counted figure is as large as the list behind it is long."""
    visitor = calm.known("bai", "en")
    page = visitor.page(f"/figures{YEAR}")
    rows = re.findall(r'/figures/(\w+)\?period=2026">[^<]*</a></th><td class="num"><b>(\d+)', page)
    told = {name: int(amount) for name, amount in rows}
    assert told["aid_opened"] > 0
    for name in ("aid_opened", "aid_open", "aid_paid", "unions_opened"):
        listed = visitor.page(f"/figures/{name}{YEAR}")
        assert listed.count("<tr data-line>") == told[name]


def test_the_amount_is_that_of_its_cases(calm: WebOffice) -> None:
    """The sum of what each case adds is the figure."""
    text = calm.known("bai", "en").page(f"/figures/aid_amount{YEAR}")
    head, *amounts = re.findall(r"([\d,]+\.\d\d)", text[text.index("<h1>") :])
    fen = [int(amount.replace(",", "").replace(".", "")) for amount in (head, *amounts)]
    assert fen[0] == sum(fen[1:])
    assert fen[0] > 0


def test_offices_count_only_what_is_below_them(calm: WebOffice) -> None:
    """A supervisor of a street sees no case of another street behind a figure."""
    text = calm.known("qi").page(f"/figures/aid_opened{YEAR}")
    assert "样例医院工会" in text
    assert "样例纺织厂工会" not in text


@pytest.mark.parametrize("period", ["2026H1", "2025", "2026H3", "HHHH", "0000"])
def test_any_period_is_answered(calm: WebOffice, period: str) -> None:
    """What is no period is the present half-year."""
    assert "<h1>" in calm.known("bai").page(f"/figures?period={period}")


def test_there_is_no_other_figure(calm: WebOffice) -> None:
    """A name that is not declared is no page."""
    assert calm.known("bai").get("/figures/secrets").status_code == 404


def test_the_workbook_holds_the_same_figures(office: WebOffice) -> None:
    """Totals and offices, as numbers."""
    visitor = office.visitor("bai", "en")
    page = visitor.page(f"/figures{YEAR}")
    answer = visitor.send("/figures/export", {"period": "2026", "format": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    totals = {row[1]: row[3] for row in sheet.iter_rows(values_only=True) if row[2] == "Total"}
    opened = re.search(r'aid_opened\?period=2026">[^<]*</a></th><td class="num"><b>(\d+)', page)
    assert opened is not None
    assert totals["Files opened"] == int(opened[1])


def test_the_document_can_be_written_on(office: WebOffice) -> None:
    """A heading and a table for each part."""
    visitor = office.visitor("bai")
    visitor.page("/figures")
    answer = visitor.send("/figures/export", {"period": "2026", "format": "docx"})
    document = Document(BytesIO(answer.content))
    assert len(document.tables) == 3
    assert "困难职工帮扶" in [paragraph.text for paragraph in document.paragraphs]
    assert "half_year-2026.docx" in answer.headers["content-disposition"]


def test_reading_the_figures_is_recorded(office: WebOffice) -> None:
    """Each reading and each export stands in the journal of the reader's office."""
    visitor = office.visitor("bai")
    visitor.page(f"/figures{YEAR}")
    visitor.send("/figures/export", {"period": "2026"})
    query = EntryQuery(case_id="J-yangli-district", person="bai", limit=0)
    actions = [
        event.action
        for entry in office.house.ports.cases.entries(query)
        if (event := entry.event()) is not None
    ]
    assert actions[-2:] == ["figures_read", "figures_exported"]


def test_the_report_is_printed(office: WebOffice) -> None:
    """The paper holds what the page says, and its pages are numbered."""
    try:
        _ = office.house.press.faces
    except PressError:
        absent("needs a font with Chinese signs (Debian package fonts-noto-cjk)")
    visitor = office.visitor("bai")
    page = visitor.page(f"/figures{YEAR}")
    answer = visitor.send("/figures/export", {"period": "2026", "format": "pdf"})
    assert answer.headers["content-type"] == "application/pdf"
    opened = re.search(r'aid_opened\?period=2026">([^<]*)</a></th><td class="num"><b>(\d+)', page)
    assert opened is not None
    text = Pdf(answer.content).text
    assert f"{opened[1]}{opened[2]}" in text
    assert "— 1 —" in text
