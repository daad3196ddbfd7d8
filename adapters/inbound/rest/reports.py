"""Counts of cases; each figure names the list of exactly the cases behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query

from adapters.i18n.plain import Plain
from adapters.inbound.rest.call import Call, ReportsRead
from adapters.inbound.rest.shapes.office import Report
from engine.model import Status
from engine.ports import CaseQuery
from engine.usecases.list_work import count_cases as counted

router = APIRouter(tags=["reports"])

Mark = Literal["kind", "state", "office"]
Filter = Annotated[str | None, Query(max_length=200)]


@router.get("/reports/cases", response_model=Report)
def count_cases(
    call: ReportsRead,
    by: Mark = "kind",
    kind: Filter = None,
    office: Filter = None,
    status: Status | None = None,
) -> Plain:
    """How many cases of the offices within reach there are, by kind, state or office.

    States are counted for one kind; without `kind` there are none to count.
    """
    offices = None if office is None else frozenset((office,))
    query = CaseQuery(kind=kind, status=status, offices=offices)
    figures = [_figure(call, *part) for part in _parts(call, by, query)]
    return {
        "by": by,
        "at": call.now.isoformat(),
        "total": counted(call.ports, call.requester, query, reach="own"),
        "figures": [*figures],
    }


def _parts(call: Call, by: Mark, query: CaseQuery) -> Iterator[tuple[str, str, CaseQuery]]:
    """Every part by its key and its words."""
    kinds = [kind for kind in call.site.kinds() if query.kind in (None, kind)]
    if by == "kind":
        for kind in kinds:
            words = call.site.latest_words(call.language, kind)
            yield kind, words.kind.name or kind, replace(query, kind=kind)
    elif by == "office":
        for office in sorted(call.offices):
            if query.offices is None or office in query.offices:
                part = replace(query, offices=frozenset((office,)))
                yield office, call.words.office(office), part
    elif query.kind is not None:
        yield from _states(call, kinds, query)


def _states(call: Call, kinds: list[str], query: CaseQuery) -> Iterator[tuple[str, str, CaseQuery]]:
    for kind in kinds:
        words = call.site.latest_words(call.language, kind)
        for state in call.ports.workflows.latest(kind).spec.states:
            yield (
                state,
                words.kind.word("states", state),
                replace(query, states=frozenset((state,))),
            )


def _figure(call: Call, key: str, text: str, part: CaseQuery) -> Plain:
    return {
        "key": key,
        "text": text,
        "count": counted(call.ports, call.requester, part, reach="own"),
        "cases": f"/api/v1/cases?{urlencode(_asked(part))}",
    }


def _asked(part: CaseQuery) -> list[tuple[str, str]]:
    """The filters of a part, as the list of cases takes them."""
    named = {
        "kind": part.kind,
        "state": next(iter(part.states), None),
        "office": next(iter(part.offices or ()), None),
        "status": None if part.status is None else part.status.value,
        "reach": "own",
    }
    return [(name, value) for name, value in named.items() if value is not None]
