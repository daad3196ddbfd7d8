"""Every address of the API: nobody without a token, none beyond its scope, no row of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from adapters.inbound.rest.call import Gate
from adapters.inbound.rest.document import ROUTERS, operation_id
from engine.access_tokens import Scope
from engine.ports import TaskQuery
from tests.support.programs import API, Program
from tests.support.web_office import HERE, WebOffice

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
NAMES = [operation_id(route) for route in ROUTES]
WALK = pytest.mark.parametrize("route", ROUTES, ids=NAMES)
OF_A_CASE = [route for route in ROUTES if "{case_id}" in route.path]
BODIES: dict[str, object] = {
    "addNote": {"text": "x"},
    "revealFields": {"fields": ["national_id"], "purpose": "x"},
    "addApprover": {"person": "lin", "place": "beside"},
    "transferVote": {"person": "lin"},
    "delegateVote": {"person": "lin"},
    "giveOpinion": {"text": "x"},
    "copyCase": {"people": ["lin"]},
    "withdrawDocument": {"reason": "x"},
    "assignTask": {"assignee": "lin"},
}


def gates(dependant: Dependant) -> Iterator[Gate]:
    """The guards of a route."""
    for inner in dependant.dependencies:
        if isinstance(inner.call, Gate):
            yield inner.call


def gate(route: APIRoute) -> Gate:
    """The one guard of a route."""
    (found,) = gates(route.dependant)
    return found


def method(route: APIRoute) -> str:
    """The one method of a route."""
    return min(route.methods or ())


def address(office: WebOffice, path: str, case: str | None = None) -> str:
    """A route's address with things that exist in its places."""
    # Nobody is too fast for the test.
    office.wait(seconds=1)
    case = case or office.cases["on_file"]
    file = office.house.ports.cases.load(office.cases["on_file"]).case
    places = {
        "case_id": case,
        "action": "start_recheck",
        "document_id": file.documents[0].id,
        "task_id": office.house.ports.cases.tasks(TaskQuery(limit=1))[0].task.id,
        "letter_id": f"{case}-L1",
        "kind": "hardship_aid",
        "version": "1",
        "person": "lin",
        "office": "textile-mill",
        "channel": "webhook",
        "party": "P-1",
        "token": "none",
    }
    return API + re.sub(r"\{([a-z_]+)\}", lambda place: places[place[1]], path)


@WALK
def test_every_address_has_exactly_one_guard(route: APIRoute) -> None:
    """None was forgotten, and none is guarded for two purposes."""
    assert len(list(gates(route.dependant))) == 1


@WALK
def test_nobody_comes_in_without_a_token(calm: WebOffice, route: APIRoute) -> None:
    """Without one and with a made-up one: 401 with the way to prove who one is."""
    client = calm.visitor().client
    for headers in ({}, {"authorization": "Bearer uc_made_up"}):
        answer = client.request(method(route), address(calm, route.path), headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


@WALK
def test_no_token_reaches_beyond_its_scope(calm: WebOffice, route: APIRoute) -> None:
    """A token with every scope but the one that is needed gets 403, which names it."""
    needed = gate(route).scope
    others = [scope for scope in Scope if scope is not needed]
    program = Program(calm, "shen", others)
    answer = program.client.request(method(route), address(calm, route.path))
    assert (answer.status_code, answer.json()["params"]) == (403, {"scope": needed.value})


@pytest.mark.parametrize("route", OF_A_CASE, ids=map(operation_id, OF_A_CASE))
def test_cases_of_other_offices_do_not_exist(calm: WebOffice, route: APIRoute) -> None:
    """Somebody of another office gets, for a case that is there, the answer to one that is not."""
    program = Program(calm, "bus")
    files = {"kind": (None, "identity_card"), "file": ("a.pdf", b"%PDF-1.4")}
    sent = (
        {"files": files}
        if operation_id(route) == "attachDocument"
        else {"json": BODIES.get(operation_id(route), {})}
    )
    if method(route) == "GET":
        sent = {}
    answers = [
        program.client.request(method(route), address(calm, route.path, case), **sent)
        for case in (calm.cases["on_file"], "HA-2026-999999")
    ]
    assert [answer.status_code for answer in answers] == [404, 404], answers[0].text
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("route", [r for r in ROUTES if method(r) != "GET"], ids=operation_id)
def test_a_session_changes_nothing_without_its_token(calm: WebOffice, route: APIRoute) -> None:
    """A browser that another site sends here, or that knows no token, is turned away."""
    visitor = calm.known("lin")
    url = address(calm, route.path)
    elsewhere = {"sec-fetch-site": "cross-site", "x-csrf-token": visitor.token}
    for headers in (elsewhere, HERE, {**HERE, "x-csrf-token": "0" * 64}):
        answer = visitor.client.request(method(route), url, headers=headers)
        assert answer.status_code == 403, headers


@pytest.mark.parametrize("route", [r for r in ROUTES if gate(r).roles], ids=operation_id)
def test_what_is_for_some_roles_does_not_exist_for_others(calm: WebOffice, route: APIRoute) -> None:
    """A caseworker gets the answer to an address that is not there."""
    program = Program(calm, "lin")
    answer = program.client.request(method(route), address(calm, route.path), json={})
    unknown = program.get("/nothing-here")
    assert (answer.status_code, answer.json()) == (404, unknown.json())


def test_journals_are_no_cases(calm: WebOffice) -> None:
    """The journal of an auditor's own office and the file of a person are not to be had here."""
    program = Program(calm, "shen")
    for number in ("J-yangli-district", "J-textile-mill"):
        for part in ("", "/entries", "/notes", "/then?seq=1", "/actions", "/deadlines"):
            assert program.get(f"/cases/{number}{part}").status_code == 404, (number, part)
    for kind in ("office_journal", "party"):
        assert program.get("/cases", kind=kind).json()["cases"] == []


@pytest.mark.parametrize("do", ["claim", "release", "assign"])
def test_tasks_of_other_offices_do_not_exist(calm: WebOffice, do: str) -> None:
    """Neither under their own address nor among many."""
    program = Program(calm, "bus")
    (task, *_) = calm.house.ports.cases.tasks(TaskQuery(case_id=calm.cases["draft"]))
    asked = {"assignee": "bus"} if do == "assign" else None
    answers = [
        program.send(f"/tasks/{name}/{do}", asked) for name in (task.task.id, "HA-2026-999999-T1.0")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    many = {"tasks": [task.task.id], "do": do, "assignee": "bus"}
    assert program.send("/bulk/tasks", many).json()["items"][0]["status"] == 404
