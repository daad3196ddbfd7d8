"""Tokens of service accounts: issue, list, revoke."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from starlette.responses import Response

from adapters.i18n.plain import Plain, token_plain
from adapters.inbound.rest.answering import house_refused
from adapters.inbound.rest.call import TokensManage
from adapters.inbound.rest.shapes import office as shapes
from engine.refusal import Refusal
from engine.usecases import keep_tokens

router = APIRouter(tags=["tokens"])


@router.get("/tokens", response_model=shapes.Tokens)
def list_tokens(call: TokensManage) -> Plain:
    """The tokens of the accounts one looks after, newest first."""
    found = keep_tokens.list_tokens(call.ports, call.site.doors, call.requester)
    return {"tokens": [token_plain(token) for token in found]}


@router.post("/tokens", response_model=shapes.TokenIssued, status_code=HTTPStatus.CREATED)
def issue_token(call: TokensManage, asked: shapes.IssueToken) -> Response:
    """Issue a token to a service account; its secret is shown this once."""
    issued = keep_tokens.issue_token(
        call.ports,
        call.site.doors,
        call.requester,
        person=asked.person,
        label=asked.label,
        scopes=frozenset(asked.scopes),
        life=timedelta(days=asked.days),
    )
    if isinstance(issued, Refusal):
        return house_refused(call, issued)
    plain = {**token_plain(issued.token), "secret": issued.secret}
    return JSONResponse(plain, HTTPStatus.CREATED)


@router.delete("/tokens/{token}", response_model=shapes.TokenSaid)
def revoke_token(call: TokensManage, token: Annotated[str, Path(max_length=100)]) -> Response:
    """Take a token away at once."""
    revoked = keep_tokens.revoke_token(call.ports, call.site.doors, call.requester, token)
    if isinstance(revoked, Refusal):
        return house_refused(call, revoked)
    return JSONResponse(token_plain(revoked))
