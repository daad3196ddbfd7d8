"""A written story told in a real browser: everybody clicks and types what the story says they do.

Nothing here knows a kind of case: actions are found by their links, fields by their names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page, expect
from pydantic import JsonValue

from adapters.outbound.definitions import stories as s
from adapters.outbound.memory import SettableClock
from engine.commands import Act
from engine.directory import OUTSIDE
from engine.refusal import Refusal
from engine.usecases.fire_deadlines import fire_deadlines
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import machine
from tests.support.web_office import WebOffice

_NOT_THERE = {"field_missing", "letter_field_missing"}
"""What a wrong value also brings with it; the screen tells the wrong value only."""
_ROUNDS = 16
"""How often a form may grow while it is filled in: a list grows by one line a time."""


@dataclass(kw_only=True)
class Clicker:
    """Tells one story by clicking and typing.

    Attributes:
        enter: Signs a person in on a page.
        offices: The office at each level.
        words: What the screen says for a reason's code, with its placeholders.
        seen: The refusals that were seen on the screen: action and codes.
        people: Who acted in the browser.
    """

    browser: Browser
    office: WebOffice
    address: str
    enter: Callable[[Page, str, str], None]
    kind: str
    facts: Mapping[str, Mapping[str, JsonValue]]
    papers: Mapping[str, bytes]
    offices: Mapping[s.OfficeLevel, str]
    words: Callable[[str], str]
    seen: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    case: str = ""
    _pages: dict[str, Page] = field(default_factory=dict)

    def tell(self, parts: Sequence[s.Story]) -> None:
        """Tell a story and those that it continues."""
        opened = parts[0].opened
        assert opened is not None
        self._open(opened)
        for story in parts:
            for number, step in enumerate(story.steps, 1):
                try:
                    self._step(step)
                except (AssertionError, Error) as error:
                    place = f"{story.name}, step {number}: {error}"
                    raise AssertionError(place) from error

    def _at(self, moment: datetime) -> None:
        clock = self.office.house.clock
        assert isinstance(clock, SettableClock)
        clock.set(max(moment, clock.now()))

    def _go(self, person: str, path: str) -> tuple[Page, int]:
        """Somebody at a page, signed in again when their session has ended meanwhile."""
        self.people.add(person)
        page = self._pages.get(person)
        if page is None:
            page = self._pages[person] = self.browser.new_context(locale="zh-CN").new_page()
            page.set_default_timeout(60_000)
            page.add_init_script(_SETTLED)
            self.enter(page, self.address, person)
        answer = page.goto(self.address + path)
        if "/sign-in" in page.url:
            self.enter(page, self.address, person)
            answer = page.goto(self.address + path)
        assert answer is not None
        return page, answer.status

    def _open(self, opened: s.Opened) -> None:
        self._at(opened.on)
        page, _ = self._go(opened.by, "/new")
        page.click(f"a[href='/new/{self.kind}']")
        page.select_option("#f-office", self.offices[opened.at])
        self._fill(page, {**self.facts.get(opened.like or "", {}), **opened.with_})
        page.click(".form-foot button[type=submit]")
        page.wait_for_url(re.compile(r"/cases/[^/]+$"))
        self.case = page.url.rpartition("/")[2]

    def _step(self, step: s.Step) -> None:
        match step:
            case s.Taken():
                self._take(step)
            case s.Attached():
                self._attach(step)
            case s.Fired():
                self._at(step.on)
                assert any(done for _, done in fire_deadlines(self.office.house.ports)), step
            case s.Undone():
                self._at(step.on)
                page, _ = self._go(step.by, f"/cases/{self.case}")
                page.click("form[action$='/undo'] button")
            case s.Received():
                self._receive(step)
            case s.Look():
                self.look(step.expect)

    def _take(self, step: s.Taken) -> None:
        self._at(step.on)
        page, status = self._go(step.by, f"/cases/{self.case}")
        link = page.locator(f"#actions a[href='/cases/{self.case}/actions/{step.action}']")
        if step.because and (status == 404 or link.count() == 0):
            self._see_barred(page, status, step)
            return
        if link.count() == 0:
            said = page.locator("#actions details.barred").all_text_contents()
            barred = f"{step.action} is not offered to {step.by}: {said}"
            raise AssertionError(barred)
        link.click()
        _begin_anew(page)
        if step.because and not self._can_be_sent(page, step):
            self.seen.append((step.action, step.because))
            return
        self._fill(page, step.with_)
        self._fill_others(page, step)
        with page.expect_navigation():
            page.click(".form-foot button[type=submit]")
        if step.because:
            self._see_refusal(page, step)
        else:
            wrong = page.locator("#problems").all_inner_texts()
            assert page.url.endswith(f"/cases/{self.case}"), f"{step.action}: {wrong}"

    def _fill_others(self, page: Page, step: s.Taken) -> None:
        """What an action asks for besides fields."""
        if step.reason is not None:
            page.fill("#f-reason", step.reason)
        if step.target is not None:
            page.select_option("#f-target", step.target)
        if step.straight_back:
            page.check("[name=way_back][value=straight_back]")
        if step.together_with is not None:
            page.select_option("#f-with_person", step.together_with)
        for person in step.approvers:
            page.check(f"[name=approvers][value='{person}']")
        if step.extension is not None:
            count, _, unit = step.extension.partition(" ")
            page.fill("#f-extension", count)
            page.select_option("#f-unit", unit)

    def _can_be_sent(self, page: Page, step: s.Taken) -> bool:
        """Whether the form offers what the story wrongly gives; else nobody can give it here."""
        self._show_kept_back(page, step.with_)
        choices = (
            *((f"#f-with_person option[value='{step.together_with}']",) * bool(step.together_with)),
            *((f"#f-target option[value='{step.target}']",) * bool(step.target)),
            *(f"[name=approvers][value='{person}']" for person in step.approvers),
            *(f"#at-{name}" for name in step.with_),
        )
        wanted = {n: v for n, v in flat(step.with_) if page.locator(f"select[name='{n}']").count()}
        options = (f"select[name='{n}'] option[value='{v}']" for n, v in wanted.items())
        return all(page.locator(choice).count() for choice in (*choices, *options))

    def _see_barred(self, page: Page, status: int, step: s.Taken) -> None:
        """Before anything is typed: the file does not exist for them, or the action is barred."""
        barred = page.locator("#actions details.barred > ul > li")
        if status != 404 and "not_in_this_state" not in step.because and barred.count():
            text = " ".join(page.locator("#actions details.barred").all_text_contents())
            assert any(re.search(self.words(code), text) for code in step.because), (step, text)
        self.seen.append((step.action, step.because))

    def _see_refusal(self, page: Page, step: s.Taken) -> None:
        """After sending: the list of what to mend says each reason, and the form is kept."""
        text = page.locator("#problems").inner_text()
        said = set(step.because) - (_NOT_THERE if "bad_value" in step.because else set())
        for code in said:
            assert re.search(self.words(code), text), f"{step.action}: {code} not in {text!r}"
        assert page.locator(".form-foot button[type=submit]").count() == 1
        self.seen.append((step.action, step.because))

    def _attach(self, step: s.Attached) -> None:
        self._at(step.on)
        for kind in step.kinds:
            page, _ = self._go(step.by, f"/cases/{self.case}")
            page.click("details.attach summary")
            page.select_option("#paper-kind", kind)
            content = self.papers[kind]
            pdf = content.startswith(b"%PDF")
            page.set_input_files(
                "#paper-file",
                {
                    "name": f"{kind}.{'pdf' if pdf else 'png'}",
                    "mimeType": "application/pdf" if pdf else "image/png",
                    "buffer": content,
                },
            )
            if step.issued_on is not None:
                page.fill("#paper-issued", step.issued_on.isoformat())
            page.click("details.attach button[type=submit]")
            page.wait_for_load_state()
            expect(page.locator("table.papers")).to_contain_text(f"{kind}.")

    def _receive(self, step: s.Received) -> None:
        """What the bank or civil affairs send comes in by no page."""
        self._at(step.on)
        ports = self.office.house.ports
        case = ports.cases.load(self.case).case
        workflow = ports.workflows.version(case.kind, case.workflow_version)
        names = workflow.outgoing[case.state]
        name = next(n for n in names if workflow.spec.actions[n].outside == step.outside)
        act = Act(case_id=self.case, action=name, data=step.with_)
        answer = handle_command(ports, act, machine(OUTSIDE))
        assert not isinstance(answer, Refusal), answer

    def look(self, expected: s.Expected) -> None:
        """The file stands where the story says."""
        case = self.office.house.ports.cases.load(self.case).case
        if expected.state is not None:
            assert case.state == expected.state
        if expected.outcome is not None:
            assert case.outcome == expected.outcome

    def _fill(self, page: Page, values: Mapping[str, JsonValue]) -> None:
        """Fill the fields that are there, until nothing is left that differs."""
        self._show_kept_back(page, values)
        wanted = dict(flat(values))
        for _ in range(_ROUNDS):
            open_ = self._different(page, wanted)
            if not open_:
                return
            for name in open_:
                put(page, name, wanted[name])
            page.evaluate("document.activeElement.blur()")
            page.wait_for_function("() => window.settled()")
        kept_not = f"the form does not keep {self._different(page, wanted)}"
        raise AssertionError(kept_not)

    def _show_kept_back(self, page: Page, values: Mapping[str, JsonValue]) -> None:
        """Personal data that is to be changed is shown first, on the record."""
        if any(_kept_back(page, name) for name in values):
            with page.expect_navigation():
                page.click(".kept-all button")

    def _different(self, page: Page, wanted: Mapping[str, Any]) -> list[str]:
        """The fields on the page whose value is not the wanted one."""
        shown: dict[str, Any] = page.evaluate(_READ)
        return [name for name, value in wanted.items() if name in shown and shown[name] != value]


_SETTLED = """
let asked = false;
let open = 0;
document.addEventListener("change", (event) => {
  if (event.target.closest("form[hx-post$='/check']")) asked = true;
});
document.addEventListener("htmx:before:request", () => { asked = false; open += 1; });
document.addEventListener("htmx:finally:request", () => { open -= 1; });
window.settled = () => !asked && open === 0;
"""
"""The form is settled when what was typed last has been checked and the answer is on the screen."""
_READ = """() => {
  const found = {};
  for (const at of document.querySelectorAll("[name^='f.']")) {
    const name = at.name;
    if (at.type === "radio") { found[name] = at.checked ? at.value : (found[name] ?? ""); }
    else if (at.type === "checkbox") {
      if (!Array.isArray(found[name])) found[name] = [];
      if (at.checked) found[name] = [...found[name], at.value].sort();
    } else found[name] = at.value;
  }
  return found;
}"""


def _begin_anew(page: Page) -> None:
    """What an earlier attempt left on the form is thrown away, as its note offers."""
    discard = page.locator("form[action$='/discard'] button")
    if discard.count():
        with page.expect_navigation():
            discard.click()


def _kept_back(page: Page, name: str) -> bool:
    return page.locator(f"#at-{name} .kept").count() > 0


def flat(values: Mapping[str, JsonValue]) -> list[tuple[str, Any]]:
    """The values by the names that they have on a form, as text."""
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        if isinstance(value, list) and any(isinstance(row, dict) for row in value):
            for index, row in enumerate(value):
                assert isinstance(row, dict)
                found += [(f"f.{name}.{index}.{key}", written(v)) for key, v in row.items()]
        elif isinstance(value, list):
            found.append((f"f.{name}", sorted(str(option) for option in value)))
        else:
            found.append((f"f.{name}", written(value)))
    return found


def written(value: JsonValue) -> str:
    """A value as somebody types it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def put(page: Page, name: str, value: str | list[str]) -> None:
    """Type or choose a value of a field."""
    at = page.locator(f"[name='{name}']:not([type=hidden])")
    if isinstance(value, list):
        for box in at.all():
            box.set_checked(box.get_attribute("value") in value)
        return
    first = at.first
    if first.get_attribute("type") == "radio":
        page.check(f"[name='{name}'][value='{value}']")
    elif _is_choice(first):
        first.select_option(value)
    else:
        first.fill(value)


def _is_choice(at: Locator) -> bool:
    return bool(at.evaluate("node => node.tagName === 'SELECT'"))
