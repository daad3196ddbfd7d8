"""Everybody against every address: a cast of all roles, and the things of one office.

The things always belong to one office; who asks for them sits there, at the office above it, or at
an office of another branch. So each role meets the same file as its own, as one of a sub-office and
as another office's, and beside it a number that nothing has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from typing import Any

from httpx2 import Response

from adapters.http import Site
from adapters.inbound.rest.document import document
from adapters.inbound.rest.rates import Rates
from engine.contacts import Channel, Contact
from engine.delivery import Effect
from engine.directory import Directory, Grant, Person
from engine.events import EventType
from engine.model import Case
from engine.notices import Notice, NoticeCode
from engine.ports import CaseQuery, EntryQuery
from engine.projection import Message
from engine.usecases.answers import Done
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from engine.usecases.sign_in import session_key
from engine.usecases.write_letter import issued_letters
from tests.support.access import Address, Relation
from tests.support.programs import Program, give_token
from tests.support.web_office import NOW, Visitor, WebOffice

OFFICE = "textile-mill"
SEATS: Mapping[Relation, str] = {
    "own": OFFICE,
    "below": "east-street",
    "other": "hospital",
    "absent": OFFICE,
}
"""Where somebody sits to whom the things of the office are what the relation says."""
TOPMOST = "yangli-province"
ABOVE_ALL = "administrator above all"
"""Sits at the topmost office: every office is one below, and none another's."""
ROLES = (
    "caseworker",
    "supervisor",
    "chair",
    "treasurer",
    "cashier",
    "mediator",
    "inspector",
    "auditor",
    "administrator",
)
_SERVICE = f"service.{OFFICE}"
_ABSENT = {
    "case_id": "HA-2026-999999",
    "document_id": "HA-2026-999999-D1",
    "task_id": "HA-2026-999999-T1.0",
    "letter_id": "HA-2026-999999-L1",
    "person": "nobody-here",
    "service": "nobody-here",
    "office": "nowhere",
    "party": "P-999999",
    "token": "none",
    "notice": "none",
    "key": "none",
    "kind": "none",
    "what": "none",
    "figure": "none",
    "channel": "pigeon",
}
_ALSO = {"leaver": "person", "to": "colleague", "delegate": "colleague", "case": "case_id"}
"""What is meant by further names in bodies and forms."""
_SENT = {
    "do": "retry",
    "reason": "x",
    "why": "x",
    "text": "x",
    "purpose": "x",
    "role": "caseworker",
    "region": "371083",
    "place": "work",
}
"""What bodies and forms say besides."""
_ENDS_SESSIONS = ("/sign", "/account")


def login(role: str, relation: Relation) -> str:
    """Who holds a role where the things are what the relation says."""
    if role == ABOVE_ALL:
        return f"administrator.{TOPMOST}"
    return f"{role}.{SEATS[relation]}"


class Ground:
    """An office with the whole cast in it, and the things that everybody asks for."""

    def __init__(self, office: WebOffice) -> None:
        self.office = office
        self._programs: dict[str, Program] = {}
        self._visitors: dict[str, Visitor] = {}
        self._asked = 0
        _bring_in(office)
        state = office.app.state
        # Everybody asks more often in a minute than anybody does in a day.
        state.api_rates = Rates(10**9)
        assert isinstance(state.site, Site)
        # A stream that has been let in would never end; now it is told to come again.
        state.site.streams.close()

    def ask(self, address: Address, role: str, relation: Relation) -> Response:
        """Ask for something as somebody."""
        person = login(role, relation)
        things = {**self._things(address, person), **(_ABSENT if relation == "absent" else {})}
        path = re.sub(r"\{([a-z_]+)[^}]*\}", lambda place: things[place[1]], address.path)
        if address.operation:
            return self._programmed(address, path, person, things)
        return self._browsed(address, path, person, things)

    def _programmed(
        self, address: Address, path: str, person: str, things: Mapping[str, str]
    ) -> Response:
        if person not in self._programs:
            self._programs[person] = Program(self.office, person)
        sent: dict[str, Any] = sent_to(address, things)
        return self._programs[person].client.request(address.method, path, **sent)

    def _browsed(
        self, address: Address, path: str, person: str, things: Mapping[str, str]
    ) -> Response:
        visitor = self._visitors.get(person) or self.office.visitor(person)
        self._visitors[person] = visitor
        form = None
        if address.method == "POST":
            named = {name: things[thing] for name, thing in _ALSO.items()}
            form = {**things, **named, **_SENT, "csrf": visitor.token}
        if path.startswith(_ENDS_SESSIONS):
            del self._visitors[person]
        return visitor.client.request(address.method, path, data=form)

    def _things(self, address: Address, person: str) -> Mapping[str, str]:
        """What stands in the places of an address; what asking uses up is there anew."""
        self._asked += 1
        ports = self.office.house.ports
        things = {**self._lasting, "key": f"none-{self._asked}"}
        if address.path.endswith("/withdraw"):
            things |= self._papers(self._spare)
        if "{action}" in address.path:
            things |= {"case_id": self._begun, "action": "submit"}
        if address.path.endswith("/inbox/open"):
            things["notice"] = self._told(person)
        if address.path.endswith(("/deliveries", "/deliveries/dead")):
            things["key"] = self._given_up()
        if address.method == "DELETE" and "{channel}" in address.path:
            to = Contact(person=person, channel=Channel.WEBHOOK, address="https://a.example/")
            ports.contacts.save(to)
        if "{token}" in address.path:
            things["token"] = session_key(give_token(self.office, _SERVICE))[:12]
        return things

    @cached_property
    def _lasting(self) -> Mapping[str, str]:
        ports, case = self.office.house.ports, self._case
        (link, *_) = ports.parties.links_of({case.id})
        staff = ports.staff.directory().people.values()
        here = [
            p.id for p in staff if any(g.office == OFFICE for g in p.grants) and "." not in p.id
        ]
        return {
            **self._papers(case),
            "seq": str(self._decision(case)),
            "task_id": case.tasks[0].id,
            "letter_id": self._letter(case) or "",
            "kind": case.kind,
            "version": str(case.workflow_version),
            "person": here[0],
            "colleague": here[1],
            "service": _SERVICE,
            "office": OFFICE,
            "party": link.party,
            "what": "remind",
            "channel": "webhook",
            "figure": "aid_paid",
            "notice": "none",
            "token": "none",
        }

    def _papers(self, case: Case) -> dict[str, str]:
        return {"case_id": case.id, "document_id": case.documents[0].id}

    @cached_property
    def _case(self) -> Case:
        """A file of the office with papers, a task and a letter."""
        return next(file for file in self._files() if file.tasks and self._letter(file))

    @cached_property
    def _begun(self) -> str:
        """One that lacks so much that nobody can submit it."""
        answer = open_case(
            self.office.house.ports,
            kind=self._case.kind,
            office=OFFICE,
            data={"applicant_name": "赵样例", "applicant_id": "110101198001010002"},
            requester=Requester(person=login("caseworker", "own")),
        )
        assert isinstance(answer, Done), answer
        return answer.case.id

    @cached_property
    def _spare(self) -> Case:
        """Another one, whose papers may go."""
        return next(file for file in self._files() if file.id != self._case.id)

    def _files(self) -> Iterator[Case]:
        cases = self.office.house.ports.cases
        rows = cases.cases(CaseQuery(offices=frozenset({OFFICE}), limit=1000))
        files = (cases.load(row.id).case for row in rows)
        return (file for file in files if file.documents)

    def _letter(self, case: Case) -> str | None:
        asker = Requester(person=login("caseworker", "own"))
        issued = issued_letters(self.office.house.ports, case.id, asker)
        return next((letter.id for letter in issued), None)

    def _decision(self, case: Case) -> int:
        trail = self.office.house.ports.cases.entries(EntryQuery(case_id=case.id, limit=0))
        taken = EventType.ACTION_TAKEN
        return next(e.seq for e in trail if (event := e.event()) and event.type is taken)

    def _told(self, person: str) -> str:
        notice = Notice(
            id=f"{self._case.id}:{self._asked}:{person}",
            person=person,
            code=NoticeCode.MENTION,
            at=NOW,
            case_id=self._case.id,
            kind=self._case.kind,
            office=OFFICE,
        )
        message = self._promised()
        self.office.house.ports.outbox.complete(message.key, NOW, Effect(notices=(notice,)))
        return notice.id

    def _given_up(self) -> str:
        message = self._promised()
        self.office.house.ports.outbox.bury(message.key, "http_busy", NOW)
        return message.key

    def _promised(self) -> Message:
        message = Message(key=f"test:{self._asked}", kind="test", payload={}, available_at=NOW)
        self.office.house.ports.outbox.promise([message])
        return message


def _bring_in(office: WebOffice) -> None:
    """Give every role to somebody at each of the offices, and let them sign in."""
    ports, accounts = office.house.ports, office.house.doors.accounts
    old = ports.staff.directory()
    cast = [_person(role, seat) for role in ROLES for seat in dict.fromkeys(SEATS.values())]
    cast.append(_person("administrator", TOPMOST))
    service = replace(_person("caseworker", OFFICE), id=_SERVICE)
    people = {**old.people, **{one.id: one for one in (*cast, service)}}
    ports.staff.save(Directory(offices=old.offices, people=people, absences=old.absences))
    known = accounts.account("lin")
    assert known is not None
    for one in cast:
        accounts.save_account(replace(known, person=one.id))


def _person(role: str, seat: str) -> Person:
    return Person(id=f"{role}.{seat}", name=role, grants=(Grant(role=role, office=seat),))


def sent_to(address: Address, things: Mapping[str, str]) -> dict[str, object]:
    """The least that an operation takes, about the things that are asked for, and only tried."""
    operation = _operations()[address.operation]
    tries = any(one["name"] == "dry_run" for one in operation.get("parameters", ()))
    params: dict[str, object] = {"params": {"dry_run": "true"}} if tries else {}
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        paper = {"kind": (None, "identity_card"), "file": ("a.pdf", b"%PDF-1.4")}
        return {"files": paper}
    schema = content.get("application/json", {}).get("schema")
    return params if schema is None else {**params, "json": _body(address, schema, things)}


def _body(address: Address, schema: Mapping[str, Any], things: Mapping[str, str]) -> object:
    shape = _resolved(schema)
    named = {**things, **{name: things[thing] for name, thing in _ALSO.items()}, **_SENT}
    if address.operation == "issueToken":
        named["person"] = things["service"]
    body = _least(shape)
    also = {"case": named["case"]} if address.operation == "verifyAudit" else {}
    tried = {"dry_run": True} if "dry_run" in shape["properties"] else {}
    told = {n: named[n] for n in body if n in named and _is_open(shape["properties"][n])}
    return {**body, **told, **also, **tried}


def _is_open(schema: Mapping[str, Any]) -> bool:
    """Whether a value may be any; of a list of values the first one is sent."""
    return "enum" not in _resolved(schema)


@cache
def _operations() -> Mapping[str, dict[str, Any]]:
    every = (operation for path in document()["paths"].values() for operation in path.values())
    return {operation["operationId"]: operation for operation in every}


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return dict(found)


def _least(schema: Mapping[str, Any]) -> Any:
    """The shortest value that a schema takes."""
    schema = _resolved(schema)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        wanted = schema.get("required", ())
        return {name: _least(schema["properties"][name]) for name in wanted}
    if schema.get("type") == "array":
        return [_least(schema["items"]) for _ in range(schema.get("minItems", 0))]
    return _PLAIN.get(schema.get("format", ""), _PLAIN.get(schema.get("type", "")))


_PLAIN: Mapping[str, object] = {
    "string": "xxx",
    "integer": 2026,
    "number": 1,
    "boolean": False,
    "date": "2026-12-01",
    "date-time": "2026-12-01T00:00:00Z",
}
