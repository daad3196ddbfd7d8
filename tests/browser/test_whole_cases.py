"""A whole case in a real browser: opened, refused on the way, decided, paid and closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from adapters.bootstrap import stories_of
from adapters.i18n import Language, Texts
from adapters.inbound.cli.demo.office import BRANCHES, DISTRICT, TREASURER, directory
from adapters.inbound.cli.demo.papers import papers
from adapters.outbound.definitions import stories as s
from adapters.outbound.memory import SettableClock
from engine.money import fen_from_yuan
from engine.usecases.allot_budget import allot_budget
from engine.usecases.passwords import give_account
from engine.usecases.requester import Requester
from tests.browser.chromium import sign_in
from tests.support.clicker import Clicker
from tests.support.web_office import PASSWORD, WebOffice, house_in

WHOLE = {
    "hardship_aid": "family_leaves_the_file",
    "dispute_mediation": "agreement_performed",
    "union_formation": "file_closed",
}
"""For a kind of case a story that ends with its file closed."""


def parts(stories: s.Stories, name: str) -> list[s.Story]:
    """A story and those it continues, the first one first."""
    named = stories.named()
    found = [named[name]]
    while found[0].continues is not None:
        found.insert(0, named[found[0].continues])
    return found


def furnish(folder: Path, stories: s.Stories, told: list[s.Story]) -> None:
    """An office with the people and budgets of a story, on its first day."""
    house = house_in(folder)
    opened = told[0].opened
    assert opened is not None
    clock = house.clock
    assert isinstance(clock, SettableClock)
    clock.set(opened.on)
    house.migrate()
    house.ports.staff.save(directory(stories.people, opened.on.date()))
    for year in range(opened.on.year, opened.on.year + 3):
        for fund, amount in stories.budgets.items():
            requester, fen = Requester(person=TREASURER), fen_from_yuan(amount)
            allot_budget(
                house.ports, requester, office=DISTRICT, fund=fund, year=year, amount_fen=fen
            )
    first, *others = house.ports.staff.directory().people
    account = give_account(house.ports, house.doors, first, PASSWORD, must_change=False)
    for person in others:
        house.doors.accounts.save_account(replace(account, person=person))
    house.database.close()


def words(code: str) -> str:
    """A pattern of what the screen says in Chinese; bad values have several texts."""
    if code == "bad_value":
        return "."
    text = re.escape(Texts.of_installation().text(code, Language.ZH))
    return re.sub("‹[^›]*›", ".*", text)


@pytest.fixture(params=WHOLE)
def clicker(
    request: pytest.FixtureRequest, tmp_path: Path, browser: Browser
) -> Iterator[tuple[Clicker, list[s.Story]]]:
    """An office in which only the people of one kind work, and who tells a story there."""
    kind = str(request.param)
    folder = tmp_path / "office"
    stories = stories_of(house_in(folder), kind)
    told = parts(stories, WHOLE[kind])
    furnish(folder, stories, told)
    office = WebOffice(folder)
    opened = told[0].opened
    assert opened is not None
    clock = office.house.clock
    assert isinstance(clock, SettableClock)
    clock.set(opened.on)
    with office.served() as address:
        yield (
            Clicker(
                browser=browser,
                office=office,
                address=address,
                enter=sign_in,
                kind=kind,
                facts=stories.facts,
                papers=papers(office.house.workflow_library.latest(kind).spec.documents),
                offices=BRANCHES[0].offices,
                words=words,
            ),
            told,
        )
    office.close()


def test_a_whole_case_is_clicked(clicker: tuple[Clicker, list[s.Story]]) -> None:
    """Three people or more carry a case from opening to closing, and see each refusal."""
    teller, told = clicker
    teller.tell(told)
    teller.look(told[-1].ends)
    case = teller.office.house.ports.cases.load(teller.case).case
    assert case.status.value == "closed"
    assert len(teller.people) >= 3
    refused = [step for part in told for step in part.steps if getattr(step, "because", ())]
    assert len(teller.seen) == len(refused) > 0
