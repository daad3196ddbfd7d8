"""The page of a case."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.case_rights import rights
from adapters.inbound.web.case_view import (
    choices,
    clocks,
    coming,
    sections,
    stages,
    tell,
)
from adapters.inbound.web.deadline_view import days_of
from adapters.inbound.web.round_view import change_forms, mode_of, seats, telling_forms
from adapters.inbound.web.rules_panel import panels
from adapters.inbound.web.visit import Own, Visit
from engine.journal import JOURNAL_PREFIX
from engine.refusal import Refusal
from engine.usecases.explain_deadline import explain_deadlines
from engine.usecases.read_history import case_at, latest_of_history
from engine.usecases.show_case import CaseView, show_case

router = APIRouter(include_in_schema=False)

_LATEST = 12
PAGE = 100


def require_case(case_id: str) -> None:
    """Journals are no cases: they have no page.

    Raises:
        HttpError: It is a journal.
    """
    if case_id.startswith(JOURNAL_PREFIX):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)


@router.get("/cases/{case_id}")
def page(visit: Own, case_id: str, anyone: bool = False) -> Response:
    """Everything about a case, and what can be done with it now."""
    require_case(case_id)
    view = show_case(visit.ports, case_id, visit.requester, anyone=anyone)
    return visit.page("case.html", **case_values(visit, view), anyone=anyone)


def case_values(visit: Visit, view: CaseView) -> dict[str, object]:
    """What the case page and its neighbours show."""
    case = view.case
    words = visit.words_of(case)
    entries = latest_of_history(visit.ports, case, upto=view.seq, limit=_LATEST)
    subject = view.workflow.spec.subject
    return {
        "view": view,
        "case": case,
        "w": words,
        "subject": [str(case.facts[n]) for n in subject if n in case.facts],
        "stages": stages(view, words),
        "sections": sections(view, visit, words),
        "choices": choices(view, words),
        "coming": coming(view, visit, words),
        "clocks": clocks(case, visit, words),
        "seats": seats(case, words),
        "mode": "" if case.approval is None else mode_of(case.approval, words),
        "changes": change_forms(view, words),
        "telling": telling_forms(view, words),
        "told": tell(entries, words),
        "entry_count": view.seq,
        "panels": panels(visit, case, words),
        **rights(visit, view, words),
    }


@router.get("/cases/{case_id}/history")
def history(visit: Own, case_id: str, upto: int = 0) -> Response:
    """The entries of a case, the newest first, page by page."""
    require_case(case_id)
    view = show_case(visit.ports, case_id, visit.requester)
    words = visit.words_of(view.case)
    last = upto if 0 < upto < view.seq else view.seq
    entries = latest_of_history(visit.ports, view.case, upto=last, limit=PAGE)
    older = last - len(entries)
    return visit.page(
        "history.html",
        case=view.case,
        w=words,
        told=tell(entries, words),
        count=view.seq,
        older=older if older > 0 else None,
    )


@router.get("/cases/{case_id}/history/{seq}")
def as_it_was(visit: Own, case_id: str, seq: int) -> Response:
    """A case as it was after one of its entries."""
    require_case(case_id)
    view = show_case(visit.ports, case_id, visit.requester)
    then = case_at(visit.ports, case_id, visit.requester, seq=seq)
    if then is None or isinstance(then, Refusal):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    words = visit.words_of(view.case)
    past = CaseView(
        case=then,
        workflow=view.workflow,
        facts=then.facts,
        actions=(),
        upcoming=(),
        seq=seq,
    )
    return visit.page(
        "as_it_was.html",
        case=then,
        w=words,
        seq=seq,
        stages=stages(past, words),
        sections=sections(past, visit, words),
        clocks=clocks(then, visit, words),
        last=view.seq,
    )


@router.get("/cases/{case_id}/deadlines")
def deadlines(visit: Own, case_id: str) -> Response:
    """The arithmetic of every clock of a case, day by day."""
    require_case(case_id)
    found = explain_deadlines(visit.ports, case_id, visit.requester)
    case = show_case(visit.ports, case_id, visit.requester).case
    words = visit.words_of(case)
    return visit.page(
        "deadlines.html", case=case, w=words, clocks=[days_of(item, visit, words) for item in found]
    )
