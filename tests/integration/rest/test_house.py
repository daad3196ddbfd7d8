"""What the API says of the house: figures, people, the trail, tokens, one's own; and how fast."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from engine.access_tokens import Scope
from engine.directory import Grant, Person
from engine.journal import journal_id
from engine.ports import EntryQuery
from tests.support.programs import Program
from tests.support.web_office import WebOffice


def test_each_figure_opens_the_cases_behind_it(calm: WebOffice) -> None:
    """The list at its address has as many cases as it counts, within reach of who asks."""
    for person in ("lin", "shen"):
        program = Program(calm, person)
        report = program.get("/reports/cases", by="state", kind="hardship_aid").json()
        assert sum(figure["count"] for figure in report["figures"]) == report["total"]
        for figure in report["figures"]:
            address = urlsplit(figure["cases"])
            answer = program.client.get(f"{address.path}?{address.query}&limit=200")
            assert len(answer.json()["cases"]) == figure["count"], figure


def test_offices_and_people_end_at_ones_own_reach(calm: WebOffice) -> None:
    """A grass-roots union sees itself; the district sees those below it and not the city."""
    assert [one["office"] for one in Program(calm, "lin").get("/offices").json()["offices"]] == [
        "textile-mill"
    ]
    district = {one["office"] for one in Program(calm, "shen").get("/offices").json()["offices"]}
    assert ("hospital" in district, "yangli-city" in district) == (True, False)
    assert Program(calm, "lin").get("/people/ning").status_code == 404


def test_an_auditor_searches_the_trail_and_that_is_recorded(office: WebOffice) -> None:
    """Entries of one type, masked; the search stands in the journal."""
    program = Program(office, "shen")
    found = program.get("/audit/entries", type="case_opened", limit=5).json()["entries"]
    assert {entry["header"]["type"] for entry in found} == {"case_opened"}
    journal = EntryQuery(case_id=journal_id("yangli-district"), limit=0)
    events = [entry.event() for entry in office.house.ports.cases.entries(journal)]
    last = events[-1]
    assert last is not None
    assert (last.action, last.details["types"]) == ("audit_export", ["case_opened"])


def test_a_case_is_verified_and_the_house_only_for_who_sees_it(calm: WebOffice) -> None:
    """An auditor of the district verifies a file of it; everything is beyond them."""
    program = Program(calm, "shen")
    report = program.send("/audit/verification", {"case": calm.cases["on_file"]}).json()
    assert (report["cases"], report["defects"]) == (1, [])
    whole = program.send("/audit/verification", {})
    assert (whole.status_code, whole.json()["code"]) == (403, "api_whole_house_only")
    assert program.send("/audit/verification", {"case": "none"}).status_code == 404


def test_rules_and_clocks_come_with_what_they_rest_on(calm: WebOffice) -> None:
    """Every decision has its evidence, every clock its days; personal data are masked."""
    program = Program(calm, "shen")
    numbers = [number for state, number in calm.cases.items() if state != "on_file"]
    judged = [program.get(f"/cases/{number}/decisions").json() for number in numbers]
    first = next(one for answer in judged for one in answer["decisions"])
    assert {"edition", "facts", "met", "not_met", "open"} <= set(first["evidence"])
    assert first["evidence"]["facts"].get("annual_income") in (None, "***")
    number = calm.cases["completeness"]
    deadlines = program.get(f"/cases/{number}/deadlines").json()["deadlines"]
    assert any(leg["days"] for clock in deadlines for leg in clock["legs"])


def test_definitions_say_what_a_case_holds(calm: WebOffice) -> None:
    """In the language that is asked for, with the picture."""
    program = Program(calm, "lin", lang="en")
    kinds = {one["kind"]: one for one in program.get("/definitions").json()["kinds"]}
    latest = kinds["hardship_aid"]["latest"]
    found = program.get(f"/definitions/hardship_aid/{latest}").json()
    fields = {field["field"]: field for field in found["fields"]}
    assert (fields["applicant_id"]["sensitive"], fields["aid_type"]["type"]) == (True, "choice")
    picture = program.get(f"/definitions/hardship_aid/{latest}/diagram")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert program.get("/definitions/none/1").status_code == 404


def test_one_is_told_where_one_wants_to_be(office: WebOffice) -> None:
    """A webhook is set, listed and removed; nobody else's is seen."""
    program = Program(office, "lin")
    body = {"address": "https://hooks.example/cases", "quiet_from": "21:00", "quiet_until": "07:00"}
    kept = program.send("/me/contacts/webhook", body, method="PUT").json()
    assert (kept["channel"], kept["quiet"]) == ("webhook", "21:00-07:00")
    assert Program(office, "bai").get("/me/contacts").json()["contacts"] == []
    gone = [program.send("/me/contacts/webhook", method="DELETE").status_code for _ in range(2)]
    assert gone == [204, 404]


def test_budgets_are_for_those_who_have_to_do_with_money(calm: WebOffice) -> None:
    """In fen by account; for a caseworker there is no such address."""
    (first, *_) = Program(calm, "kuai").get("/budgets").json()["budgets"]
    assert set(first["amounts_fen"]) >= {"granted", "free"}
    assert Program(calm, "lin").get("/budgets").status_code == 404


def with_account(office: WebOffice) -> None:
    """Add a service account to the textile mill, and an administrator there."""
    staff = office.house.ports.staff
    old = staff.directory()
    account = Person(
        id="payroll", name="工资接口", grants=(Grant(role="caseworker", office="textile-mill"),)
    )
    keeper = Person(
        id="keeper", name="管样例", grants=(Grant(role="administrator", office="hospital"),)
    )
    people = {**old.people, account.id: account, keeper.id: keeper}
    staff.save(type(old)(offices=old.offices, people=people, absences=old.absences))


def test_a_token_is_issued_used_and_revoked(office: WebOffice) -> None:
    """It is shown once, opens what its scopes say, and nothing once it is revoked."""
    with_account(office)
    admin = Program(office, "admin")
    body = {"person": "payroll", "label": "夜间导出", "scopes": ["cases:read"], "days": 7}
    issued = admin.send("/tokens", body).json()
    assert "secret" not in admin.get("/tokens").json()["tokens"][0]
    program = Program(office, "payroll", [])
    program.client.headers["authorization"] = f"Bearer {issued['secret']}"
    assert program.get("/cases").json()["cases"]
    assert program.get("/people").status_code == 403
    assert admin.send(f"/tokens/{issued['id']}", method="DELETE").status_code == 200
    assert program.get("/cases").status_code == 401
    journal = EntryQuery(case_id=journal_id("textile-mill"), limit=0)
    actions = [
        e.action for entry in office.house.ports.cases.entries(journal) if (e := entry.event())
    ]
    assert actions[-2:] == ["token_issued", "token_revoked"]


def test_a_token_ends_by_itself(office: WebOffice) -> None:
    """After its last day it opens nothing."""
    with_account(office)
    body = {"person": "payroll", "label": "x", "scopes": ["cases:read"], "days": 1}
    issued = Program(office, "admin").send("/tokens", body).json()
    program = Program(office, "payroll", [])
    program.client.headers["authorization"] = f"Bearer {issued['secret']}"
    assert program.get("/cases").status_code == 200
    office.wait(days=1)
    assert program.get("/cases").status_code == 401


def test_nobody_gets_a_key_to_act_as_a_colleague(office: WebOffice) -> None:
    """Who signs in with a password is no service account; the attempt is refused."""
    answer = Program(office, "admin").send(
        "/tokens", {"person": "lin", "label": "x", "scopes": ["cases:act"]}
    )
    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["reasons"]] == ["signs_in_themselves"]


def test_an_administrator_issues_within_reach_only(office: WebOffice) -> None:
    """For the hospital's administrator the mill's account does not exist, nor does its token."""
    with_account(office)
    body = {"person": "payroll", "label": "x", "scopes": ["cases:read"]}
    issued = Program(office, "admin").send("/tokens", body).json()
    keeper = Program(office, "keeper")
    assert keeper.send("/tokens", body).status_code == 404
    seen = {token["person"] for token in keeper.get("/tokens").json()["tokens"]}
    assert seen == {"keeper"}
    assert keeper.send(f"/tokens/{issued['id']}", method="DELETE").status_code == 404


def test_who_asks_too_fast_is_told_when_to_come_again(office: WebOffice) -> None:
    """After ten seconds' worth at once comes 429; nobody else is held up; then it goes on."""
    program = Program(office, "lin", [Scope.OWN])
    answers = [program.client.get("/api/v1/me") for _ in range(101)]
    last = answers[-1]
    assert [one.status_code for one in answers].count(200) == 100
    assert (last.status_code, last.headers["retry-after"]) == (429, "1")
    assert Program(office, "bai").get("/me").status_code == 200
    office.wait(seconds=1)
    assert program.get("/me").status_code == 200


@pytest.mark.parametrize("value", [10**400, [[[]]], "\u0000", {"a": None}])
def test_odd_values_break_nothing(office: WebOffice, value: object) -> None:
    """They are refused like any other value that does not fit."""
    program, number = Program(office, "lin"), office.cases["draft"]
    body = {"data": {"requested": value}}
    answer = program.send(f"/cases/{number}/actions/submit", body, idempotency_key="odd")
    assert answer.status_code == 422, answer.text


def test_what_breaks_is_a_problem_too(office: WebOffice) -> None:
    """With a code, words and the request's id, though nothing can be asked of the database."""
    program = Program(office, "lin")
    vars(office.house)["ports"] = None
    client = TestClient(
        office.app, headers=dict(program.client.headers), raise_server_exceptions=False
    )
    answer = client.get("/api/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (500, "http_failed")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
