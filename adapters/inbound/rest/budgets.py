"""Budgets by office, fund and year: what there is, and giving a fund its share."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from starlette.responses import Response

from adapters.i18n.plain import Plain
from adapters.inbound.rest.answering import IdempotencyKey, house_refused
from adapters.inbound.rest.call import BudgetsAllot, BudgetsRead
from adapters.inbound.rest.shapes.office import Allot, Allotted, Budgets
from engine.money import Fen
from engine.usecases.allot_budget import allot_budget
from engine.usecases.read_budget import read_budget

router = APIRouter(tags=["budgets"])


@router.get("/budgets", response_model=Budgets)
def list_budgets(
    call: BudgetsRead, year: Annotated[int | None, Query(ge=1900, le=9999)] = None
) -> Plain:
    """The funds of the offices within reach, in fen by account."""
    found = read_budget(call.ports, call.requester, year)
    return {
        "budgets": [
            {
                "office": fund.office,
                "fund": fund.fund,
                "year": fund.year,
                "amounts_fen": dict(fund.amounts_fen),
            }
            for fund in found
        ]
    }


@router.post("/budgets/allotments", response_model=Allotted)
def allot(call: BudgetsAllot, asked: Allot, idempotency_key: IdempotencyKey = None) -> Response:
    """Give a fund its budget for a year; a negative amount takes back what is free."""
    refusal = allot_budget(
        call.ports,
        call.requester,
        office=asked.office,
        fund=asked.fund,
        year=asked.year,
        amount_fen=Fen(asked.amount_fen),
        idempotency_key=call.key(idempotency_key),
    )
    if refusal is not None:
        return house_refused(call, refusal)
    return JSONResponse(asked.model_dump())
