"""Every page in a real browser: for everybody, in both languages, by day, by night, on a phone.

Pictures for people to look at land in build/screens, of every page in every look. A page that
several roles see is looked at in every look for the first of them, and in two for the others.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from adapters.inbound.web.section import pages
from engine.usecases.requester import Requester
from engine.usecases.write_letter import issued_letters
from tests.browser.chromium import sign_in
from tests.browser.looking import EVERY, LANGUAGES, Looker, window
from tests.support.web_office import WebOffice

ROLES = {"caseworker": "lin", "supervisor": "gao", "auditor": "shen", "administrator": "admin"}
LIGHT, DARK = EVERY[0], EVERY[2]
NO_PAGES = {
    "/cases/{case_id}/documents/{document_id}/content",
    "/cases/{case_id}/letters/{letter_id}/pdf",
    "/cases/{case_id}/changed",
    "/live",
    "/live/cases/{case_id}",
    "/sign-in/single",
    "/sign-in/single/back",
}
"""What is fetched and no page of the office."""
_NONE = "none"


def addresses(office: WebOffice) -> Iterator[str]:
    """Every page of the route table that can be shown, with a case in it where it wants one."""
    given = {
        "seq": "1",
        "kind": "hardship_aid",
        "version": "1",
        "person": "lin",
        "action": "submit",
        "figure": "aid_paid",
    }
    for route in (route for router in pages().routers for route in router.routes):
        path = str(getattr(route, "path", ""))
        if "GET" not in getattr(route, "methods", ()) or path in NO_PAGES or "svg" in path:
            continue
        for of_case in cases_with(office):
            yield path.format(**given, **of_case)


def cases_with(office: WebOffice) -> Iterator[dict[str, str]]:
    """Cases to look at: one to work on, and one with every kind of paper the office issues."""
    ports = office.house.ports
    for state in ("completeness", "on_file"):
        case_id = office.cases[state]
        case = ports.cases.load(case_id).case
        documents = [document.id for document in case.documents] or [_NONE]
        letters = [one.id for one in issued_letters(ports, case_id, Requester(person="lin"))]
        for letter_id in letters or [_NONE]:
            yield {
                "case_id": case_id,
                "document_id": documents[0],
                "letter_id": letter_id,
                "task_id": case.tasks[0].id if case.tasks else _NONE,
            }


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_fit_to_be_seen(
    browser: Browser, office: WebOffice, address: str, role: str
) -> None:
    """No page breaks a rule of WCAG 2.2 AA, complains to the console or is wider than a phone."""
    before = [office.visitor(ROLES[name]) for name in list(ROLES)[: list(ROLES).index(role)]]
    faults: list[str] = []
    for lang, few in zip(LANGUAGES, (LIGHT, DARK), strict=True):
        with window(browser, address, lang) as context:
            looker = Looker(context, lang, role)
            sign_in(looker.page, address, ROLES[role])
            for path in dict.fromkeys(addresses(office)):
                seen = any(visitor.get(path).status_code == 200 for visitor in before)
                looker.visit(address, path, (few,) if seen else EVERY)
            faults += looker.faults
    assert faults == []


def weighed(page: Page, *paths: str) -> list[int]:
    """What comes over the wire for each page, in bytes."""
    weights: list[int] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    found = []
    for path in paths:
        page.goto(path, wait_until="load")
        page.wait_for_load_state("load")
        found.append(sum(weights))
        weights.clear()
    return found


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


@pytest.mark.parametrize("path", ["/load", "/figures"])
def test_pages_with_charts_are_heavy_once(browser: Browser, address: str, path: str) -> None:
    """What draws comes on top, less than 200 kB more; the second time the page is as light."""
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, address, "gao")
        page.wait_for_load_state("load")
        first, again = weighed(page, f"{address}{path}", f"{address}{path}")
        assert (100_000 < first < 200_000, again < 30_000) == (True, True), (first, again)
