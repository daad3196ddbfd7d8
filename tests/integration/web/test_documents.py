"""Papers: taken when they are what they say, shown in the page, refused by name."""

from __future__ import annotations

import pytest

from engine.journal import journal_id
from engine.ports import EntryQuery
from tests.support.web_office import WebOffice

PDF = b"%PDF-1.4 sample"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-" + b"FILE!$H+H*"


def test_a_paper_is_attached_and_shown(office: WebOffice) -> None:
    """Under its plain name; its content may run nothing and is shown in our pages alone."""
    visitor = office.visitor("lin")
    case = office.cases["draft"]
    answer = visitor.send(
        f"/cases/{case}/documents",
        {"kind": "identity_card", "issued_on": "2026-11-01"},
        files={"file": ("C:\\扫描\\身份证.pdf", PDF)},
    )
    assert answer.status_code == 303
    paper = office.house.ports.cases.load(case).case.documents[-1]
    assert paper.name == "身份证.pdf"
    assert "<iframe" in visitor.page(f"/cases/{case}/documents/{paper.id}")
    content = visitor.get(f"/cases/{case}/documents/{paper.id}/content")
    assert (content.content, content.headers["content-type"]) == (PDF, "application/pdf")
    assert "script-src 'none'" in content.headers["content-security-policy"]
    assert content.headers["content-disposition"].startswith("inline")


def test_reading_a_paper_is_recorded(office: WebOffice) -> None:
    """Who looked at which paper stands in the journal of the file's office."""
    visitor = office.visitor("lin")
    case = office.house.ports.cases.load(office.cases["on_file"]).case
    visitor.get(f"/cases/{case.id}/documents/{case.documents[0].id}/content")
    entries = office.house.ports.cases.entries(EntryQuery(case_id=journal_id(case.office), limit=0))
    last = [event for entry in entries if (event := entry.event()) is not None][-1]
    assert (last.action, last.details["document"]) == ("document_read", case.documents[0].id)


@pytest.mark.parametrize(
    ("name", "content"),
    [("virus.pdf", b"%PDF-" + EICAR), ("program.exe", b"MZ\x90\x00"), ("empty.pdf", b"")],
)
def test_what_is_not_acceptable_is_refused_by_name(
    office: WebOffice, name: str, content: bytes
) -> None:
    """Infected-looking, of no accepted kind, empty: the page says which file and why."""
    visitor = office.visitor("lin")
    case = office.cases["draft"]
    before = office.house.ports.cases.load(case).case.documents
    answer = visitor.send(
        f"/cases/{case}/documents", {"kind": "identity_card"}, files={"file": (name, content)}
    )
    assert (answer.status_code, name in answer.text) == (422, True)
    assert office.house.ports.cases.load(case).case.documents == before


def test_a_form_without_a_file_says_so(office: WebOffice) -> None:
    """Nothing was chosen: the page says what to do."""
    visitor = office.visitor("lin")
    answer = visitor.send(f"/cases/{office.cases['draft']}/documents", {"kind": "identity_card"})
    assert (answer.status_code, "请选择一个文件" in answer.text) == (422, True)


def test_a_day_that_is_none_is_said_before_anything_is_kept(office: WebOffice) -> None:
    """The paper does not come into the file."""
    visitor = office.visitor("lin")
    number = office.cases["draft"]
    visitor.get(f"/cases/{number}")
    form = {"kind": "identity_card", "issued_on": "2026-02-30"}
    answer = visitor.send(
        f"/cases/{number}/documents", form, files={"file": ("a.pdf", b"%PDF-1.4\n")}
    )
    assert (answer.status_code, "日期" in answer.text) == (422, True)
    kept = office.house.ports.cases.load(number).case.documents
    assert "a.pdf" not in {document.name for document in kept}
