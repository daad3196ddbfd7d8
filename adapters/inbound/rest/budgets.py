"""Budgets by office, fund and year."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from adapters.i18n.plain import Plain
from adapters.inbound.rest.call import BudgetsRead
from adapters.inbound.rest.shapes.office import Budgets
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
