"""Take an action: the form generated for it, drafts of it, and what comes of sending it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.action_form import (
    Problems,
    answers,
    command,
    extras,
    filling_of,
    problems,
)
from adapters.inbound.web.case_page import require_case
from adapters.inbound.web.case_view import mended, stages
from adapters.inbound.web.drafting import recalled
from adapters.inbound.web.posted import Posted, Sent
from adapters.inbound.web.typed import to_send, typed_values
from adapters.inbound.web.visit import Own, Visit
from engine.explain import Explained
from engine.filling import Filling
from engine.masking import is_personal
from engine.refusal import ReasonCode, Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.reveal_fields import reveal_fields
from engine.usecases.show_case import CaseView, show_case

router = APIRouter(include_in_schema=False)

Answers = Mapping[str, JsonValue]
_FORM = "/cases/{case_id}/actions/{action}"


class Sheet:
    """One person's form of one action of one case."""

    def __init__(self, visit: Visit, case_id: str, action: str) -> None:
        require_case(case_id)
        self.visit = visit
        self.view: CaseView = show_case(visit.ports, case_id, visit.requester)
        self.case = self.view.case
        self.words = visit.words_of(self.case)
        self.action = action
        if action not in self.view.workflow.outgoing[self.case.state]:
            raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)

    @property
    def place(self) -> str:
        """Where its draft is kept."""
        return f"{self.case.id}/{self.action}"

    @property
    def explained(self) -> Explained:
        """Whether the action is possible, and why not."""
        return next(found for found in self.view.actions if found.action == self.action)

    def filling(self, typed: Answers, shown: frozenset[str] = frozenset()) -> Filling:
        """Its fields with what is typed."""
        return filling_of(self.visit, self.view.workflow, self.case, self.action, typed, shown)

    def values(
        self, filling: Filling, given: Answers, found: Problems, **more: object
    ) -> dict[str, object]:
        """What the templates show."""
        return {
            "case": self.case,
            "seq": self.view.seq,
            "w": self.words,
            "action": self.action,
            "label": self.words.kind.word("actions", self.action),
            "stages": stages(self.view, self.words),
            "explained": self.explained,
            "mends": mended(self.explained, self.words),
            "filling": filling,
            "parts": filling.parts(),
            "given": given,
            "extras": extras(self.visit, self.view.workflow, self.case, self.action),
            "problems": found,
            "key": self.visit.site.doors.tokens.token(),
            "stale": False,
            "draft": False,
            "revealed": False,
            **more,
        }


@router.get(_FORM)
def form(visit: Own, case_id: str, action: str) -> Response:
    """The form, with the draft that the person left there."""
    sheet = Sheet(visit, case_id, action)
    draft = visit.site.doors.drafts.draft(visit.guest.person, sheet.place)
    kept = draft or {}
    typed = cast("dict[str, JsonValue]", kept.get("fields") or {})
    given = cast("dict[str, JsonValue]", kept.get("given") or {})
    values = sheet.values(sheet.filling(typed), given, Problems(), draft=draft is not None)
    return visit.page("action.html", **values)


@router.post(_FORM + "/check")
def check(visit: Own, sent: Sent, case_id: str, action: str) -> Response:
    """Keep what is typed so far, and say what is wrong with it at its field."""
    sheet = Sheet(visit, case_id, action)
    given, shown = answers(sent), _revealed(sheet, sent)
    form = recalled(
        visit.site.doors.drafts.draft(visit.guest.person, sheet.place),
        _typed(sheet, sent),
        lambda typed: sheet.filling(typed, shown),
    )
    visit.site.doors.drafts.save_draft(
        visit.guest.person, sheet.place, {**form.draft(), "given": given}, visit.now
    )
    found = problems(form.filling.problems(), sheet.words, form.filling.edits)
    revealed = sent.text("revealed") == "yes"
    values = sheet.values(form.filling, given, found, revealed=revealed)
    return visit.page("action_fields.html", **values)


@router.post(_FORM + "/discard")
def discard(visit: Own, sent: Sent, case_id: str, action: str) -> Response:
    """Throw the draft away."""
    del sent
    sheet = Sheet(visit, case_id, action)
    visit.site.doors.drafts.drop_draft(visit.guest.person, sheet.place)
    return visit.to(f"/cases/{case_id}/actions/{action}", "web_done_discarded")


@router.post(_FORM + "/reveal")
def reveal(visit: Own, sent: Sent, case_id: str, action: str) -> Response:
    """Show the personal data that the form may change; the reading is recorded."""
    sheet = Sheet(visit, case_id, action)
    typed, given = _typed(sheet, sent), answers(sent)
    personal = _personal(sheet)
    purpose = visit.say("web_purpose_of_action", action=sheet.words.kind.word("actions", action))
    answer = reveal_fields(visit.ports, case_id, personal, purpose, visit.requester)
    if isinstance(answer, Refusal):
        found = Problems(general=[sheet.words.reason(item) for item in answer.reasons])
        return visit.page("action.html", **sheet.values(sheet.filling(typed), given, found))
    filling = sheet.filling(typed, frozenset(personal))
    return visit.page("action.html", **sheet.values(filling, given, Problems(), revealed=True))


@router.post(_FORM)
def take(visit: Own, sent: Sent, case_id: str, action: str) -> Response:
    """Take the action; refused, everything typed is shown again with what is wrong."""
    sheet = Sheet(visit, case_id, action)
    typed, given = _typed(sheet, sent), answers(sent)
    if sent.given("take") is not None:
        return _theirs(sheet, sent, typed, given)
    filling = sheet.filling(typed, _revealed(sheet, sent))
    answer = handle_command(
        visit.ports, command(sent, case_id, action, to_send(filling)), visit.requester
    )
    if not isinstance(answer, Refusal):
        visit.site.doors.drafts.drop_draft(visit.guest.person, sheet.place)
        label = sheet.words.kind.word("actions", action)
        state = sheet.words.kind.word("states", answer.case.state)
        return visit.to(f"/cases/{case_id}", "web_done_action", action=label, state=state)
    # What a colleague changed has a note of its own; there is nothing to mend about it.
    left = [reason for reason in answer.reasons if reason.code is not ReasonCode.STALE_VERSION]
    stale = len(left) < len(answer.reasons)
    found = problems(left, sheet.words, filling.edits)
    revealed = sent.text("revealed") == "yes"
    values = sheet.values(filling, given, found, stale=stale, revealed=revealed)
    status = HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY
    return visit.page("action.html", status, **values)


def _theirs(sheet: Sheet, sent: Posted, typed: dict[str, JsonValue], given: Answers) -> Response:
    """After somebody else's change: take what stands in the file for one field."""
    typed.pop(sent.text("take"), None)
    filling = sheet.filling(typed, _revealed(sheet, sent))
    return sheet.visit.page("action.html", **sheet.values(filling, given, Problems(), stale=True))


def _typed(sheet: Sheet, sent: Posted) -> dict[str, JsonValue]:
    return typed_values(sent, sheet.view.workflow.spec.case)


def _personal(sheet: Sheet) -> tuple[str, ...]:
    spec = sheet.view.workflow.spec
    edits = spec.actions[sheet.action].edits
    return tuple(
        name for name in edits if name in sheet.case.facts and is_personal(spec.case[name])
    )


def _revealed(sheet: Sheet, sent: Posted) -> frozenset[str]:
    """The fields whose values stand on the sent form: those it sent, once they were shown.

    Nothing is shown by saying so: of a shown field only the typed value goes back to the browser.
    """
    if sent.text("revealed") != "yes":
        return frozenset()
    typed = _typed(sheet, sent)
    return frozenset(name for name in _personal(sheet) if name in typed)
