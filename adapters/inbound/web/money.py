"""Budgets by fund: allotted, free, set aside, paid."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.visit import Own, Visit
from engine.usecases.read_budget import Fund, read_budget

router = APIRouter(include_in_schema=False)


@router.get("/money")
def budgets(visit: Own, year: int | None = None) -> Response:
    """The funds of a year, this one unless another is asked for."""
    every = read_budget(visit.ports, visit.requester)
    chosen = year or visit.today.year
    return visit.page(
        "money.html",
        year=chosen,
        years=sorted({fund.year for fund in every} | {chosen}),
        funds=[_shown(visit, fund) for fund in every if fund.year == chosen],
    )


def _shown(visit: Visit, fund: Fund) -> dict[str, object]:
    """A fund with the shares of its bar, in whole percent of what was allotted."""
    amounts = fund.amounts_fen
    allotted = -amounts.get("granted", 0)
    parts = {name: amounts.get(name, 0) for name in ("spent", "reserved", "free")}
    shares = {name: round(100 * part / allotted) if allotted else 0 for name, part in parts.items()}
    return {
        "office": visit.words.office(fund.office),
        "fund": _fund_name(visit, fund.fund),
        "allotted": allotted,
        "shares": shares,
        **parts,
    }


def _fund_name(visit: Visit, fund: str) -> str:
    """What a fund is called: by the first kind of case that knows it."""
    for kind in visit.site.kinds():
        named = visit.kind_words(kind).kind.option("fund", fund)
        if named != fund:
            return named
    return fund
