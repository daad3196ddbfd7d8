"""Letters over the API: in the form that is asked for, by `Accept` or by suffix."""

from __future__ import annotations

from pathlib import Path

import pytest
from httpx2 import Response

from adapters.outbound.printing import TypstPress
from engine.ports import EntryQuery
from engine.press import PressError
from engine.usecases.requester import Requester
from engine.usecases.write_letter import issued_letters
from tests.support.outside import absent
from tests.support.pdf_text import Pdf
from tests.support.programs import give_token
from tests.support.web_office import WebOffice


def ask(office: WebOffice, path: str = "", person: str = "lin", **headers: str) -> Response:
    """Ask for letters of a case on file; `L` stands for the number of its list of payments."""
    case = office.cases["on_file"]
    issued = issued_letters(office.house.ports, case, Requester(person="lin"))
    number = next(one.id for one in issued if one.letter == "payment_list")
    url = f"/api/v1/cases/{case}/letters{path.replace('/L', f'/{number}')}"
    client = office.visitor().client
    token = {"authorization": f"Bearer {give_token(office, person)}"}
    return client.get(url, headers={**token, **headers})


def entries(office: WebOffice) -> int:
    """How many entries the case has."""
    query = EntryQuery(case_id=office.cases["on_file"], limit=0)
    return len(list(office.house.ports.cases.entries(query)))


def require_fonts(office: WebOffice) -> None:
    """Leave the test out where nothing can be printed."""
    try:
        _ = office.house.press.faces
    except PressError:
        absent("needs a font with Chinese signs (Debian package fonts-noto-cjk)")


def test_letters_are_listed(office: WebOffice) -> None:
    """The oldest first, each with its day and the entry that issued it."""
    listed = ask(office).json()["letters"]
    assert listed[0]["letter"] == "survey_record"
    assert listed == sorted(listed, key=lambda one: one["seq"])


def test_a_letter_is_text_by_default(office: WebOffice) -> None:
    """JSON with the text in the language of the request."""
    body = ask(office, "/L", **{"accept-language": "en"}).json()
    assert body["letter"]["letter"] == "payment_list"
    assert body["text"].startswith("# Payment list by name")


@pytest.mark.parametrize(
    ("path", "accept"), [("/L", "text/markdown"), ("/L", "text/plain"), ("/L.md", "*/*")]
)
def test_plain_text_is_had_too(office: WebOffice, path: str, accept: str) -> None:
    """By what is accepted, or by the suffix."""
    answer = ask(office, path, accept=accept)
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.text.startswith("# 实名制发放清单")


@pytest.mark.parametrize(
    ("path", "accept"), [("/L", "application/pdf"), ("/L.pdf", "application/json")]
)
def test_paper_is_had_by_accept_or_suffix(office: WebOffice, path: str, accept: str) -> None:
    """The suffix decides; the reading is recorded like every other."""
    require_fonts(office)
    before = entries(office)
    answer = ask(office, path, accept=accept)
    assert answer.headers["content-type"] == "application/pdf"
    assert "实名制发放清单" in Pdf(answer.content).text
    assert entries(office) == before + 1


def test_english_is_added_when_it_is_asked_for(office: WebOffice) -> None:
    """`aid=true` adds a page."""
    require_fonts(office)
    assert "Payment list by name" in Pdf(ask(office, "/L.pdf?aid=true").content).text


def test_no_font_is_a_problem_with_a_name(office: WebOffice, tmp_path: Path) -> None:
    """503 with the code and the package, in both languages."""
    vars(office.house)["press"] = TypstPress(tmp_path, only=True)
    answer = ask(office, "/L.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "press_font_missing")
    assert "fonts-noto-cjk" in answer.json()["text"]["zh"]


@pytest.mark.parametrize("path", ["/L.exe", "/L.", "/.pdf", "/X999"])
def test_there_is_no_other_letter(office: WebOffice, path: str) -> None:
    """A number or a form that is not there is 404."""
    assert ask(office, path).status_code == 404


def test_letters_of_other_offices_do_not_exist(office: WebOffice) -> None:
    """Neither the list nor the letter."""
    assert ask(office, person="bus").status_code == 404
    assert ask(office, "/L.pdf", person="bus").status_code == 404
