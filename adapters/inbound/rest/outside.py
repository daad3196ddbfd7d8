"""Answers from outside: courts, banks and others say what happened, signed with their own keys.

The only addresses of the API that ask for no token: whoever signs is the one who acts.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Security
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader
from starlette.responses import Response

from adapters.http import HttpCode, HttpError, Problem, Site, site_of
from adapters.i18n import Language
from adapters.i18n.wording import Wording
from adapters.inbound.rest.call import address_of, count_request, language_of
from adapters.inbound.rest.faults import ApiCode
from adapters.inbound.rest.problems import problem_response, reason_said, said
from adapters.inbound.rest.rates import EntryBound
from adapters.inbound.rest.shapes.outside import AnswerSent, AnswerTaken
from engine.outside import LARGEST_BYTES, Message
from engine.refusal import Reason, ReasonCode, Refusal
from engine.usecases.answers import Done
from engine.usecases.receive_answer import TurnedAway
from engine.usecases.receive_answer import receive_answer as receive

router = APIRouter(tags=["answers from outside"])

ENTRIES_PER_MINUTE = 30
"""How many answers of one sender that are turned away get an entry of their own, on average."""

_SIGNATURE = APIKeyHeader(
    name="webhook-signature",
    scheme_name="signature",
    description="`v1,` and the HMAC-SHA-256 in base64 over id, timestamp and body, with full stops "
    "between them (Standard Webhooks 1.0.0); several with blanks between them.",
    auto_error=False,
)
_STATUS = {
    ReasonCode.ANSWER_FORGED: HTTPStatus.FORBIDDEN,
    ReasonCode.ANSWER_STALE: HTTPStatus.FORBIDDEN,
    ReasonCode.ANSWER_NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    ReasonCode.ANSWER_REUSED: HTTPStatus.CONFLICT,
    ReasonCode.ANSWER_UNREADABLE: HTTPStatus.UNPROCESSABLE_ENTITY,
}
_ABOUT_THE_MESSAGE = frozenset(
    {
        ReasonCode.UNKNOWN_FIELD,
        ReasonCode.FIELD_NOT_EDITABLE,
        ReasonCode.FIELD_MISSING,
        ReasonCode.BAD_VALUE,
    }
)
"""Reasons that a sender is told: they lie in what it sent. All others lie in the file."""


async def body_of(request: Request) -> bytes:
    """The body as it was sent, to the byte.

    Raises:
        HttpError: It is larger than any answer.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BYTES:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            raise HttpError(status, HttpCode.TOO_LARGE, largest=LARGEST_BYTES)
    return body


@router.post(
    "/outside/{sender}/answers",
    response_model=AnswerTaken,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": AnswerSent.model_json_schema()}},
        }
    },
)
def receive_answer(
    request: Request,
    sender: Annotated[str, Path(max_length=100, description="Id of the sender.")],
    body: Annotated[bytes, Depends(body_of)],
    signatures: Annotated[str | None, Security(_SIGNATURE)],
    message: Annotated[
        str,
        Header(
            alias="webhook-id",
            description="The sender's own id for the message, kept when it "
            "is sent again: it is carried out once.",
        ),
    ] = "",
    timestamp: Annotated[
        str, Header(alias="webhook-timestamp", description="Seconds since 1970, now.")
    ] = "",
) -> Response:
    """Say what happened about a case; the same message again changes nothing."""
    site = site_of(request)
    count_request(request, site, f"address {address_of(request)}")
    came = Message(
        sender=sender, id=message, timestamp=timestamp, signatures=signatures or "", body=body
    )
    found = receive(site.ports, site.house.reception, came, bound_of(request))
    if isinstance(found, TurnedAway):
        return _turned_away(request, site, found.reason)
    if isinstance(found.answer, Refusal):
        return _refused(request, site, found.answer, found.said.case)
    return _taken(found.answer, found.said.event)


def bound_of(request: Request) -> EntryBound:
    """What bounds the entries of this process."""
    state = request.app.state
    if not hasattr(state, "entry_bound"):
        state.entry_bound = EntryBound(ENTRIES_PER_MINUTE)
    found = state.entry_bound
    assert isinstance(found, EntryBound)
    return found


def _turned_away(request: Request, site: Site, why: Reason) -> Response:
    if why.code is ReasonCode.ANSWER_OUT_OF_REACH:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    problem = Problem(status=_STATUS[why.code].value, code=why.code.value, params=why.params)
    return problem_response(said(site, language_of(request, site), problem))


def _refused(request: Request, site: Site, refusal: Refusal, case_id: str) -> Response:
    """Of what lies in the file nothing leaves; the office finds every reason there."""
    case = site.ports.cases.load(case_id).case

    def wording(language: Language) -> Wording:
        return site.words(language, case.kind, case.workflow_version)

    told = [found for found in refusal.reasons if found.code in _ABOUT_THE_MESSAGE]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    problem = Problem(status=status.value, code=ApiCode.ANSWER_NOT_TAKEN.value)
    reasons = [reason_said(found, wording) for found in told]
    return problem_response(said(site, language_of(request, site), problem, reasons=reasons))


def _taken(done: Done, event: str) -> Response:
    taken = AnswerTaken(case=done.case.id, event=event, seq=done.seq, repeated=done.repeated)
    return JSONResponse(taken.model_dump(mode="json"))
