"""Every route: nobody without a session, nobody of another office, no form without its token."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute

from adapters.inbound.web.section import pages
from engine.usecases.requester import Requester
from engine.usecases.write_letter import issued_letters
from tests.support.web_office import HERE, WebOffice

OPEN = {"/sign-in", "/preferences", "/sign-in/single", "/sign-in/single/back", "/sign-in/left"}
"""What answers people who have not signed in."""
HALF = {"/sign-in/code"}
"""What answers sessions that wait for a code."""
ROUTES = [
    (method, route.path)
    for router in pages().routers
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
CLOSED = [found for found in ROUTES if found[1] not in OPEN | HALF]
OF_A_CASE = [found for found in ROUTES if "{case_id}" in found[1]]
GATES = {
    "/approvals": {"bai", "gao"},
    "/money": {"bai", "gao", "kuai", "shen"},
    "/load": {"bai", "gao"},
    "/figures": {"bai", "gao", "shen"},
    "/audit": {"shen"},
    "/administration": {"admin"},
}
"""Who may enter the parts that are not for everybody; nobody else of those who try."""
PEOPLE = ("lin", "bai", "gao", "kuai", "shen", "admin")


def address(office: WebOffice, path: str) -> str:
    """A route's address with things that exist in its places."""
    case = office.cases["on_file"]
    file = office.house.ports.cases.load(case).case
    places = {
        "case_id": case,
        "action": "start_recheck",
        "seq": "2",
        "document_id": file.documents[0].id,
        "task_id": f"{case}-T1.0",
        "letter_id": issued_letters(office.house.ports, case, Requester(person="lin"))[0].id,
        "kind": "hardship_aid",
        "version": "1",
        "person": "lin",
        "what": "remind",
        "channel": "email",
        "figure": "aid_paid",
    }
    return re.sub(r"\{([a-z_]+)[^}]*\}", lambda place: places[place[1]], path)


def test_there_are_routes() -> None:
    """The walk sees the pages: a case, its actions, the audit, the account."""
    paths = {path for _, path in ROUTES}
    assert {"/", "/cases/{case_id}", "/cases/{case_id}/actions/{action}", "/audit"} <= paths
    assert len(OF_A_CASE) > 15


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_nobody_comes_in_without_a_session(calm: WebOffice, method: str, path: str) -> None:
    """Every closed route leads to the door, whatever the method."""
    visitor = calm.visitor()
    answer = visitor.client.request(method, address(calm, path))
    assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")


@pytest.mark.parametrize(("method", "path"), [found for found in ROUTES if found[0] == "POST"])
def test_no_form_is_taken_from_another_site(calm: WebOffice, method: str, path: str) -> None:
    """A signed-in browser that another site sends here changes nothing."""
    visitor = calm.visitor("chen")
    url = address(calm, path)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}):
        visitor.client.headers.pop("sec-fetch-site", None)
        answer = visitor.client.request(method, url, headers=headers, data={"csrf": visitor.token})
        assert answer.status_code in (403, 404), (headers, answer.status_code)


@pytest.mark.parametrize(("method", "path"), [found for found in CLOSED if found[0] == "POST"])
def test_no_form_is_taken_without_its_token(calm: WebOffice, method: str, path: str) -> None:
    """Neither without a token nor with that of another session."""
    other = calm.known("lin")
    gated = next((who for gate, who in GATES.items() if path.startswith(gate)), {"shen"})
    visitor = calm.known(min(gated))
    for token in ("", "0" * 64, other.token):
        answer = visitor.client.request(
            method, address(calm, path), data={"csrf": token}, headers=HERE
        )
        assert answer.status_code == 403, (token, answer.status_code)


@pytest.mark.parametrize(("method", "path"), OF_A_CASE)
def test_cases_of_other_offices_do_not_exist(calm: WebOffice, method: str, path: str) -> None:
    """Somebody of another office gets, for a case that is there, the answer to one that is not."""
    visitor = calm.known("bus")
    url = address(calm, path)
    absent = url.replace(calm.cases["on_file"], "HA-2026-999999")
    data = {"csrf": visitor.token, "text": "x", "do": "x", "kind": "x", "purpose": "x"}
    answers = [
        visitor.client.request(method, one, data=data if method == "POST" else None)
        for one in (url, absent)
    ]
    shown = [
        answer.text.replace(one, "") for answer, one in zip(answers, (url, absent), strict=True)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert _without_numbers(shown[0]) == _without_numbers(shown[1])


def _without_numbers(text: str) -> str:
    """A page without what differs by the address that was asked for."""
    return re.sub(r"HA-\d+-\d+[^\"]*", "", text)


@pytest.mark.parametrize("gate", sorted(GATES))
@pytest.mark.parametrize("person", PEOPLE)
def test_parts_of_the_office_open_by_role(calm: WebOffice, gate: str, person: str) -> None:
    """Who does not hold a role for a part is told that there is no such page."""
    answer = calm.known(person).get(gate)
    assert answer.status_code == (200 if person in GATES[gate] else 404)


def test_an_unknown_address_and_a_forbidden_one_look_the_same(calm: WebOffice) -> None:
    """Nothing in the answer tells them apart."""
    visitor = calm.visitor("lin")
    unknown, forbidden = visitor.get("/nothing-here"), visitor.get("/audit")
    texts = [
        answer.text.replace(path, "")
        for answer, path in ((unknown, "/nothing-here"), (forbidden, "/audit"))
    ]
    assert (unknown.status_code, forbidden.status_code) == (404, 404)
    assert texts[0] == texts[1]


def test_journals_are_no_cases(calm: WebOffice) -> None:
    """The journal of one's own office has no case page."""
    visitor = calm.visitor("shen")
    assert visitor.get("/cases/J-textile-mill").status_code == 404
