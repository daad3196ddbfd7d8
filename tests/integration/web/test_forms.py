"""Forms: generated, kept while typed, checked at the field, never lost, decided on what is seen."""

from __future__ import annotations

import re

from engine.commands import AddNote
from engine.ports import EntryQuery
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester
from tests.support.web_office import Visitor, WebOffice

APPLICANT = {
    "office": "textile-mill",
    "f.applicant_name": "赵样例",
    "f.applicant_id": "110101198001010002",
    "f.phone": "13900000001",
    "f.employer": "样例纺织厂",
}


def version(text: str) -> str:
    """The version of the case that a form was made from."""
    return str(re.findall(r'name="version" value="(\d+)"', text)[0])


def opened(visitor: Visitor) -> str:
    """The number of a case that was opened with the form."""
    visitor.page("/new/hardship_aid")
    answer = visitor.send("/new/hardship_aid", APPLICANT)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/cases/")


def entries(office: WebOffice, case: str) -> list[str]:
    """The kinds of the entries of a case."""
    found = office.house.ports.cases.entries(EntryQuery(case_id=case, limit=0))
    return [event.type.value for entry in found if (event := entry.event()) is not None]


def test_a_case_is_opened_with_the_form(office: WebOffice) -> None:
    """What was typed stands in the file, and the page says its number."""
    visitor = office.visitor("lin")
    case = opened(visitor)
    text = visitor.page(f"/cases/{case}")
    assert "赵样例" in text
    assert f"编号 {case}" in text


def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(office: WebOffice) -> None:
    """The other values stand on the form again, and the summary leads to the field."""
    visitor = office.visitor("lin")
    answer = visitor.send("/new/hardship_aid", {**APPLICANT, "f.applicant_id": "123"})
    assert answer.status_code == 422
    assert 'href="#at-applicant_id"' in answer.text
    assert 'value="赵样例"' in answer.text
    assert 'value="123"' in answer.text
    field = answer.text[answer.text.index('id="at-applicant_id"') :]
    assert 'aria-invalid="true"' in field[: field.index("</div>")]


def test_fields_with_a_condition_follow_what_is_typed(office: WebOffice) -> None:
    """The pupil's name is asked for only where aid for schooling is."""
    visitor = office.visitor("lin")
    assert "f.pupil_name" not in visitor.page("/new/hardship_aid")
    part = visitor.send("/new/hardship_aid/check", {**APPLICANT, "f.aid_type": "schooling"})
    assert "f.pupil_name" in part.text
    part = visitor.send("/new/hardship_aid/check", {**APPLICANT, "f.aid_type": "living"})
    assert "f.pupil_name" not in part.text


def test_a_field_that_comes_back_brings_what_it_held(office: WebOffice) -> None:
    """A slip in the field that it hangs on costs nothing; what is not on the form is not sent."""
    visitor = office.visitor("lin")
    visitor.page("/new/hardship_aid")
    check = "/new/hardship_aid/check"
    schooling = {**APPLICANT, "f.aid_type": "schooling"}
    visitor.send(check, {**schooling, "f.pupil_name": "赵样例一", "f.school_stage": "compulsory"})
    for slip in ("living", "accident"):
        assert "赵样例一" not in visitor.send(check, {**APPLICANT, "f.aid_type": slip}).text
    part = visitor.send(check, schooling).text
    assert 'value="赵样例一"' in part
    assert '<option value="compulsory" selected' in part


def test_values_are_checked_while_they_are_typed(office: WebOffice) -> None:
    """A wrong one is told at once; of what is still empty nothing is said."""
    visitor = office.visitor("lin")
    part = visitor.send("/new/hardship_aid/check", {"f.requested": "many"}).text
    assert part.count("field-error") == 1
    assert "e-requested" in part


def test_a_draft_waits_for_its_person(office: WebOffice) -> None:
    """After a lost session the form is as it was left; sent or thrown away, it is gone."""
    visitor, colleague = office.visitor("lin"), office.visitor("he")
    visitor.send("/new/hardship_aid/check", APPLICANT)
    office.wait(hours=2)
    again = office.visitor("lin")
    text = again.page("/new/hardship_aid")
    assert 'value="样例纺织厂"' in text
    assert 'value="样例纺织厂"' not in colleague.get("/new/hardship_aid").text
    opened(again)
    assert 'value="样例纺织厂"' not in again.page("/new/hardship_aid")


def test_rows_of_a_list_come_back_as_typed(office: WebOffice) -> None:
    """Empty rows are left out, and another empty one waits behind those filled in."""
    visitor = office.visitor("lin")
    rows = {
        **APPLICANT,
        "f.members.0.name": "赵样例",
        "f.members.0.relation": "self",
        "f.members.3.name": "赵样例一",
    }
    part = visitor.send("/new/hardship_aid/check", rows).text
    assert re.findall(r'name="f\.members\.(\d)\.name" value="([^"]*)"', part) == [
        ("0", "赵样例"),
        ("1", "赵样例一"),
        ("2", ""),
    ]


def test_a_double_click_opens_one_case(office: WebOffice) -> None:
    """The same form sent twice leads to the same case."""
    visitor = office.visitor("lin")
    key = re.findall(r'name="key" value="([^"]+)"', visitor.page("/new/hardship_aid"))[0]
    answers = [visitor.send("/new/hardship_aid", {**APPLICANT, "key": key}) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]


def test_an_action_is_taken(office: WebOffice) -> None:
    """The case moves, the page says where to, and the entry names who did it."""
    visitor = office.visitor("he")
    case = office.cases["completeness"]
    text = visitor.page(f"/cases/{case}/actions/request_papers")
    data = {"version": version(text), "f.missing_papers": "收入证明"}
    answer = visitor.send(f"/cases/{case}/actions/request_papers", data)
    assert answer.headers["location"] == f"/cases/{case}"
    assert "待补正材料" in visitor.page(f"/cases/{case}")


def test_a_refused_action_keeps_what_was_typed(office: WebOffice) -> None:
    """With every reason on the page, and the attempt in the file."""
    visitor = office.visitor("lin")
    case = office.cases["on_file"]
    path = f"/cases/{case}/actions/propose_exit"
    text = visitor.page(path)
    data = {"version": version(text), "f.exit_reason": "收入已稳定", "f.months_above": "3"}
    answer = visitor.send(path, data)
    assert answer.status_code == 422
    assert "收入已稳定" in answer.text
    assert entries(office, case)[-1] == "attempt_refused"


def test_a_stale_form_shows_both(office: WebOffice) -> None:
    """Somebody else was faster: theirs stands beside one's own, and one decides."""
    visitor = office.visitor("lin")
    case = office.cases["draft"]
    path = f"/cases/{case}/actions/print_forms"
    seen = version(visitor.page(path))
    other = office.visitor("he")
    theirs = {"version": seen, "f.employer": "样例纺织二厂"}
    assert other.send(path, theirs).status_code == 303
    mine = {"version": seen, "f.employer": "样例纺织三厂"}
    stale = visitor.send(path, mine)
    assert stale.status_code == 409
    assert 'id="problems"' not in stale.text
    assert "样例纺织三厂" in stale.text
    assert "样例纺织二厂" in stale.text
    taken = visitor.send(path, {**mine, "version": version(stale.text), "take": "employer"})
    assert 'value="样例纺织二厂"' in taken.text
    assert visitor.send(path, {**mine, "version": version(stale.text)}).status_code == 303
    assert "样例纺织三厂" in visitor.page(f"/cases/{case}")


def test_personal_data_are_kept_unless_typed_anew(office: WebOffice) -> None:
    """A form does not show them; left empty they stay, and showing them is recorded."""
    visitor = office.visitor("lin")
    case = office.cases["draft"]
    path = f"/cases/{case}/actions/print_forms"
    text = visitor.page(path)
    before = office.house.ports.cases.load(case).case.facts
    assert str(before["applicant_id"]) not in text
    shown = visitor.send(f"{path}/reveal", {"version": version(text)})
    assert str(before["applicant_id"]) in shown.text
    assert entries(office, case)[-1] == "personal_data_read"
    visitor.send(path, {"version": version(text), "f.applicant_id": "", "f.employer": "样例厂"})
    after = office.house.ports.cases.load(case).case.facts
    assert (after["applicant_id"], after["employer"]) == (before["applicant_id"], "样例厂")


def test_saying_that_data_were_shown_shows_nothing(office: WebOffice) -> None:
    """The mark on a form opens no field that was not sent with it."""
    visitor = office.visitor("lin")
    case = office.cases["draft"]
    answer = visitor.send(f"/cases/{case}/actions/print_forms/check", {"revealed": "yes"})
    facts = office.house.ports.cases.load(case).case.facts
    assert str(facts["applicant_id"]) not in answer.text


def test_reading_personal_data_takes_a_purpose(office: WebOffice) -> None:
    """Without one it is refused; with one the values are shown and the reading stands on record."""
    visitor = office.visitor("lin")
    case = office.cases["on_file"]
    identity = str(office.house.ports.cases.load(case).case.facts["applicant_id"])
    refused = visitor.send(f"/cases/{case}/reveal", {"field": "applicant_id", "purpose": " "})
    assert (refused.status_code, identity in refused.text) == (422, False)
    shown = visitor.send(f"/cases/{case}/reveal", {"field": "applicant_id", "purpose": "核对"})
    assert identity in shown.text
    assert entries(office, case)[-1] == "personal_data_read"


def test_several_tasks_are_taken_at_once(office: WebOffice) -> None:
    """What is refused is told by case, the rest is done."""
    visitor = office.visitor("lin")
    text = visitor.page("/work?queue=unassigned")
    tasks = re.findall(r'name="task" value="([^"]+)"', text)[:3]
    assert visitor.send("/work", {"do": "claim", "task": tasks}).status_code == 303
    assert all(task in visitor.page("/work?queue=mine") for task in tasks)
    again = office.visitor("he")
    answer = again.send("/work", {"do": "claim", "task": [*tasks[:1], "HA-1|x"]})
    assert (answer.status_code, tasks[0].split("|")[0] in answer.text) == (422, True)


def test_a_remark_stands_in_the_history(office: WebOffice) -> None:
    """It is escaped, whatever somebody writes into it."""
    visitor = office.visitor("lin")
    case = office.cases["on_file"]
    visitor.send(f"/cases/{case}/notes", {"text": "<script>alert(1)</script>"})
    text = visitor.page(f"/cases/{case}")
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_a_long_history_comes_in_pages(office: WebOffice) -> None:
    """The case shows the newest, the history a hundred at a time, down to the first."""
    visitor, case = office.visitor("lin"), office.cases["on_file"]
    for number in range(80):
        note = AddNote(case_id=case, text=f"第{number}次电话")
        handle_command(office.house.ports, note, Requester(person="lin"))
    count = office.house.ports.cases.load(case).seq
    assert visitor.page(f"/cases/{case}").count("第7") == 10
    first = visitor.page(f"/cases/{case}/history")
    [older] = re.findall(r'href="\?upto=(\d+)"', first)
    assert int(older) == count - 100
    last = visitor.page(f"/cases/{case}/history?upto={older}")
    assert (f"#{count} " in first, f"#{older} " in last, "#1 " in last) == (True, True, True)
    assert 'href="?upto=' not in last


def test_approvals_are_given_several_at_once(office: WebOffice) -> None:
    """The file lies beside the list, and the picked ones are decided together."""
    visitor = office.visitor("bai")
    text = visitor.page("/approvals")
    case = re.findall(r'name="case" value="([^"]+)"', text)[0]
    answer = re.findall(r'name="do" value="([^"]+)"', text)[0]
    assert visitor.send("/approvals", {"case": [case], "do": answer}).status_code == 303
    assert case not in visitor.page("/approvals")


def test_the_audit_sees_what_happened(office: WebOffice) -> None:
    """Sign-ins, refusals and readings can be found, and the verification finds no defect."""
    lin, auditor = office.visitor("lin"), office.visitor("shen")
    case = office.cases["on_file"]
    lin.send(f"/cases/{case}/reveal", {"field": "phone", "purpose": "联系家属"})
    assert "联系家属" in auditor.page(f"/audit?view=reads&case={case}")
    assert "登录" in auditor.page("/audit?view=door")
    auditor.page("/audit/verification")
    assert "note-good" in auditor.send("/audit/verification").text


def test_damage_shows_in_the_verification(office: WebOffice) -> None:
    """A remark that no entry tells of is found."""
    case = office.cases["on_file"]
    note = AddNote(case_id=case, text="x")
    handle_command(office.house.ports, note, Requester(person="lin"))
    with office.house.database.writes() as connection:
        connection.exec_driver_sql(
            "UPDATE cases SET snapshot = replace(snapshot, '样例纺织厂', '别的厂') WHERE id = ?",
            (case,),
        )
    auditor = office.visitor("shen")
    auditor.page("/audit/verification")
    assert "note-bad" in auditor.send("/audit/verification").text
