"""Pages in states that no address leads to: refused, stale, done in bulk, empty, not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from engine.commands import AddNote
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester
from tests.browser.chromium import sign_in
from tests.browser.looking import LANGUAGES, Looker, window
from tests.support.web_office import WebOffice

Way = Callable[[Page, str, WebOffice], None]


def _send(page: Page, button: str) -> None:
    """Press the first such button, and wait for the page that answers."""
    with page.expect_navigation(wait_until="load"):
        page.locator(button).first.click()


def _not_there(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/cases/HA-2026-999999")


def _wrong_password(page: Page, address: str, office: WebOffice) -> None:
    page.context.clear_cookies(name="unioncase")
    page.goto(f"{address}/sign-in")
    page.fill("#login", "lin")
    page.fill("#password", "not this one")
    _send(page, "form[action='/sign-in'] button")


def _nothing_typed(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/new/hardship_aid")
    _send(page, ".form-foot button[type=submit]")
    page.wait_for_selector("#problems")


def _refused(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/cases/{office.cases['completeness']}")
    action = page.locator("#actions a[href*='/actions/']").first.get_attribute("href")
    page.goto(f"{address}{action}")
    _send(page, ".form-foot button[type=submit]")
    page.wait_for_selector("#problems")


def _stale(page: Page, address: str, office: WebOffice) -> None:
    case = office.cases["on_file"]
    page.goto(f"{address}/cases/{case}")
    action = page.locator("#actions a[href*='/actions/']").first.get_attribute("href")
    page.goto(f"{address}{action}")
    page.fill("#f-reason", "按规定办理")
    note = AddNote(case_id=case, text="刚刚来电，材料明天送到。")
    handle_command(office.house.ports, note, Requester(person="he"))
    page.evaluate("document.querySelector('input[name=version]').value = '1'")
    _send(page, ".form-foot button[type=submit]")
    page.wait_for_selector("[role=alert]")


def _tasks_in_bulk(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/work?queue=unassigned")
    for box in page.locator("td.pick input").all()[:3]:
        box.check()
    _send(page, "fieldset.bulk button[type=submit]")


def _approvals_in_bulk(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/approvals")
    for box in page.locator("ul.waiting input").all()[:2]:
        box.check()
    page.fill("#bulk-reason", "材料齐全，同意")
    _send(page, "fieldset.bulk button[type=submit]")


def _approval_beside_the_file(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/approvals")
    page.wait_for_selector(".beside-file")


def _round(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/cases/{office.cases['district_review']}")
    for summary in page.locator("details.gesture > summary").all():
        summary.click()


def _handed_over(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/load")
    page.select_option("#leaver", "lin")
    page.select_option("#to", "he")
    page.fill("#why", "调离")
    _send(page, "button[value=preview]")


def _revealed(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/cases/{office.cases['completeness']}")
    page.click("details.reveal summary")
    page.locator("details.reveal input[type=checkbox]").first.check()
    page.fill("#purpose", "核对身份")
    _send(page, "details.reveal button[type=submit]")


def _found(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/cases")
    page.fill("#top-search", "样例纺织")
    _send(page, ".office-search button[type=submit]")


def _found_nothing(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/cases")
    page.fill("#top-search", "没有这样的人")
    _send(page, ".office-search button[type=submit]")


def _verified(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/audit/verification")
    _send(page, "main form[action='/audit/verification'] button[type=submit]")


def _nothing_of_that_year(page: Page, address: str, office: WebOffice) -> None:
    page.goto(f"{address}/figures/aid_paid?period=2023")


def _no_letter_yet(page: Page, address: str, office: WebOffice) -> None:
    case = next(c for s, c in sorted(office.cases.items()) if s in ("draft", "completeness"))
    page.goto(f"{address}/cases/{case}/letters")


def _empty(path: str) -> Way:
    def go(page: Page, address: str, office: WebOffice) -> None:
        page.goto(address + path)

    return go


STATES: dict[str, tuple[str, Way]] = {
    "not-there": ("lin", _not_there),
    "nothing-typed": ("lin", _nothing_typed),
    "refused": ("lin", _refused),
    "stale": ("lin", _stale),
    "tasks-in-bulk": ("lin", _tasks_in_bulk),
    "revealed": ("lin", _revealed),
    "found": ("lin", _found),
    "found-nothing": ("lin", _found_nothing),
    "no-letter-yet": ("lin", _no_letter_yet),
    "approval-beside-the-file": ("bai", _approval_beside_the_file),
    "approvals-in-bulk": ("bai", _approvals_in_bulk),
    "round": ("bai", _round),
    "handed-over": ("bai", _handed_over),
    "nothing-of-that-year": ("bai", _nothing_of_that_year),
    "no-approvals": ("kuai", _empty("/approvals")),
    "no-day": ("kuai", _empty("/")),
    "no-work": ("kuai", _empty("/work?queue=mine")),
    "no-notices": ("kuai", _empty("/inbox")),
    "verified": ("shen", _verified),
    "no-entries": ("shen", _empty("/audit?person=nobody")),
    "wrong-password": ("lin", _wrong_password),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_is_fit_to_be_seen(
    browser: Browser, office: WebOffice, address: str, lang: str
) -> None:
    """Whatever a page has to say, it breaks no rule, by day or night, on a desk or on a phone."""
    faults: list[str] = []
    for person in dict.fromkeys(who for who, _ in STATES.values()):
        with window(browser, address, lang) as context:
            looker = Looker(context, lang, "states")
            sign_in(looker.page, address, person)
            for name, (who, way) in STATES.items():
                if who == person:
                    way(looker.page, address, office)
                    looker.look(name)
            faults += looker.faults
    assert faults == []
