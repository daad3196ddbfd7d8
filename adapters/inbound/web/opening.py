"""Begin a case: the form of its kind, kept as a draft until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.wording import Wording
from adapters.inbound.web.action_form import Problems, problems
from adapters.inbound.web.drafting import recalled
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.typed import to_send, typed_values
from adapters.inbound.web.visit import Own, Visit
from engine.definitions.compile import CompiledWorkflow
from engine.filling import Filling
from engine.refusal import Refusal
from engine.usecases.find_party import Resemblance, possible_duplicates
from engine.usecases.open_case import open_case

router = APIRouter(include_in_schema=False)


def _workflow(visit: Visit, kind: str) -> CompiledWorkflow:
    if kind not in visit.site.kinds():
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return visit.ports.workflows.latest(kind)


def _offices(visit: Visit, workflow: CompiledWorkflow) -> list[tuple[str, str]]:
    """Where this person may open a case of this kind."""
    roles = set(workflow.spec.open.by)
    held = [grant.office for grant in visit.actor.grants if grant.role in roles]
    return [(office, visit.words.office(office)) for office in dict.fromkeys(held)]


def _filling(visit: Visit, workflow: CompiledWorkflow, typed: Mapping[str, JsonValue]) -> Filling:
    spec = workflow.spec
    return Filling(
        spec=spec,
        forms=visit.site.forms(spec.workflow, spec.version),
        edits=spec.open.edits,
        needs=spec.open.needs,
        facts={},
        typed=typed,
        today=visit.today,
    )


def _values(
    visit: Visit, workflow: CompiledWorkflow, filling: Filling, found: Problems, **more: object
) -> dict[str, object]:
    kind = workflow.spec.workflow
    words: Wording = visit.kind_words(kind)
    return {
        "kind": kind,
        "w": words,
        "offices": _offices(visit, workflow),
        "filling": filling,
        "parts": filling.parts(),
        "problems": found,
        "key": visit.site.doors.tokens.token(),
        "office": "",
        "draft": False,
        "stale": False,
        "revealed": False,
        "alike": (),
        **more,
    }


@router.get("/new")
def choose(visit: Own) -> Response:
    """The kinds of case that this person may begin."""
    kinds = []
    for kind in visit.site.kinds():
        workflow = visit.ports.workflows.latest(kind)
        offices = _offices(visit, workflow)
        kinds.append((kind, visit.kind_words(kind).kind.name or kind, offices))
    return visit.page("new.html", kinds=[found for found in kinds if found[2]])


@router.get("/new/{kind}")
def form(visit: Own, kind: str) -> Response:
    """The form, with the draft that the person left there."""
    workflow = _workflow(visit, kind)
    draft = visit.site.doors.drafts.draft(visit.guest.person, _place(kind))
    kept = draft or {}
    typed = cast("dict[str, JsonValue]", kept.get("fields") or {})
    filling = _filling(visit, workflow, typed)
    office = str(kept.get("office") or "")
    values = _values(visit, workflow, filling, Problems(), draft=draft is not None, office=office)
    return visit.page("new_case.html", **values)


@router.post("/new/{kind}/check")
def check(visit: Own, sent: Sent, kind: str) -> Response:
    """Keep what is typed so far, and say what is wrong with it at its field."""
    workflow = _workflow(visit, kind)
    drafts, person = visit.site.doors.drafts, visit.guest.person
    form = recalled(
        drafts.draft(person, _place(kind)),
        typed_values(sent, workflow.spec.case),
        lambda typed: _filling(visit, workflow, typed),
    )
    draft = {**form.draft(), "office": sent.text("office")}
    drafts.save_draft(person, _place(kind), draft, visit.now)
    filling = form.filling
    found = problems(filling.problems(), visit.kind_words(kind), filling.edits)
    values = _values(visit, workflow, filling, found, alike=_alike(visit, kind, filling))
    return visit.page("new_case_fields.html", **values)


def _alike(visit: Visit, kind: str, filling: Filling) -> list[tuple[Resemblance, str]]:
    """Whom the register may know already, and what speaks for it."""
    words = visit.kind_words(kind)
    return [
        (found, "; ".join(words.say(reason.value) for reason in found.alike.reasons))
        for found in possible_duplicates(visit.ports, visit.requester, kind, to_send(filling))
    ]


@router.post("/new/{kind}/discard")
def discard(visit: Own, sent: Sent, kind: str) -> Response:
    """Throw the draft away."""
    del sent
    _workflow(visit, kind)
    visit.site.doors.drafts.drop_draft(visit.guest.person, _place(kind))
    return visit.to(f"/new/{kind}", "web_done_discarded")


@router.post("/new/{kind}")
def begin(visit: Own, sent: Sent, kind: str) -> Response:
    """Begin the case; refused, everything typed is shown again with what is wrong."""
    workflow = _workflow(visit, kind)
    filling = _filling(visit, workflow, typed_values(sent, workflow.spec.case))
    answer = open_case(
        visit.ports,
        kind=kind,
        office=sent.text("office"),
        data=to_send(filling),
        requester=visit.requester,
        idempotency_key=sent.given("key"),
    )
    if isinstance(answer, Refusal):
        found = problems(answer.reasons, visit.kind_words(kind), filling.edits)
        values = _values(visit, workflow, filling, found, office=sent.text("office"))
        return visit.page("new_case.html", HTTPStatus.UNPROCESSABLE_ENTITY, **values)
    visit.site.doors.drafts.drop_draft(visit.guest.person, _place(kind))
    return visit.to(f"/cases/{answer.case.id}", "web_done_opened", case=answer.case.id)


def _place(kind: str) -> str:
    return f"new/{kind}"
