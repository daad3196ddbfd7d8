"""The letters of a case, as they were issued; on paper they look as on the page."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.inbound.web.case_page import require_case
from adapters.inbound.web.case_work import refused
from adapters.inbound.web.visit import Own, Visit
from engine.model import Case
from engine.refusal import Refusal
from engine.usecases.show_case import show_case
from engine.usecases.write_letter import Stationery, issued_letters, write_issued

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_id}/letters")
def letters(visit: Own, case_id: str) -> Response:
    """The letters that were issued in a case."""
    require_case(case_id)
    issued = issued_letters(visit.ports, case_id, visit.requester)
    case = show_case(visit.ports, case_id, visit.requester).case
    return visit.page("letters.html", case=case, w=visit.words_of(case), letters=issued)


@router.get("/cases/{case_id}/letters/{letter_id}")
def letter(visit: Own, case_id: str, letter_id: str) -> Response:
    """An issued letter, filled from the case as it stood then; reading it is recorded."""
    require_case(case_id)
    every = issued_letters(visit.ports, case_id, visit.requester)
    found = next((item for item in every if item.id == letter_id), None)
    if found is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    stationery = stationery_of(visit, found.case, found.letter)
    text = write_issued(visit.ports, found, stationery, visit.requester)
    if isinstance(text, Refusal):
        return refused(visit, case_id, text)
    return visit.page(
        "letter.html",
        case=found.case,
        w=visit.words_of(found.case),
        letter=found,
        paragraphs=[line for line in text.split("\n") if line.strip()],
    )


def stationery_of(visit: Visit, case: Case, letter: str) -> Stationery:
    """What a letter is written with in the reader's language.

    Raises:
        HttpError: There is no such letter.
    """
    published = visit.site.house.published(case.kind, case.workflow_version)
    template = published.templates.get((letter, visit.language.value))
    if template is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    options = visit.words_of(case).kind.options(published.compiled.spec.case)
    # The places of the form are filled when the letter is written.
    places = {name: f"{{{name}}}" for name in ("year", "month", "day")}
    return Stationery(
        template=template, words=options, date_form=visit.say("cli_date_form", **places)
    )
