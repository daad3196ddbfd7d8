"""Letters: those that were issued in a case, as text or on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.plain import Plain
from adapters.inbound.rest.answering import CaseId, case_refused
from adapters.inbound.rest.call import Call, DocumentsRead, require_case
from adapters.inbound.rest.problems import problem_response
from adapters.inbound.rest.shapes.letters import Letters, LetterSaid, LetterText
from adapters.inbound.rest.shapes.problems import MEDIA_TYPE
from engine.refusal import Refusal
from engine.usecases.write_letter import IssuedLetter, issued_letters, write_issued

router = APIRouter(tags=["documents"])

_PROBLEM = {"schema": {"$ref": "#/components/schemas/ProblemSaid"}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "content": {
            "text/markdown": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        }
    },
    HTTPStatus.SERVICE_UNAVAILABLE.value: {
        "description": "Nothing can be printed here; the problem says what is missing.",
        "content": {MEDIA_TYPE: _PROBLEM},
    },
}
LetterId = Annotated[
    str,
    Path(
        max_length=120,
        description="Its number; with .pdf, .md or .json after it, in that form whatever `Accept`"
        " says.",
        examples=["HA-2026-000017-L1", "HA-2026-000017-L1.pdf"],
    ),
]
Aid = Annotated[
    bool, Query(description="Whether English stands after the Chinese on paper, as a reading aid.")
]


@router.get("/cases/{case_id}/letters", response_model=Letters)
def list_letters(call: DocumentsRead, case_id: CaseId) -> Plain:
    """The letters that were issued in a case."""
    issued = issued_letters(call.ports, require_case(case_id), call.requester)
    return {"letters": [_said(one).model_dump(mode="json") for one in issued]}


@router.get("/cases/{case_id}/letters/{letter_id}", response_model=LetterText, responses=_ANSWERS)
def show_letter(
    call: DocumentsRead, case_id: CaseId, letter_id: LetterId, aid: Aid = False
) -> Response:
    """An issued letter in the form of `Accept`; reading one with personal data is recorded."""
    number, form = _form(call, letter_id)
    every = issued_letters(call.ports, require_case(case_id), call.requester)
    found = next((one for one in every if one.id == number), None)
    if found is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    made = _pdf(call, found, aid=aid) if form == "pdf" else _text(call, found)
    if isinstance(made, Refusal):
        return problem_response(case_refused(call, made, case_id))
    return _FORMS[form](found, made)


def _form(call: Call, letter_id: str) -> tuple[str, str]:
    """The letter's number and the wanted form: by its suffix, else by what is accepted."""
    number, _, suffix = letter_id.rpartition(".")
    if number and suffix in _FORMS:
        return number, suffix
    accepted = call.request.headers.get("accept", "")
    forms = (f for f, media in _MEDIA.items() if any(name in accepted for name in media))
    return letter_id, next(forms, "json")


def _pdf(call: Call, found: IssuedLetter, *, aid: bool) -> bytes | Refusal:
    return call.site.house.letter_pdf(call.site.texts, found, call.requester, aid=aid)


def _text(call: Call, found: IssuedLetter) -> str | Refusal:
    house, texts = call.site.house, call.site.texts
    stationery = house.stationery(texts, found.case, found.letter, call.language)
    if stationery is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return write_issued(call.ports, found, stationery, call.requester)


def _said(issued: IssuedLetter) -> LetterSaid:
    return LetterSaid(id=issued.id, letter=issued.letter, dated=issued.dated, seq=issued.seq)


def _as_json(found: IssuedLetter, made: str | bytes) -> Response:
    body = LetterText(letter=_said(found), text=str(made))
    return JSONResponse(body.model_dump(mode="json"))


def _as_text(found: IssuedLetter, made: str | bytes) -> Response:
    del found
    return Response(made, media_type="text/markdown")


def _as_pdf(found: IssuedLetter, made: str | bytes) -> Response:
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.id)}.pdf"}
    return Response(made, headers=headers, media_type="application/pdf")


_FORMS: Mapping[str, Callable[[IssuedLetter, str | bytes], Response]] = {
    "json": _as_json,
    "md": _as_text,
    "pdf": _as_pdf,
}
_MEDIA = {"pdf": ("application/pdf",), "md": ("text/markdown", "text/plain")}
