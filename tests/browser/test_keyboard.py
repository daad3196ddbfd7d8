"""A day's work by keyboard alone: caseworkers and supervisors, through every page they use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.inbound.cli.demo.office import BRANCHES
from adapters.inbound.cli.demo.papers import papers
from tests.support.web_office import PASSWORD, WebOffice

_MOST_STEPS = 150


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Press the tabulator until the first thing of this description has the focus."""
    for _ in range(_MOST_STEPS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
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


def pick(page: Page, selector: str, value: str) -> None:
    """Choose in a list by the arrow keys; the focus is on it."""
    place = page.locator(selector)
    wanted = place.evaluate(
        "(at, value) => Array.from(at.options).findIndex(one => one.value === value)", value
    )
    page.keyboard.press("Home")
    for _ in range(wanted):
        page.keyboard.press("ArrowDown")
    assert place.input_value() == value


def enter(page: Page) -> None:
    """Press Enter where it leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def holder_at(office: WebOffice, case: str, double: str) -> str:
    """Who stands in for one of the demo's people where the case lies."""
    home = office.house.ports.cases.load(case).case.office
    branch = next(found for found in BRANCHES if home in found.offices.values())
    return branch.doubles.get(double, double)


def take_one(page: Page, address: str, person: str) -> str | None:
    """Somebody picks the first line that nobody has, and takes it; says which."""
    come_in(page, address, person)
    page.goto(f"{address}/work?queue=unassigned&kind=hardship_aid")
    page.keyboard.press("j")
    page.keyboard.press("x")
    task = page.locator("td.pick input:checked").get_attribute("value")
    tab_to(page, "button[value=claim]")
    enter(page)
    return task


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own."""
    with browser.new_context() as context:
        yield context.new_page()


def test_a_task_is_done_by_keyboard_alone(
    browser: Browser, office: WebOffice, address: str
) -> None:
    """Sign in, move down the queue, take a task, open its action, fill in the form and send it."""
    case = office.cases["completeness"]
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
        tab_to(page, "#actions a[href$='/actions/request_papers']")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tab_to(page, "#f-missing_papers")
        page.keyboard.type("收入证明缺盖章")
        tab_to(page, ".form-foot button[type=submit]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_load_state()
        assert page.url.endswith(f"/cases/{case}"), page.locator("main").inner_text()
    assert office.house.ports.cases.load(case).case.state == "awaiting_papers"


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


def test_a_paper_is_put_in_by_keyboard(page: Page, office: WebOffice, address: str) -> None:
    """Open the place for papers, choose the kind and a file, and send it."""
    case = office.cases["payment_due"]
    # From now on the browser asks the test for files; said only where it is wanted, it may be late.
    page.on("filechooser", lambda chooser: None)
    come_in(page, address, holder_at(office, case, "lin"))
    page.goto(f"{address}/cases/{case}")
    tab_to(page, "details.attach summary")
    page.keyboard.press("Enter")
    tab_to(page, "#paper-kind")
    pick(page, "#paper-kind", "bank_card_copy")
    tab_to(page, "#paper-file")
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Enter")
    content = papers(office.house.workflow_library.latest("hardship_aid").spec.documents)
    kind = "pdf" if content["bank_card_copy"].startswith(b"%PDF") else "png"
    media = {"pdf": "application/pdf", "png": "image/png"}[kind]
    chosen.value.set_files(
        {"name": f"card.{kind}", "mimeType": media, "buffer": content["bank_card_copy"]}
    )
    tab_to(page, "details.attach button[type=submit]")
    enter(page)
    expect(page.locator("table.papers")).to_contain_text("card.")


def test_tasks_are_taken_and_handed_on_by_keyboard(page: Page, address: str) -> None:
    """Pick a line, take it, and hand it to a colleague with a reason."""
    task = take_one(page, address, "lin")
    page.goto(f"{address}/work?queue=mine")
    tab_to(page, f"td.pick input[value='{task}']")
    page.keyboard.press("Space")
    tab_to(page, "details.bulk-more summary")
    page.keyboard.press("Enter")
    tab_to(page, "#assignee")
    pick(page, "#assignee", "he")
    tab_to(page, "#bulk-reason")
    page.keyboard.type("休假")
    tab_to(page, "button[value=hand_over]", back=True)
    enter(page)
    page.goto(f"{address}/work?queue=mine")
    expect(page.locator(f"td.pick input[value='{task}']")).to_have_count(0)


def test_cases_are_decided_at_once_by_keyboard(page: Page, address: str) -> None:
    """A supervisor moves down the list, picks a case, gives a reason and decides."""
    come_in(page, address, "bai")
    page.goto(f"{address}/approvals")
    page.keyboard.press("j")
    page.keyboard.press("x")
    case = page.locator("ul.waiting input:checked").get_attribute("value")
    tab_to(page, "#bulk-reason")
    page.keyboard.type("材料齐全，同意")
    tab_to(page, "fieldset.bulk button[type=submit]")
    enter(page)
    expect(page.locator(f"ul.waiting input[value='{case}']")).to_have_count(0)


def test_the_work_of_a_leaver_is_handed_over_by_keyboard(
    browser: Browser, page: Page, address: str
) -> None:
    """A supervisor says who leaves and who takes over, looks at what would move, and moves it."""
    with browser.new_context() as leavers:
        take_one(leavers.new_page(), address, "lin")
    come_in(page, address, "bai")
    page.goto(f"{address}/load")
    tab_to(page, "#leaver")
    pick(page, "#leaver", "lin")
    tab_to(page, "#to")
    pick(page, "#to", "he")
    tab_to(page, "#why")
    page.keyboard.type("调离")
    tab_to(page, "button[value=preview]")
    enter(page)
    tab_to(page, "button[value=move]")
    enter(page)
    expect(page.locator(".note-good")).to_be_visible()


def test_a_case_is_found_by_keyboard(page: Page, office: WebOffice, address: str) -> None:
    """One key leads to the search, the arrows through what it finds, and Enter to the case."""
    case = office.cases["payment_due"]
    come_in(page, address, holder_at(office, case, "lin"))
    page.goto(f"{address}/work")
    page.keyboard.press("/")
    page.keyboard.type(case)
    expect(page.locator("#suggestions [data-goes]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    enter(page)
    assert page.url == f"{address}/cases/{case}"


def test_personal_data_are_shown_by_keyboard(page: Page, office: WebOffice, address: str) -> None:
    """Open what is kept back, pick what to see, say why, and read it."""
    case = office.cases["payment_due"]
    come_in(page, address, holder_at(office, case, "lin"))
    page.goto(f"{address}/cases/{case}")
    tab_to(page, "details.reveal summary")
    page.keyboard.press("Enter")
    tab_to(page, "details.reveal input[value=applicant_id]")
    page.keyboard.press("Space")
    tab_to(page, "#purpose")
    page.keyboard.type("核对身份")
    enter(page)
    identity = str(office.house.ports.cases.load(case).case.facts["applicant_id"])
    expect(page.locator("main")).to_contain_text(identity)
