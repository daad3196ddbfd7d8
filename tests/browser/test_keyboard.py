"""A day's work by keyboard alone: through the door, down the queue, into a task, and the form."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.support.web_office import PASSWORD, WebOffice

_MOST_STEPS = 150


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until the first thing of this description has the focus."""
    for _ in range(_MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    beyond = f"the keyboard does not reach {selector}"
    raise AssertionError(beyond)


def come_in(page: Page, address: str, person: str) -> None:
    """Sign in without a mouse: the first field waits for the login."""
    page.goto(f"{address}/sign-in")
    page.keyboard.type(person)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_task_is_done_by_keyboard_alone(
    browser: Browser, office: WebOffice, address: str
) -> None:
    """Sign in, move down the queue, take a task, open its action, fill in the form and send it."""
    case = office.cases["completeness"]
    before = office.house.ports.cases.load(case).seq
    with browser.new_context() as context:
        page = context.new_page()
        come_in(page, address, "lin")
        page.goto(f"{address}/work?queue=team")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.matches('.line-link')")
        page.keyboard.press("j")
        page.keyboard.press("k")
        assert page.locator("tr.here").count() == 1
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "/cases/" in page.url
        page.goto(f"{address}/cases/{case}")
        tab_to(page, "#actions a[href*='/actions/']")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tab_to(page, "#f-reason")
        page.keyboard.type("资料核对无误")
        tab_to(page, ".form-foot button[type=submit]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_load_state()
    assert office.house.ports.cases.load(case).seq > before


def test_the_way_to_the_content_is_one_key_away(browser: Browser, address: str) -> None:
    """The first thing that the tabulator reaches leads past the navigation."""
    with browser.new_context() as context:
        page = context.new_page()
        come_in(page, address, "lin")
        page.goto(f"{address}/work")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('a.skip')")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
