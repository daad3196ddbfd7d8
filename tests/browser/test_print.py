"""What the browser prints: forms and notices, black on white, and nothing that only screens use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from engine.usecases.requester import Requester
from engine.usecases.write_letter import issued_letters
from tests.browser.chromium import sign_in
from tests.browser.looking import SCREENS
from tests.support.web_office import WebOffice

VISIBLE = """() => Array.from(document.querySelectorAll(
  'nav, .office-side, .office-top, .btn, button, .form-foot, .tabs, .filters, .note-form'
)).filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))"""
COLOURED = """() => Array.from(document.querySelectorAll('main *')).filter((one) => {
  if (!one.checkVisibility() || one.closest('svg, canvas, .paper-head')) return false;
  const [red, green, blue] = getComputedStyle(one).color.match(/[0-9.]+/g).map(Number);
  return Math.max(red, green, blue) > 110;
}).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A caseworker's window, by day or by night."""
    with browser.new_context(color_scheme=request.param) as context:
        page = context.new_page()
        sign_in(page, address, "lin")
        yield page


def papers(office: WebOffice) -> Iterator[tuple[str, str]]:
    """What people print: letters, a form that was filled in, a file, a list."""
    case = office.cases["on_file"]
    for letter in issued_letters(office.house.ports, case, Requester(person="lin")):
        yield letter.letter, f"/cases/{case}/letters/{letter.id}"
    yield "form", f"/cases/{case}/actions/start_recheck"
    yield "file", f"/cases/{case}"
    yield "history", f"/cases/{case}/history"
    yield "work", "/work"


def test_what_is_printed_is_black_on_white(page: Page, office: WebOffice, address: str) -> None:
    """No navigation, no button, no light text on white paper, whatever the theme."""
    faults: list[str] = []
    for name, path in papers(office):
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200, path
        page.emulate_media(media="print")
        faults += [f"{name}: still there: {one}" for one in page.evaluate(VISIBLE)]
        faults += [f"{name}: too light: {one}" for one in page.evaluate(COLOURED)]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(255, 255, 255)",
            "rgba(0, 0, 0, 0)",
        )
        page.emulate_media(media="null")
        (SCREENS / "print").mkdir(parents=True, exist_ok=True)
        page.pdf(path=SCREENS / "print" / f"{name}.pdf", format="A4", prefer_css_page_size=True)
    assert faults == []


def test_a_notice_fits_on_a_sheet(page: Page, office: WebOffice, address: str) -> None:
    """The short letters of the office take one page of paper."""
    path = next(path for name, path in papers(office) if name == "approval_notice")
    page.goto(address + path)
    assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def test_a_list_has_no_empty_sheet_after_it(page: Page, office: WebOffice, address: str) -> None:
    """A short letter that begins with its title, not with the office's head, is one sheet too."""
    path = next(path for name, path in papers(office) if name == "payment_list")
    page.goto(address + path)
    assert page.locator(".paper > :first-child").evaluate("one => one.tagName") == "H1"
    assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 1
