"""The auditor's pages: the past of a case, what changed, what was decided on, proofs, exports."""

from __future__ import annotations

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from adapters.outbound.signing import is_signed
from engine.events import EventType
from engine.ports import EntryQuery
from engine.proofs import proof_from_json, proof_problems
from engine.usecases.deliver_message import deliver_message
from tests.support.web_office import Outline, WebOffice

PERSONAL = re.compile(r"(?<![\d-])(?:\d{17}[\dX]|1[3-9]\d{9})(?!\d)")


def decided(office: WebOffice) -> tuple[str, int]:
    """A case and its last entry in which somebody took an action."""
    case = office.cases["on_file"]
    entries = office.house.ports.cases.entries(EntryQuery(case_id=case, limit=0))
    events = [(entry.seq, event.type) for entry in entries if (event := entry.event())]
    return case, max(seq for seq, type_ in events if type_ is EventType.ACTION_TAKEN)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/cases/{case}/on?day=2026-11-19",
        "/cases/{case}/on?day=2001-01-01",
        "/cases/{case}/on",
        "/cases/{case}/compare",
        "/cases/{case}/compare?one=3&other=3",
        "/cases/{case}/compare?one=2026-11-01&other=%237",
        "/cases/{case}/decisions/{seq}",
        "/audit/verification",
    ],
)
def test_pages_of_the_past_are_well_formed_and_worded(
    calm: WebOffice, path: str, lang: str
) -> None:
    """What opens closes, and no text is missing, in either language."""
    case, seq = decided(calm)
    text = calm.known("shen", lang).page(path.format(case=case, seq=seq))
    assert Outline(text).faults == []
    assert re.findall("‹[^›]*›", text) == []
    assert PERSONAL.findall(text) == []


def test_the_case_on_a_day_is_the_one_after_that_days_last_entry(calm: WebOffice) -> None:
    """What was recorded later is not on the page."""
    case, _ = decided(calm)
    visitor = calm.known("shen")
    opened = calm.house.ports.cases.load(case).case.opened_at.date().isoformat()
    text = visitor.page(f"/cases/{case}/on?day={opened}")
    assert f"{opened} 当天结束时的案卷" in text
    assert "还没有这个案件" in visitor.page(f"/cases/{case}/on?day=1999-01-01")


def test_a_comparison_shows_every_part_that_changed(calm: WebOffice) -> None:
    """From before it was opened to now: state, facts, papers, deadlines and money."""
    case, _ = decided(calm)
    text = calm.known("shen").page(f"/cases/{case}/compare")
    for part in ("状态", "案情", "材料", "期限"):
        assert f'colspan="3">{part} <' in text, part


def test_a_decision_is_shown_with_the_file_before_it(calm: WebOffice) -> None:
    """The page says after which entry, and what opened the case is nobody's decision."""
    case, seq = decided(calm)
    text = calm.known("shen").page(f"/cases/{case}/decisions/{seq}")
    assert f"第 {seq - 1} 条记录之后" in text
    assert calm.known("shen").get(f"/cases/{case}/decisions/1").status_code == 404


def test_a_proof_can_be_checked_without_the_database(office: WebOffice) -> None:
    """The downloaded file holds; of an entry that is not in the log yet there is none."""
    case, seq = decided(office)
    ports = office.house.ports
    visitor = office.visitor("shen")
    visitor.page("/audit/verification")
    early = visitor.send("/audit/proof", {"case": case, "seq": seq})
    assert early.status_code == 422
    while keys := ports.outbox.lease(ports.clock.now(), until=ports.clock.now(), limit=100):
        for key in keys:
            deliver_message(ports, key)
    answer = visitor.send("/audit/proof", {"case": case, "seq": seq})
    assert answer.headers["content-disposition"].startswith("attachment")
    proof = proof_from_json(answer.content)
    assert list(proof_problems(proof, is_signed)) == []
    assert proof.root in visitor.page("/audit/verification")
    absent = visitor.send("/audit/proof", {"case": "HA-2026-999999", "seq": 1})
    assert absent.status_code == 422


def test_verification_covers_the_cases_and_the_log(office: WebOffice) -> None:
    """An untouched office has no defects."""
    visitor = office.visitor("shen")
    visitor.page("/audit/verification")
    answer = visitor.send("/audit/verification")
    assert answer.status_code == 200
    assert "note-good" in answer.text
    # The district's auditor sees some offices only.
    assert "只核验了" in answer.text


def exported(office: WebOffice, kind: str) -> list[list[str]]:
    """The rows of an export."""
    visitor = office.visitor("shen")
    visitor.page("/audit")
    form = {"view": "actions", "format": kind}
    answer = visitor.send("/audit/export", form)
    assert answer.status_code == 200
    if kind == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_entries_are_exported_masked_and_the_export_is_an_entry(
    office: WebOffice, kind: str
) -> None:
    """The table has the entries asked for, no personal number, and its making is recorded."""
    rows = exported(office, kind)
    assert rows[0][:3] == ["时间", "人员", "做了什么"]
    assert len(rows) > 20
    assert {row[7] for row in rows[1:]} <= {"action_taken", "vote_recorded"}
    assert PERSONAL.findall(str([row[:6] for row in rows])) == []
    types = frozenset({EventType.PERSONAL_DATA_READ.value})
    found = list(office.house.ports.cases.entries(EntryQuery(person="shen", types=types, limit=0)))
    last = found[-1].event()
    assert last is not None
    assert last.action == "audit_export" or "audit_export" in str(last)
