"""A real Chromium, as the tests of the pages drive it; the pages' policies stay on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.outside import absent
from tests.support.web_office import PASSWORD

_QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def started() -> Iterator[Browser]:
    """The browser of this machine; where there is none the test says so."""
    program = shutil.which("chromium")
    if program is None:
        absent("needs Chromium (Debian package chromium), which is not on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_QUIET))
        yield browser
        browser.close()


def sign_in(page: Page, address: str, person: str) -> None:
    """Come in through the door, as everybody does."""
    page.goto(f"{address}/sign-in")
    page.fill("#login", person)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit], form[action='/sign-in'] button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
