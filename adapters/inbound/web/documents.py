"""Papers: hand one in, look at it, have it preview itself in the page."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.uploads import plain_name
from adapters.inbound.web.case_page import case_values, require_case
from adapters.inbound.web.case_work import refused
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.papers import DocumentError
from engine.refusal import Refusal
from engine.usecases.attach_document import attach_document
from engine.usecases.read_document import find_document, may_read_document, read_document
from engine.usecases.show_case import show_case

router = APIRouter(include_in_schema=False)

_PREVIEWED = frozenset({"application/pdf", "image/jpeg", "image/png"})
_POLICY = "default-src 'self'; script-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""For a paper, which nobody of ours wrote: it may be shown in our pages, and run nothing."""


@router.post("/cases/{case_id}/documents")
def attach(visit: Own, sent: Sent, case_id: str) -> Response:
    """Put a paper into the file."""
    require_case(case_id)
    handed_in = sent.file("file")
    if handed_in is None:
        return _not_taken(visit, case_id, [visit.say("web_no_file")])
    name, content = handed_in
    try:
        issued = _day(sent.given("issued_on"))
    except ValueError:
        return _not_taken(visit, case_id, [visit.say("not_a_date")])
    try:
        answer = attach_document(
            visit.ports,
            case_id=case_id,
            kind=sent.text("kind"),
            name=plain_name(name),
            content=content,
            requester=visit.requester,
            issued_on=issued,
        )
    except DocumentError as error:
        told = visit.say("web_file_refused", name=plain_name(name), why=visit.words.error(error))
        return _not_taken(visit, case_id, [told])
    if isinstance(answer, Refusal):
        return refused(visit, case_id, answer)
    return visit.to(f"/cases/{case_id}#documents", "web_done_attached", name=plain_name(name))


def _day(typed: str | None) -> date | None:
    """The day that was typed.

    Raises:
        ValueError: It is no day.
    """
    return None if typed is None else date.fromisoformat(typed)


def _not_taken(visit: Visit, case_id: str, reasons: list[str]) -> Response:
    view = show_case(visit.ports, case_id, visit.requester)
    return visit.page(
        "case.html",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        **case_values(visit, view),
        anyone=False,
        refused=reasons,
    )


@router.get("/cases/{case_id}/documents/{document_id}")
def look(visit: Own, case_id: str, document_id: str) -> Response:
    """A paper in the page, with what is known of it."""
    require_case(case_id)
    document = find_document(visit.ports, case_id, document_id, visit.requester)
    case = show_case(visit.ports, case_id, visit.requester).case
    return visit.page(
        "document.html",
        case=case,
        w=visit.words_of(case),
        document=document,
        previewed=document.media in _PREVIEWED,
        readable=may_read_document(visit.ports, case, document, visit.requester),
    )


@router.get("/cases/{case_id}/documents/{document_id}/content")
def content(visit: Own, case_id: str, document_id: str, keep: bool = False) -> Response:
    """The paper itself, to be shown or to be kept."""
    require_case(case_id)
    paper = read_document(visit.ports, case_id, document_id, visit.requester)
    way = "inline" if paper.document.media in _PREVIEWED and not keep else "attachment"
    name = quote(paper.document.name, safe="")
    return Response(
        paper.content,
        media_type=paper.document.media,
        headers={
            "content-disposition": f"{way}; filename*=UTF-8''{name}",
            "content-security-policy": _POLICY,
        },
    )
