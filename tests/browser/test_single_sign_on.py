"""Coming in by the provider and by oneself, in a real browser and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from adapters.inbound.cli.logs import configure_logs
from engine.usecases.passwords import give_account
from tests.browser.looking import LANGUAGES, Looker, window
from tests.browser.test_keyboard import tab_to
from tests.support.brokers import free_port
from tests.support.openid_provider import LittleProvider, little_provider
from tests.support.sign_on_office import build_small_office, office_with
from tests.support.web_office import NOW, PASSWORD, WebOffice


@pytest.fixture
def provider() -> Iterator[LittleProvider]:
    """A provider of the test's own, whose pages lead straight back."""
    configure_logs("error")
    with little_provider(lambda: NOW) as made:
        made.person = {"sub": "s-1", "employee_number": "lin"}
        yield made


@pytest.fixture
def small(provider: LittleProvider, tmp_path: Path) -> Iterator[tuple[WebOffice, str]]:
    """A small office that trusts it, and where its pages are served."""
    build_small_office(tmp_path / "built")
    port = free_port()
    office = office_with(
        provider,
        tmp_path / "built",
        tmp_path,
        oidc_login_claim="employee_number",
        public_url=f"http://127.0.0.1:{port}",
    )
    give_account(office.house.ports, office.house.doors, "bai", PASSWORD, must_change=False)
    with office.served(port) as address:
        yield office, address
    office.close()


def pressed(page: Page, selector: str) -> None:
    """Go to something with the tabulator and press Enter, which leads to another page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_load_state()


def typed(page: Page, **fields: str) -> None:
    """Fill in fields in the order in which the tabulator reaches them."""
    for name, text in fields.items():
        tab_to(page, f"#{name}")
        page.keyboard.type(text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_in_and_out_through_the_provider(
    browser: Browser, small: tuple[WebOffice, str], provider: LittleProvider, lang: str
) -> None:
    """Each page on the way is fit to be seen; the session here and the one there both end."""
    _, address = small
    with window(browser, address, lang) as context:
        looker = Looker(context, lang, "sign-on")
        page = looker.page
        page.goto(f"{address}/sign-in?next=/account")
        looker.look("sign-in")
        pressed(page, "a[href^='/sign-in/single']")
        assert page.url == f"{address}/account"
        looker.look("account-without-password")
        tab_to(page, ".office-menu summary")
        page.keyboard.press("Enter")
        pressed(page, "form[action='/sign-out'] button")
        assert page.url == f"{address}/sign-in/left"
        looker.look("signed-out")
        pressed(page, f"a[href^='{provider.issuer}/logout']")
        assert (page.url, provider.asked[-1]) == (f"{address}/sign-in", "/realm/logout")
    assert looker.faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_is_not_linked_sees_what_to_do(
    browser: Browser, small: tuple[WebOffice, str], provider: LittleProvider, lang: str
) -> None:
    """The page shows the identifier for the administrator, and no code stays in its links."""
    _, address = small
    provider.person = {"sub": "8f14e45f-ceea-467f-a0c6-2f2c3b1a9d11"}
    with window(browser, address, lang) as context:
        looker = Looker(context, lang, "sign-on")
        page = looker.page
        page.goto(f"{address}/sign-in")
        pressed(page, "a[href^='/sign-in/single']")
        looker.look("not-linked")
        assert "8f14e45f" in page.inner_text("main")
        assert "code=" not in page.content()
    assert looker.faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_password_and_a_second_factor_by_keyboard(
    browser: Browser, small: tuple[WebOffice, str], lang: str
) -> None:
    """A new password, a second factor with its recovery codes, and in again with one of them."""
    office, address = small
    new = "seven kites over the mill"
    with window(browser, address, lang) as context:
        looker = Looker(context, lang, "sign-on")
        page = looker.page
        page.goto(f"{address}/sign-in?next=/account")
        typed(page, login="bai", password=PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        pressed(page, "a[href='/account/password']")
        typed(page, old=PASSWORD, new=new, again=new)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        pressed(page, "a[href='/account/second-factor']")
        secret = page.inner_text("form code")
        typed(page, code=pyotp.TOTP(secret).at(office.house.clock.now()))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        looker.look("recovery-codes")
        codes = page.locator("ol code").all_inner_texts()
        assert len(set(codes)) == 10
        pressed(page, "a[href='/account']")
        looker.look("account-with-second-factor")
        tab_to(page, ".office-menu summary")
        page.keyboard.press("Enter")
        pressed(page, "form[action='/sign-out'] button")
        typed(page, login="bai", password=new)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tab_to(page, "details summary")
        page.keyboard.press("Enter")
        looker.look("second-factor")
        typed(page, recovery=codes[4])
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto(f"{address}/account")
        assert page.url == f"{address}/account"
    assert looker.faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_is_locked_out_is_told_for_how_long(
    browser: Browser, small: tuple[WebOffice, str], lang: str
) -> None:
    """The page says when to try again, and is read out at once."""
    _, address = small
    with window(browser, address, lang) as context:
        looker = Looker(context, lang, "sign-on")
        page = looker.page
        page.goto(f"{address}/sign-in")
        for _ in range(6):
            page.fill("#login", "bai")
            page.fill("#password", "wrong")
            with page.expect_navigation():
                page.keyboard.press("Enter")
        looker.look("locked-out")
        assert re.search(r"\b15 (分钟|minutes)", page.inner_text("[role=alert]"))
    assert looker.faults == []
