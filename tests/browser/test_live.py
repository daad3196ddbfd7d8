"""Two people at two browsers: what one does shows on the other's screen, and disturbs nothing."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.chromium import sign_in
from tests.support.web_office import WebOffice

SOON_MILLISECONDS = 20_000


def test_a_colleague_sees_at_once_what_was_done(
    browser: Browser, office: WebOffice, address: str
) -> None:
    """A queue loses the taken task, focus and picked rows stay; on a case a note says who it was.

    What was being typed on the case page is still there.
    """
    case = office.cases["completeness"]
    with browser.new_context(locale="en") as hers, browser.new_context(locale="en") as his:
        lin, bo, there = hers.new_page(), his.new_page(), his.new_page()
        sign_in(lin, address, "lin")
        sign_in(bo, address, "bo")
        bo.goto(f"{address}/work?queue=unassigned&kind=hardship_aid")
        there.goto(f"{address}/cases/{case}")
        there.fill("#note-text", "half a sentence")
        row = f"tr:has(a[href='/cases/{case}'])"
        kept = bo.locator(f"#live-part tr[data-line]:not(:has(a[href='/cases/{case}']))").first
        expect(bo.locator(row)).to_have_count(1)
        kept.locator("input").check()
        kept.locator("input").focus()

        lin.goto(f"{address}/cases/{case}")
        lin.locator("button[value='claim']").first.click()

        expect(bo.locator(row)).to_have_count(0, timeout=SOON_MILLISECONDS)
        expect(kept.locator("input")).to_be_checked()
        expect(kept.locator("input")).to_be_focused()
        note = there.locator("#live-note .note")
        expect(note).to_contain_text("has changed this case", timeout=SOON_MILLISECONDS)
        expect(there.locator("#note-text")).to_have_value("half a sentence")
        note.get_by_role("link").click()
        expect(there.locator("#live-note .note")).to_have_count(0)
