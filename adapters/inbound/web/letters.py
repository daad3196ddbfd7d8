"""The letters of a case, as they were issued; on paper they look as on the page."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n import Language
from adapters.inbound.web.case_page import require_case
from adapters.inbound.web.case_work import refused
from adapters.inbound.web.downloads import download
from adapters.inbound.web.visit import Own, Visit
from engine.letter_parts import is_issued
from engine.model import Case
from engine.refusal import Refusal
from engine.usecases.show_case import show_case
from engine.usecases.write_letter import (
    IssuedLetter,
    Stationery,
    compose_issued,
    issued_letters,
    may_open,
)

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_id}/letters")
def letters(visit: Own, case_id: str) -> Response:
    """The letters that were issued in a case."""
    require_case(case_id)
    issued = issued_letters(visit.ports, case_id, visit.requester)
    case = show_case(visit.ports, case_id, visit.requester).case
    ports, requester = visit.ports, visit.requester
    open_ = {
        found.id
        for found in issued
        if may_open(ports, found, stationery_of(visit, found.case, found.letter), requester)
    }
    return visit.page(
        "letters.html", case=case, w=visit.words_of(case), letters=issued, open_letters=open_
    )


@router.get("/cases/{case_id}/letters/{letter_id}")
def letter(visit: Own, case_id: str, letter_id: str) -> Response:
    """An issued letter, filled from the case as it stood then; reading it is recorded."""
    found = _issued(visit, case_id, letter_id)
    stationery = stationery_of(visit, found.case, found.letter)
    composed = compose_issued(visit.ports, found, [stationery], visit.requester)
    if isinstance(composed, Refusal):
        return refused(visit, case_id, composed)
    (parts,) = composed.texts
    return visit.page(
        "letter.html",
        case=found.case,
        w=visit.words_of(found.case),
        letter=found,
        parts=parts,
        office_name=composed.office_name if is_issued(parts) else "",
    )


@router.get("/cases/{case_id}/letters/{letter_id}/pdf")
def letter_pdf(visit: Own, case_id: str, letter_id: str, aid: bool = False) -> Response:
    """The letter on paper, in Chinese, with English after it when asked; reading is recorded."""
    found = _issued(visit, case_id, letter_id)
    made = visit.site.house.letter_pdf(visit.site.texts, found, visit.requester, aid=aid)
    if isinstance(made, Refusal):
        return refused(visit, case_id, made)
    name = visit.site.words(Language.ZH, found.case.kind, found.case.workflow_version)
    title = name.kind.word("letters", found.letter)
    return download(made, f"{title}-{found.id}.pdf", "application/pdf")


def _issued(visit: Visit, case_id: str, letter_id: str) -> IssuedLetter:
    """A letter that was issued.

    Raises:
        HttpError: There is no such letter.
    """
    require_case(case_id)
    every = issued_letters(visit.ports, case_id, visit.requester)
    found = next((item for item in every if item.id == letter_id), None)
    if found is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return found


def stationery_of(visit: Visit, case: Case, letter: str) -> Stationery:
    """What a letter is written with in the reader's language.

    Raises:
        HttpError: There is no such letter.
    """
    found = visit.site.house.stationery(visit.site.texts, case, letter, visit.language)
    if found is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return found
