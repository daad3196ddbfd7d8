"""What programs do for the house: keep staff, allot, give out work, look after deliveries."""

from __future__ import annotations

import pytest
from httpx2 import Response

from engine.directory import Grant, Person
from engine.journal import journal_id
from engine.ports import EntryQuery, TaskQuery
from engine.projection import Message
from tests.support.programs import Program
from tests.support.web_office import NOW, WebOffice

LEAD = Person(id="lead", name="样例", grants=(Grant(role="supervisor", office="textile-mill"),))


def codes(answer: Response) -> list[str]:
    """The codes of the reasons of a refusal."""
    return [one["code"] for one in answer.json()["reasons"]]


def journal(office: WebOffice, of: str) -> list[tuple[str, str | None]]:
    """Type and action of every entry in an office's journal."""
    entries = office.house.ports.cases.entries(EntryQuery(case_id=journal_id(of), limit=0))
    return [(event.type.value, event.action) for entry in entries if (event := entry.event())]


def test_somebody_is_taken_in_goes_away_and_leaves(office: WebOffice) -> None:
    """Each is one entry; a dry run is judged alike and leaves none."""
    admin = Program(office, "admin")
    body = {"name": "新样例", "roles": [{"role": "caseworker", "office": "textile-mill"}]}
    before = journal(office, "yangli-province")
    tried = admin.send("/people/xin?dry_run=true", body, method="PUT").json()
    assert (tried["people"]["added"], tried["dry_run"]) == (["xin"], True)
    assert journal(office, "yangli-province") == before
    assert admin.send("/people/xin", body, method="PUT").json()["people"]["added"] == ["xin"]
    away = {"delegate": "lin", "since": "2026-11-20", "until": "2026-11-22"}
    for changed in (["lin", "xin"], []):
        answer = admin.send("/people/xin/absences", away).json()
        assert answer["people"]["changed"] == changed
    assert {"person": "xin", **away} in admin.get("/absences").json()["absences"]
    left = admin.send("/people/xin/leave", {"last_day": "2026-11-19", "to": "lin"}).json()
    assert (left["people"]["changed"], left["tasks"]) == (["xin"], [])
    assert len(journal(office, "yangli-province")) == len(before) + 3


def test_what_can_stand_in_no_directory_is_refused(office: WebOffice) -> None:
    """An office above itself, a role at no office, and an end before its beginning."""
    admin = Program(office, "admin")
    ring = {"level": "street", "name": "x", "region": "371083", "parent": "textile-mill"}
    assert codes(admin.send("/offices/east-street", ring, method="PUT")) == [
        "office_above_itself",
        "office_above_itself",
    ]
    role = {"role": "chair", "office": "nowhere", "since": "2026-02-01", "until": "2026-01-01"}
    answer = admin.send("/people/xin", {"name": "x", "roles": [role]}, method="PUT")
    assert codes(answer) == ["office_unknown", "days_reversed"]


def test_one_acts_for_who_is_away_and_for_nobody_else(office: WebOffice) -> None:
    """The absent colleague's queue is there; a false claim is turned away and recorded."""
    gao = Program(office, "gao")
    own = gao.get("/me").json()
    assert own["on_behalf_of"] is None
    gao.client.headers["acting-for"] = "bai"
    assert gao.get("/me").json()["on_behalf_of"] == "bai"
    lin = Program(office, "lin")
    lin.client.headers["acting-for"] = "bai"
    answer = lin.get("/cases")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_delegated")
    assert journal(office, "textile-mill")[-1] == ("attempt_refused", "act_for")


def test_a_fund_gets_its_budget_once(office: WebOffice) -> None:
    """The same key moves no money twice; who may not is told of no such address."""
    kuai = Program(office, "kuai")
    body = {"office": "yangli-district", "fund": "hardship", "year": 2026, "amount_fen": 700}

    def free() -> int:
        funds = kuai.get("/budgets", year=2026).json()["budgets"]
        mine = (f for f in funds if (f["office"], f["fund"]) == ("yangli-district", "hardship"))
        return sum(fund["amounts_fen"].get("free", 0) for fund in mine)

    before = free()
    answers = [kuai.send("/budgets/allotments", body, idempotency_key="a") for _ in range(2)]
    assert [answer.json() for answer in answers] == [body, body]
    assert free() == before + 700
    much = {**body, "amount_fen": -(10**13)}
    assert codes(kuai.send("/budgets/allotments", much)) == ["budget_insufficient"]
    assert Program(office, "lin").send("/budgets/allotments", body).status_code == 404


@pytest.fixture
def led(office: WebOffice) -> Program:
    """A program of somebody who leads the mill's union."""
    staff = office.house.ports.staff
    old = staff.directory()
    people = {**old.people, LEAD.id: LEAD}
    staff.save(type(old)(offices=old.offices, people=people, absences=old.absences))
    return Program(office, LEAD.id)


def test_waiting_work_is_given_out(office: WebOffice, led: Program) -> None:
    """First only tried; then each task has somebody or the reasons why not."""
    body = {"office": "textile-mill"}
    tried = led.send("/queues/distribution", {**body, "dry_run": True}).json()
    done = led.send("/queues/distribution", body).json()
    assert [one["person"] for one in done["tasks"]] == [one["person"] for one in tried["tasks"]]
    assert done["tasks"]
    for one in done["tasks"]:
        holder = office.house.ports.cases.task(one["task"]).task.assignee
        assert holder == one["person"]
        assert (one["person"] is None) == bool(one["reasons"])


def test_who_leads_sees_the_load_and_who_could_do_a_task(led: Program) -> None:
    """What waits is counted by person and office; a caseworker of the mill may have its tasks."""
    load = led.get("/load").json()
    assert load["total"] == sum(pile["total"] for pile in load["people"])
    assert "textile-mill" in {pile["key"] for pile in load["offices"]}
    (task, *_) = led.get("/tasks", whose="all", limit=1).json()["tasks"]
    people = led.get(f"/tasks/{task['id']}/candidates").json()["people"]
    assert all(one["may"] == (not one["reasons"]) for one in people)
    assert led.get("/queues/done").json() == {"done": []}
    assert led.get("/queues/idle").status_code == 200


def test_the_work_of_a_leaver_is_moved(office: WebOffice, led: Program) -> None:
    """Tried first: every open task and what would become of it; nothing moves until it is meant."""
    ports = office.house.ports
    (row, *_) = ports.cases.tasks(TaskQuery(assignee=None, case_id=office.cases["draft"]))
    Program(office, "lin").send(f"/tasks/{row.task.id}/claim")
    held = len(ports.cases.tasks(TaskQuery(assignee="lin", limit=0)))
    body = {"person": "lin", "to": "lead", "dry_run": True}
    tried = led.send("/queues/hand-over", body).json()
    assert len(tried["tasks"]) == len(ports.cases.tasks(TaskQuery(assignee="lin", limit=0))) == held
    moved = led.send("/queues/hand-over", {**body, "dry_run": False}).json()
    assert [one["way"] for one in moved["tasks"]] == [one["way"] for one in tried["tasks"]]


def test_dead_letters_are_for_who_sees_the_whole_house(office: WebOffice) -> None:
    """They are listed, tried again with a reason that the journal keeps, and gone."""
    outbox = office.house.ports.outbox
    outbox.promise([Message(key="test:1", kind="test", payload={}, available_at=NOW)])
    outbox.bury("test:1", "http_busy", NOW)
    admin = Program(office, "admin")
    assert [one["key"] for one in admin.get("/deliveries/dead").json()["dead"]] == ["test:1"]
    assert admin.get("/health").json()["deliveries"]["dead"] == 1
    asked = {"key": "test:1", "do": "drop", "reason": "nobody there"}
    assert admin.send("/deliveries/dead", asked).json() == {"key": "test:1", "settled": "drop"}
    assert admin.send("/deliveries/dead", asked).status_code == 404
    assert admin.get("/copies").json()["copies"] == []


def test_a_decision_says_on_what_it_was_judged(calm: WebOffice) -> None:
    """Each criterion with its values and source; what is personal is named and withheld."""
    program = Program(calm, "shen", lang="en")
    criteria = [
        criterion
        for number in calm.cases.values()
        for decision in program.get(f"/cases/{number}/decisions").json()["decisions"]
        for criterion in decision["criteria"]
    ]
    values = [value for criterion in criteria for value in criterion["values"]]
    assert {value["withheld"] for value in values} == {True, False}
    assert all(value["value"] is None for value in values if value["withheld"])
    assert all(
        criterion["nearest"] == []
        for criterion in criteria
        if any(value["withheld"] for value in criterion["values"])
    )


def test_cases_that_belong_together_are_found(calm: WebOffice) -> None:
    """Within reach only: a grass-roots union finds no case of another one."""
    lin = Program(calm, "lin")
    number = lin.get("/cases", limit=1).json()["cases"][0]["case"]
    found = lin.get(f"/cases/{number}/related").json()
    seen = {one["case"] for one in lin.get("/cases", limit=200).json()["cases"]}
    assert {one["case"] for one in found["shared"]} <= seen - {number}


def test_a_contact_that_is_no_address_is_not_taken(office: WebOffice) -> None:
    """Neither a mailbox for a webhook nor an address without TLS."""
    lin = Program(office, "lin")
    for address in ("lin@example.invalid", "http://hooks.example/"):
        answer = lin.send("/me/contacts/webhook", {"address": address}, method="PUT")
        assert (answer.status_code, answer.json()["code"]) == (422, "api_address_unfit")


def test_a_remark_says_whom_it_names(office: WebOffice) -> None:
    """Each login once."""
    lin, number = Program(office, "lin"), office.cases["draft"]
    lin.send(f"/cases/{number}/notes", {"text": "@bo please look, @bo"})
    assert lin.get(f"/cases/{number}/notes").json()["notes"][-1]["mentions"] == ["bo"]
