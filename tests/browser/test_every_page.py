"""Every page in a real browser: for everybody, in both languages, by day, by night, on a phone.

Pictures for people to look at land in build/screens: of each page one in Chinese by day on a desk
and one in English by night on a phone; `pytest tests/browser --every-screen` takes all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from adapters.inbound.web.section import pages
from tests.browser.chromium import DESKTOP, PHONE, sign_in
from tests.support.outside import ROOT
from tests.support.web_office import WebOffice

SCREENS = ROOT / "build" / "screens"
AXE = (ROOT / "tests" / "browser" / "vendor" / "axe.min.js").read_text("utf-8")
WHOLE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
ROLES = {"caseworker": "lin", "supervisor": "gao", "auditor": "shen", "administrator": "admin"}
Theme = Literal["light", "dark"]
LOOKS: tuple[tuple[str, Theme, str], ...] = (("zh", "light", "desktop"), ("en", "dark", "phone"))
EVERY: tuple[tuple[str, Theme, str], ...] = tuple(
    (lang, theme, size)
    for lang in ("zh", "en")
    for theme in ("light", "dark")
    for size in ("desktop", "phone")
)
SIZES = {"desktop": DESKTOP, "phone": PHONE}
NO_PAGES = {
    "/cases/{case_id}/documents/{document_id}/content",
    "/cases/{case_id}/changed",
    "/live",
    "/live/cases/{case_id}",
}
"""What is fetched and no page of the office."""


def addresses(office: WebOffice) -> Iterator[str]:
    """Every page of the route table that can be shown, with a case in it where it wants one."""
    case = office.cases["completeness"]
    given = {
        "case_id": case,
        "task_id": office.house.ports.cases.load(case).case.tasks[0].id,
        "seq": "1",
        "kind": "hardship_aid",
        "version": "1",
        "person": "lin",
        "action": "submit",
        "figure": "",
    }
    for router in pages().routers:
        for route in router.routes:
            path = str(getattr(route, "path", ""))
            if "GET" not in getattr(route, "methods", ()) or path in NO_PAGES or "svg" in path:
                continue
            try:
                yield path.format(**given)
            except KeyError:
                continue


class Looker:
    """Somebody who looks at pages, and what the browser complained of meanwhile."""

    def __init__(self, context: BrowserContext, look: tuple[str, Theme, str], role: str) -> None:
        self.page: Page = context.new_page()
        self.look = look
        self.role = role
        self.faults: list[str] = []
        self.here = ""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.here}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{self.here}: {message.text}")

    def see(self, address: str, path: str) -> None:
        """Look at one page: what is wrong with it is added to the faults."""
        self.here = f"{self.role} {path}"
        heard = len(self.faults)
        answer = self.page.goto(address + path)
        assert answer is not None
        if answer.status == 404:
            # For this role it does not exist; the browser says so on its console.
            del self.faults[heard:]
            return
        self._judge(answer)
        self._picture(path)

    def _judge(self, answer: Response) -> None:
        if answer.status != 200:
            self.faults.append(f"{self.here}: answered {answer.status}")
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        if wide and self.look[2] == "phone":
            self.faults.append(f"{self.here}: scrolls sideways on a phone")
        # The structure is the same by night; colours are not.
        rules = COLOURS if self.look[1] == "dark" else WHOLE
        self.faults += [f"{self.here}: {text}" for text in violations(self.page, rules)]

    def _picture(self, path: str) -> None:
        name = path.strip("/").replace("/", "_") or "my-day"
        file = SCREENS / self.role / f"{name}-{'-'.join(self.look)}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file, full_page=True)


def violations(page: Page, rules: Mapping[str, object]) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA: the rule, and the first places."""
    # Evaluated by the debugger, so that the page's own policy against foreign scripts stays on.
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes'][:3]]} {rule['help']}"
        for rule in found["violations"]
    ]


def window(browser: Browser, address: str, look: tuple[str, Theme, str]) -> BrowserContext:
    """A window that looks one way."""
    lang, theme, size = look
    width, height = SIZES[size]["width"], SIZES[size]["height"]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    context.add_cookies([{"name": "language", "value": lang, "url": address}])
    return context


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_fit_to_be_seen(
    browser: Browser, office: WebOffice, address: str, role: str, request: pytest.FixtureRequest
) -> None:
    """No page breaks a rule of WCAG 2.2 AA, complains to the console or is wider than a phone."""
    faults: list[str] = []
    looks = EVERY if request.config.getoption("--every-screen", default=False) else LOOKS
    for look in looks:
        with window(browser, address, look) as context:
            looker = Looker(context, look, role)
            sign_in(looker.page, address, ROLES[role])
            for path in dict.fromkeys(addresses(office)):
                looker.see(address, path)
            faults += [f"{'-'.join(look)} {fault}" for fault in looker.faults]
    assert faults == []


def test_pages_are_light(browser: Browser, address: str) -> None:
    """The first page weighs less than 150 kB over the wire, and the next less than 30 kB."""
    weights: list[int] = []
    with browser.new_context() as context:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
        sign_in(page, address, "lin")
        page.wait_for_load_state("load")
        first = sum(weights)
        weights.clear()
        page.goto(f"{address}/work", wait_until="load")
        assert (first < 150_000, sum(weights) < 30_000) == (True, True), (first, sum(weights))
