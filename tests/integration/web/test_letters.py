"""Letters in the browser: as on paper, taken away as PDF, every reading of personal data kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.outbound.printing import TypstPress
from engine.ports import EntryQuery
from engine.press import PressError
from engine.usecases.requester import Requester
from engine.usecases.write_letter import issued_letters
from tests.support.outside import absent
from tests.support.pdf_text import Pdf
from tests.support.web_office import WebOffice


@pytest.fixture(autouse=True)
def _with_fonts(office: WebOffice) -> None:
    try:
        _ = office.house.press.faces
    except PressError:
        absent("needs a font with Chinese signs (Debian package fonts-noto-cjk)")


def first(office: WebOffice, letter: str = "approval_notice") -> tuple[str, str]:
    """A case with a letter, and the letter's address."""
    case = office.cases["on_file"]
    issued = issued_letters(office.house.ports, case, Requester(person="lin"))
    number = next(one.id for one in issued if one.letter == letter)
    return case, f"/cases/{case}/letters/{number}"


def entries(office: WebOffice, case: str) -> int:
    """How many entries a case has."""
    query = EntryQuery(case_id=case, limit=0)
    return len(list(office.house.ports.cases.entries(query)))


def test_a_letter_is_taken_away_as_pdf(office: WebOffice) -> None:
    """The paper says what the page says, in Chinese whatever the visitor reads."""
    case, letter = first(office)
    visitor = office.visitor("lin", "en")
    answer = visitor.get(f"{letter}/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert f"{case}-L" in answer.headers["content-disposition"]
    pdf = Pdf(answer.content)
    assert "帮扶决定通知书" in pdf.text
    assert case in pdf.text
    assert "Notice" not in pdf.text


def test_english_is_added_when_it_is_asked_for(office: WebOffice) -> None:
    """On a page of its own after the letter."""
    _, letter = first(office)
    pages = Pdf(office.visitor("lin").get(f"{letter}/pdf?aid=true").content).pages
    assert "Notice of approval" in pages[-1]
    assert "帮扶决定通知书" in pages[0]


def test_each_reading_is_recorded_once(office: WebOffice) -> None:
    """The paper shows personal data: one entry, however many languages it has."""
    case, letter = first(office, "payment_list")
    before = entries(office, case)
    office.visitor("lin").get(f"{letter}/pdf?aid=true")
    assert entries(office, case) == before + 1


def test_the_same_letter_is_the_same_file(office: WebOffice) -> None:
    """What was printed last week is what is printed today."""
    _, letter = first(office)
    visitor = office.visitor("lin")
    kept = visitor.get(f"{letter}/pdf").content
    office.wait(days=7)
    assert office.visitor("lin").get(f"{letter}/pdf").content == kept


def test_the_page_shows_tables_as_tables(office: WebOffice) -> None:
    """No sign of the template is left in what people read."""
    _, letter = first(office, "payment_list")
    text = office.visitor("lin").page(letter)
    paper = text[text.index('<article class="paper">') : text.index("</article>")]
    assert "<th" in paper
    assert "| ---" not in paper


def test_without_fonts_the_page_says_so_and_nothing_is_recorded(
    office: WebOffice, tmp_path: Path
) -> None:
    """No box is printed, and nobody's data are opened for nothing."""
    case, letter = first(office)
    vars(office.house)["press"] = TypstPress(tmp_path, only=True)
    visitor = office.visitor("lin")
    before = entries(office, case)
    answer = visitor.get(f"{letter}/pdf")
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in answer.text
    assert entries(office, case) == before


def test_letters_of_other_offices_do_not_exist(office: WebOffice) -> None:
    """A number that is right changes nothing."""
    _, letter = first(office)
    assert office.visitor("bus").get(f"{letter}/pdf").status_code == 404
