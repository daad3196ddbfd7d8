"""Nothing typed is lost while a form is checked: answers come when the test lets them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.chromium import sign_in

_COUNTED = """
window.answers = 0;
document.addEventListener("htmx:finally:request", () => { window.answers += 1; });
"""
NAME, PHONE = "#f-applicant_name", "#f-phone"
HIGH: ViewportSize = {"width": 1366, "height": 3600}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Somebody who begins a new case."""
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, address, "lin")
        page.goto(f"{address}/new/hardship_aid")
        yield page


class Held:
    """The checks of a form, held back until they are let go, one after another."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.waiting: list[Route] = []
        self.answers = 0
        page.evaluate(_COUNTED)
        page.route("**/check", self._hold)

    def _hold(self, route: Route) -> None:
        self.waiting.append(route)

    def asked(self) -> None:
        """Wait until a check is asked for."""
        if not self.waiting:
            self.page.wait_for_event("request", lambda request: request.url.endswith("/check"))
        self.page.wait_for_function("() => true")
        assert len(self.waiting) == 1, "checks go one after another"

    def let_go(self) -> None:
        """The answer comes now."""
        self.asked()
        self.answers += 1
        self.waiting.pop().continue_()
        self.page.wait_for_function("count => window.answers === count", arg=self.answers)

    def none_more(self) -> None:
        """From now on answers come as they do."""
        self.page.unroute_all(behavior="ignoreErrors")


def leave(page: Page) -> None:
    """Leave the field, as the tabulator does."""
    page.evaluate("document.activeElement.blur()")


def test_a_late_answer_takes_nothing_back(page: Page) -> None:
    """A field that was changed again keeps its value, and so does one that is being typed in."""
    checks = Held(page)
    page.fill(NAME, "赵样")
    leave(page)
    checks.asked()
    page.fill(NAME, "赵样例")
    page.focus(PHONE)
    page.keyboard.type("1390000")
    checks.let_go()
    expect(page.locator(NAME)).to_have_value("赵样例")
    expect(page.locator(PHONE)).to_have_value("1390000")
    checks.let_go()
    expect(page.locator(PHONE)).to_have_value("1390000")
    page.keyboard.type("0001")
    leave(page)
    checks.let_go()
    expect(page.locator(NAME)).to_have_value("赵样例")
    expect(page.locator(PHONE)).to_have_value("13900000001")


def test_the_last_of_many_changes_is_what_is_kept(page: Page) -> None:
    """However many changes one slow check outlasts, a new sitting finds the last of them."""
    checks = Held(page)
    for typed in ("一", "二", "三", "四"):
        page.fill(NAME, typed)
        leave(page)
        if typed == "一":
            checks.asked()
    checks.let_go()
    checks.let_go()
    checks.none_more()
    page.reload()
    expect(page.locator(NAME)).to_have_value("四")


def test_a_list_closes_up_with_all_of_every_line(page: Page) -> None:
    """A line that was emptied goes; the next takes its place with its choice, not half of it."""
    first, second = "f.members.0", "f.members.1"
    for line, name, relation in ((first, "赵样例", "self"), (second, "钱样例", "spouse")):
        page.fill(f"[name='{line}.name']", name)
        page.select_option(f"[name='{line}.relation']", relation)
        leave(page)
        expect(page.locator(f"[name='f.members.{int(line[-1]) + 1}.name']")).to_have_count(1)
    page.select_option(f"[name='{first}.relation']", "")
    page.fill(f"[name='{first}.name']", "")
    page.focus(f"[name='{first}.id_number']")
    expect(page.locator("[name='f.members.2.name']")).to_have_count(0)
    expect(page.locator(f"[name='{first}.name']")).to_have_value("钱样例")
    expect(page.locator(f"[name='{first}.relation']")).to_have_value("spouse")
    expect(page.locator(f"[name='{second}.relation']")).to_have_value("")


def test_a_button_stays_under_the_finger(page: Page) -> None:
    """An answer that comes while the button is held down does not make the press come to nothing.

    With the name of a person the list of the family grows, and the button would move down where
    the screen holds the whole form.
    """
    page.set_viewport_size(HIGH)
    checks = Held(page)
    page.fill("[name='f.members.0.name']", "赵样例")
    button = page.locator(".form-foot button[type=submit]")
    button.hover()
    page.mouse.down()
    checks.let_go()
    with page.expect_navigation():
        page.mouse.up()
    expect(page.locator("#problems")).to_be_visible()


def test_an_answer_that_a_press_kept_back_comes_after_it(page: Page) -> None:
    """Whoever presses and lets go elsewhere sees the answer then."""
    checks = Held(page)
    page.fill("[name='f.members.0.name']", "赵样例")
    page.locator(".form-foot button[type=submit]").hover()
    page.mouse.down()
    checks.let_go()
    expect(page.locator("[name='f.members.1.name']")).to_have_count(0)
    checks.none_more()
    page.mouse.move(2, 2)
    page.mouse.up()
    leave(page)
    expect(page.locator("[name='f.members.1.name']")).to_have_count(1)


def test_a_form_that_was_sent_leaves_no_draft(page: Page, address: str) -> None:
    """A check that the sending overtook keeps nothing of what is done already."""
    checks = Held(page)
    page.fill(NAME, "赵样例")
    leave(page)
    checks.asked()
    page.fill("#f-applicant_id", "110101198001010002")
    page.fill(PHONE, "13900000001")
    page.fill("#f-employer", "样例纺织厂")
    with page.expect_navigation():
        page.click(".form-foot button[type=submit]")
    assert "/cases/" in page.url
    checks.none_more()
    page.goto(f"{address}/new/hardship_aid")
    expect(page.locator(NAME)).to_have_value("")
    expect(page.locator("form[action$='/discard']")).to_have_count(0)
