"""The tutorial of the first day in the browser: its steps are clicked, and its pictures taken here.

`pytest tests/browser/test_first_day.py --tutorial-pictures` takes the pictures of the page anew;
otherwise they land in build/screens/tutorial.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Browser, Page

from adapters.inbound.cli.demo.office import BRANCHES
from adapters.inbound.cli.demo.papers import papers
from tests.browser.chromium import sign_in
from tests.support.outside import ROOT
from tests.support.web_office import WebOffice

Show = Callable[[Page, str], None]


@pytest.fixture
def show(request: pytest.FixtureRequest) -> Show:
    """Takes a picture of what is on the screen."""
    kept = request.config.getoption("--tutorial-pictures", default=False)
    folder = ROOT / ("docs/tutorial/pictures" if kept else "build/screens/tutorial")
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    return take


def _sitting(browser: Browser, address: str, person: str) -> Page:
    context = browser.new_context(
        viewport={"width": 1100, "height": 720}, reduced_motion="reduce", color_scheme="light"
    )
    context.add_cookies([{"name": "language", "value": "en", "url": address}])
    page = context.new_page()
    sign_in(page, address, person)
    return page


def _act(page: Page, action: str, **values: str) -> None:
    page.click(f"#actions a[href$='/actions/{action}']")
    for name, value in values.items():
        page.fill(f"[name='f.{name}']", value)
    with page.expect_navigation(url=lambda url: "/actions/" not in url):
        page.click(".form-foot button[type=submit]")


def test_from_the_queue_to_a_paid_case(
    browser: Browser, office: WebOffice, address: str, show: Show
) -> None:
    """A caseworker adds the copy of the bank card to an approved file, and the cashier pays."""
    case = office.cases["payment_due"]
    content = papers(office.house.workflow_library.latest("hardship_aid").spec.documents)
    home = office.house.ports.cases.load(case).case.office
    branch = next(found for found in BRANCHES if home in found.offices.values())

    lin = _sitting(browser, address, branch.doubles.get("lin", "lin"))
    show(lin, "my-day")
    lin.goto(f"{address}/cases/{case}")
    show(lin, "case")
    lin.click("details.attach summary")
    lin.select_option("#paper-kind", "bank_card_copy")
    card = content["bank_card_copy"]
    name = "bank-card.pdf" if card.startswith(b"%PDF") else "bank-card.png"
    media = "application/pdf" if name.endswith("pdf") else "image/png"
    lin.set_input_files("#paper-file", {"name": name, "mimeType": media, "buffer": card})
    with lin.expect_navigation():
        lin.click("details.attach button[type=submit]")

    qian = _sitting(browser, address, "qian")
    qian.goto(f"{address}/cases/{case}")
    qian.click("#actions a[href$='/actions/send_payment']")
    show(qian, "pay")
    qian.goto(f"{address}/cases/{case}")
    _act(qian, "send_payment", payment_batch="2026-11-A")
    _act(qian, "confirm_payment", paid_on=date(2026, 11, 20).isoformat())
    show(qian, "paid")
    paid = office.house.ports.cases.load(case).case
    assert paid.state == "registration"
    assert paid.facts["paid_total"] != "0.00"
