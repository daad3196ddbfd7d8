"""Working on cases by the API: open, act, repeat, be late, be refused, page through."""

from __future__ import annotations

from tests.support.programs import Program
from tests.support.web_office import HERE, WebOffice

PDF = b"%PDF-1.4 sample"
NEW = {
    "kind": "hardship_aid",
    "office": "textile-mill",
    "data": {"applicant_name": "赵样例", "applicant_id": "110101198001010002"},
}


def opened(program: Program, **headers: str) -> str:
    """A new case at lin's office."""
    answer = program.send("/cases", NEW, **headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case"])


def test_a_case_is_opened_shown_and_found(office: WebOffice) -> None:
    """The answer says where it lies; its version is its ETag; the list has it first."""
    program = Program(office, "lin")
    answer = program.send("/cases", NEW)
    number = answer.json()["case"]
    assert answer.headers["location"] == f"/api/v1/cases/{number}"
    shown = program.client.get(answer.headers["location"])
    assert (shown.json()["case"], shown.headers["etag"]) == (number, answer.headers["etag"])
    assert program.get("/cases", limit=1).json()["cases"][0]["case"] == number


def test_a_repeated_request_gets_the_first_answer(office: WebOffice) -> None:
    """With the same key nothing happens twice; with another body the key is refused."""
    program = Program(office, "lin")
    number = opened(program, idempotency_key="once")
    again = program.send("/cases", NEW, idempotency_key="once").json()
    assert (again["case"], again["repeated"]) == (number, True)
    other = program.send(f"/cases/{number}/notes", {"text": "x"}, idempotency_key="once")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_nobodys_key_is_in_the_way_of_anothers(office: WebOffice) -> None:
    """Two programs may use the same key; neither learns anything of the other by it."""
    one, other = Program(office, "lin"), Program(office, "bai")
    number = opened(one, idempotency_key="once")
    answer = other.send(f"/cases/{number}/notes", {"text": "x"}, idempotency_key="once")
    assert (answer.status_code, answer.json()["repeated"]) == (200, False)


def test_who_read_an_older_version_is_told(office: WebOffice) -> None:
    """412 with the reason; without `If-Match`, or with the present ETag, it is carried out."""
    program = Program(office, "lin")
    number = opened(program)
    current = program.get(f"/cases/{number}").headers["etag"]
    stale = f'"{int(current.strip(chr(34))) + 1}"'
    path, body = f"/cases/{number}/actions/submit", {"data": {"applicant_name": "赵样例"}}
    late = program.send(path, body, if_match=stale)
    assert (late.status_code, late.json()["code"]) == (412, "api_stale")
    assert [reason["code"] for reason in late.json()["reasons"]] == ["stale_version"]
    assert program.send(path, body, if_match=current).status_code == 422


def test_a_refusal_names_every_reason_in_both_languages(office: WebOffice) -> None:
    """Code, values, words in Chinese and English, and the value of the request it is about."""
    program = Program(office, "lin", lang="en")
    number = opened(program)
    problem = program.send(f"/cases/{number}/actions/submit", {"data": {}}).json()
    assert (problem["status"], problem["type"]) == (422, "urn:unioncase:problem:api_refused")
    assert problem["title"] == problem["text"]["en"]
    missing = [one for one in problem["reasons"] if one["code"] == "field_missing"]
    assert missing
    assert {one["pointer"] for one in missing} == {
        f"/data/{one['params']['field']}" for one in missing
    }
    for reason in problem["reasons"]:
        assert reason["text"]["zh"] != reason["text"]["en"], reason


def test_values_that_cannot_be_used_are_named(office: WebOffice) -> None:
    """Each at its place: in the body by a pointer, in the address by its name."""
    program = Program(office, "lin")
    problem = program.send("/cases", {"kind": 7, "data": {}, "odd": 1}).json()
    found = {(one["pointer"], one["code"]) for one in problem["values"]}
    assert (problem["code"], found) == (
        "api_invalid",
        {
            ("/kind", "api_value_of_other_type"),
            ("/office", "api_value_missing"),
            ("/odd", "api_value_unknown"),
        },
    )
    (one,) = program.get("/cases", limit=0).json()["values"]
    assert (one["place"], one["name"], one["params"]) == ("query", "limit", {"expected": "ge 1"})


def test_the_explanation_agrees_with_what_happens(office: WebOffice) -> None:
    """What is said not to be possible is refused for the same reasons; anyone has other ones."""
    program = Program(office, "bus", lang="en")
    assert program.get(f"/cases/{office.cases['on_file']}/actions").status_code == 404
    program = Program(office, "lin")
    number = office.cases["on_file"]
    for found in program.get(f"/cases/{number}/actions").json()["actions"]:
        if found["allowed"]:
            continue
        answer = program.send(f"/cases/{number}/actions/{found['action']}", {}).json()
        told = {reason["code"] for reason in answer["reasons"]}
        assert {reason["code"] for reason in found["reasons"]} <= told
    people = program.client.get(f"/api/v1/cases/{number}/actions", params={"for": "anyone"})
    assert any(found["people"] for found in people.json()["actions"])


def test_pages_join_without_gap_or_overlap(calm: WebOffice) -> None:
    """Three at a time gives what fifty at once do, for cases, entries and tasks."""
    program = Program(calm, "shen")
    number = calm.cases["on_file"]
    for path, name, key in (
        ("/cases", "cases", "case"),
        (f"/cases/{number}/entries", "entries", "seq"),
    ):
        whole = [one[key] for one in program.get(path, limit=200).json()[name]]
        joined, cursor = [], None
        while True:
            page = program.get(path, limit=3, **({"cursor": cursor} if cursor else {})).json()
            joined += [one[key] for one in page[name]]
            cursor = page["next"]
            if cursor is None:
                break
        assert joined == whole
        assert len(whole) > 3


def test_a_made_up_cursor_is_refused(calm: WebOffice) -> None:
    """Nothing is guessed from it."""
    program = Program(calm, "lin")
    for path in ("/cases", "/tasks", "/me/notices"):
        answer = program.get(path, cursor="bm9uZQ")
        assert (answer.status_code, answer.json()["code"]) == (422, "api_cursor_invalid"), path


def test_filters_narrow_a_list(calm: WebOffice) -> None:
    """By state, status and office; an office out of reach has no cases."""
    program = Program(calm, "bai")
    found = program.get("/cases", kind="hardship_aid", state="on_file").json()["cases"]
    assert {one["state"] for one in found} == {"on_file"}
    found = program.get("/cases", office="hospital").json()["cases"]
    assert {one["office"] for one in found} == {"hospital"}
    assert Program(calm, "lin").get("/cases", office="hospital").json()["cases"] == []


def test_a_paper_goes_in_and_comes_out_with_its_hash(office: WebOffice) -> None:
    """Under its plain name; what is no paper is refused."""
    program, number = Program(office, "lin"), office.cases["draft"]
    url = f"/api/v1/cases/{number}/documents"
    files = {"file": ("C:\\扫描\\身份证.pdf", PDF)}
    answer = program.client.post(url, data={"kind": "identity_card"}, files=files)
    assert answer.status_code == 200, answer.text
    paper = program.get(f"/cases/{number}/documents").json()["documents"][-1]
    content = program.get(f"/cases/{number}/documents/{paper['id']}/content")
    assert (paper["name"], content.content) == ("身份证.pdf", PDF)
    assert content.headers["etag"] == f'"{paper["sha256"]}"'
    bad = {"file": ("a.pdf", b"MZ program")}
    refused = program.client.post(url, data={"kind": "identity_card"}, files=bad)
    assert (refused.status_code, refused.json()["code"]) == (422, "document_kind_unknown")


def test_a_remark_stands_among_the_remarks(office: WebOffice) -> None:
    """With who left it and when."""
    program, number = Program(office, "lin"), office.cases["on_file"]
    program.send(f"/cases/{number}/notes", {"text": "家访改到周五"})
    (note,) = program.get(f"/cases/{number}/notes").json()["notes"][-1:]
    assert (note["person"], note["text"]) == ("lin", "家访改到周五")


def test_personal_data_are_shown_for_a_purpose_and_the_reading_is_recorded(
    office: WebOffice,
) -> None:
    """Masked in the case; whole once a purpose is given, which the trail then has."""
    program, number = Program(office, "lin"), office.cases["on_file"]
    masked = program.get(f"/cases/{number}").json()["facts"]["applicant_id"]
    answer = program.send(
        f"/cases/{number}/reveal", {"fields": ["applicant_id"], "purpose": "核对"}
    )
    whole = answer.json()["values"]["applicant_id"]
    assert ("*" in masked, "*" in whole, whole[-2:]) == (True, False, masked[-2:])
    last = program.get(f"/cases/{number}/entries", limit=200).json()["entries"][-1]
    assert last["header"]["type"] == "personal_data_read"


def test_a_task_is_claimed_released_and_assigned(office: WebOffice) -> None:
    """It moves from the queue to whoever has it."""
    program = Program(office, "lin")
    task = program.get("/tasks", whose="unassigned").json()["tasks"][0]
    assert program.send(f"/tasks/{task['id']}/claim").status_code == 200
    mine = [one["id"] for one in program.get("/tasks").json()["tasks"]]
    assert task["id"] in mine
    assert program.send(f"/tasks/{task['id']}/release").status_code == 200


def test_many_are_answered_each_on_its_own(office: WebOffice) -> None:
    """What is there is claimed, what is not gets its own 404; the whole is 207."""
    program = Program(office, "lin")
    task = program.get("/tasks", whose="unassigned").json()["tasks"][0]["id"]
    answer = program.send("/bulk/tasks", {"tasks": [task, "none"], "do": "claim"})
    assert answer.status_code == 207
    assert [item["status"] for item in answer.json()["items"]] == [200, 404]
    cases = [office.cases["on_file"], "HA-2026-999999"]
    answer = program.send("/bulk/actions", {"cases": cases, "action": "submit"})
    assert [item["status"] for item in answer.json()["items"]] == [422, 404]


def test_a_session_may_use_the_api_with_its_token(office: WebOffice) -> None:
    """The pages' own scripts do; the trail names the person."""
    visitor, number = office.visitor("lin"), office.cases["on_file"]
    headers = {**HERE, "x-csrf-token": visitor.token}
    url = f"/api/v1/cases/{number}/notes"
    answer = visitor.client.post(url, json={"text": "x"}, headers=headers)
    assert answer.status_code == 200
    assert visitor.client.get(url).json()["notes"][-1]["person"] == "lin"


def test_a_case_is_shown_as_it_was(office: WebOffice) -> None:
    """After its first entry it stood at its beginning; before that there was none."""
    program, number = Program(office, "lin"), office.cases["on_file"]
    then = program.get(f"/cases/{number}/then", seq=1).json()
    assert (then["state"], then["version"]) == ("draft", 1)
    early = program.get(f"/cases/{number}/then", at="2020-01-01T00:00:00Z")
    assert early.status_code == 404


def test_a_copied_case_is_listed_for_whom_it_was_copied_to(office: WebOffice) -> None:
    """In the API and on the page, by itself with the filter, to be read and not acted on."""
    number = office.cases["on_file"]
    copied = Program(office, "lin").send(f"/cases/{number}/copies", {"people": ["bus"]})
    assert copied.status_code == 200, copied.text
    program = Program(office, "bus")
    found = {reach: program.get("/cases", reach=reach).json() for reach in ("all", "own", "copied")}
    listed = {reach: {row["case"] for row in page["cases"]} for reach, page in found.items()}
    assert listed["copied"] == {number}
    assert listed["all"] == listed["own"] | {number}
    assert number not in listed["own"]
    actions = program.get(f"/cases/{number}/actions").json()["actions"]
    assert [one["action"] for one in actions if one["allowed"]] == []
    assert program.get("/cases", reach="far").status_code == 422
    visitor = office.visitor("bus")
    assert number in visitor.page("/cases?status=&reach=copied")
    assert number not in visitor.page("/cases?status=&reach=own")
    report = program.get("/reports/cases", by="kind").json()
    assert report["total"] == len(listed["own"])
