"""The search: by number, name, two characters, pinyin and a person's number, within one's scope."""

from __future__ import annotations

import re

import pytest

from engine.events import EventType
from engine.ports import EntryQuery
from tests.support.web_office import Outline, Visitor, WebOffice


def suggested(visitor: Visitor, text: str) -> list[str]:
    """The numbers of the cases that are suggested."""
    visitor.page("/account")
    answer = visitor.send("/search/suggest", {"text": text})
    assert answer.status_code == 200
    assert Outline(answer.text).faults == []
    return re.findall(r'data-goes="/cases/([^"]+)"', answer.text)


def subject(office: WebOffice, case: str) -> str:
    """What a case is about, as lists show it."""
    return str(office.house.ports.cases.load(case).case.facts["applicant_name"])


@pytest.mark.parametrize("text", ["尤", "youyangli", "You Yang Li", "尤样例"])
def test_a_name_is_found_as_one_types_it(calm: WebOffice, text: str) -> None:
    """By a surname, the whole name or full pinyin: only cases of that surname."""
    found = suggested(calm.known("lin"), text)
    assert 1 <= len(found) <= 8
    assert {subject(calm, case)[0] for case in found} == {"尤"}


@pytest.mark.parametrize("text", ["HA-2026-0000", "样例", "yyl"])
def test_numbers_two_characters_and_initials_are_found(calm: WebOffice, text: str) -> None:
    """What fits many cases suggests a few."""
    assert 2 <= len(suggested(calm.known("lin"), text)) <= 8


def test_what_nobody_is_called_suggests_nothing(calm: WebOffice) -> None:
    """Letters inside a name are no beginning of it."""
    assert suggested(calm.known("lin"), "angli") == []


def test_nothing_of_other_offices_is_suggested(calm: WebOffice) -> None:
    """Somebody of another office finds none of these cases."""
    own = set(suggested(calm.known("bus"), "样例"))
    assert not own & set(calm.cases.values())
    assert suggested(calm.known("bus"), calm.cases["on_file"]) == []


def test_a_persons_number_is_asked_of_the_register(office: WebOffice) -> None:
    """The person's cases are shown, the number is masked, and the search is an entry without it."""
    case = office.house.ports.cases.load(office.cases["on_file"]).case
    number = str(case.facts["applicant_id"])
    visitor = office.visitor("lin")
    visitor.page("/account")
    answer = visitor.send("/search", {"text": number})
    assert f'href="/cases/{case.id}"' in answer.text
    assert number not in answer.text
    assert suggested(visitor, number) == []
    types = frozenset({EventType.PERSONAL_DATA_READ.value})
    entries = office.house.ports.cases.entries(EntryQuery(person="lin", types=types, limit=0))
    texts = [str(entry.event()) for entry in entries]
    assert any("party_search" in text for text in texts)
    assert not any(number in text for text in texts)


def test_a_person_of_another_office_is_not_found_by_number(office: WebOffice) -> None:
    """The register answers as if it did not know them."""
    number = str(office.house.ports.cases.load(office.cases["on_file"]).case.facts["applicant_id"])
    visitor = office.visitor("bus")
    visitor.page("/account")
    assert "empty-state" in visitor.send("/search", {"text": number}).text


def test_any_other_text_leads_to_the_list(calm: WebOffice) -> None:
    """The list is searched among all cases, closed ones too."""
    visitor = calm.known("lin")
    visitor.page("/account")
    answer = visitor.send("/search", {"text": "样例 纺织"})
    assert answer.headers["location"].startswith("/cases?status=&text=%E6%A0%B7")


def test_a_new_case_warns_of_whom_the_register_knows(office: WebOffice) -> None:
    """The number of somebody with an open case leads to that case, before anything is sent."""
    case = office.house.ports.cases.load(office.cases["on_file"]).case
    visitor = office.visitor("lin")
    visitor.page("/new/hardship_aid")
    form = {
        "office": "textile-mill",
        "f.applicant_name": str(case.facts["applicant_name"]),
        "f.applicant_id": str(case.facts["applicant_id"]),
    }
    answer = visitor.send("/new/hardship_aid/check", form)
    assert "身份证号相同" in answer.text
    assert f'href="/cases/{case.id}"' in answer.text
    nobody = {**form, "f.applicant_name": "齐样例", "f.applicant_id": "110101199001010015"}
    assert "note-warning" not in visitor.send("/new/hardship_aid/check", nobody).text
