"""Somebody who looks at pages: what breaks WCAG 2.2 AA, what the browser complains of, pictures.

A page is loaded once in a language; by day and by night, on a desk and on a phone it is looked at
without being loaded again. All rules are tried at both widths by day; by night only those that look
at colours, which is the only thing that differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, TypeAlias

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.chromium import DESKTOP, PHONE
from tests.support.outside import ROOT

SCREENS = ROOT / "build" / "screens"
AXE = (ROOT / "tests" / "browser" / "vendor" / "axe.min.js").read_text("utf-8")
WHOLE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
LANGUAGES = ("zh", "en")
Theme: TypeAlias = Literal["light", "dark"]
Size: TypeAlias = Literal["desktop", "phone"]
Look: TypeAlias = tuple[Theme, Size]
EVERY: tuple[Look, ...] = (
    ("light", "desktop"),
    ("dark", "desktop"),
    ("dark", "phone"),
    ("light", "phone"),
)
_SIZES = {"desktop": DESKTOP, "phone": PHONE}


class Looker:
    """Somebody who looks at pages in one language, and what was wrong with them."""

    def __init__(self, context: BrowserContext, lang: str, who: str) -> None:
        self.page: Page = context.new_page()
        self.lang = lang
        self.who = who
        self.faults: list[str] = []
        self.here = ""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._note(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        # What answers with an error on purpose is told on the console too.
        expected = "Failed to load resource: the server responded with a status of 4"
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            self._note(message.text)

    def _note(self, fault: str) -> None:
        self.faults.append(f"{self.lang} {self.who} {self.here}: {fault}")

    def visit(self, address: str, path: str, looks: tuple[Look, ...] = EVERY) -> None:
        """Load a page and look at it; one that does not exist for them is left out.

        A refusal with its reasons (422) is a page like any other: a letter with personal data, say,
        that is not for whoever keeps the accounts.
        """
        self.here = path
        answer = self.page.goto(address + path)
        assert answer is not None
        if answer.status == 404:
            return
        if answer.status not in (200, 422):
            self._note(f"answered {answer.status}")
        self.look(path.strip("/").replace("/", "_").replace("?", "_") or "my-day", looks)

    def look(self, name: str, looks: tuple[Look, ...] = EVERY) -> None:
        """Look at the page that is there."""
        self.here = name
        self.page.wait_for_load_state("load")
        # Evaluated by the debugger, so that the page's own policy against foreign scripts stays on.
        self.page.evaluate(AXE)
        for theme, size in looks:
            self.page.set_viewport_size(
                {"width": _SIZES[size]["width"], "height": _SIZES[size]["height"]}
            )
            self.page.emulate_media(color_scheme=theme)
            self._judge(theme, size)
            self._picture(f"{name}-{self.lang}-{theme}-{size}")

    def _judge(self, theme: Theme, size: Size) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        if wide:
            self._note(f"scrolls sideways ({size})")
        for fault in violations(self.page, COLOURS if theme == "dark" else WHOLE):
            self._note(f"{theme} {size} {fault}")

    def _picture(self, name: str) -> None:
        file = SCREENS / self.who / f"{name}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file, full_page=True, type="jpeg", quality=80)


def violations(page: Page, rules: Mapping[str, object]) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA: the rule, and the first places."""
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes'][:3]]} {rule['help']}"
        for rule in found["violations"]
    ]


@contextmanager
def window(browser: Browser, address: str, lang: str) -> Iterator[BrowserContext]:
    """A window in one language."""
    with browser.new_context(reduced_motion="reduce") as context:
        context.add_cookies([{"name": "language", "value": lang, "url": address}])
        yield context
