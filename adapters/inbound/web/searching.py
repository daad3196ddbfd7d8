"""The search at the top of every page: as typed, and by the numbers of persons and employers."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.cases import case_line
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.identifiers import check_credit_code, check_mobile, check_resident_id
from engine.parties import Employer, Identity, Person, made_comparable
from engine.ports import CaseQuery
from engine.usecases.find_party import PartyView, find_parties
from engine.usecases.list_work import list_cases

router = APIRouter(include_in_schema=False)

_SUGGESTED = 8
_MOST_LETTERS = 60
_FOUND = 20


@router.post("/search")
def search(visit: Own, sent: Sent) -> Response:
    """Lead to the cases with a text; a person's number is asked of the register instead.

    Such a number never becomes part of an address, which browsers and proxies keep.
    """
    text = sent.text("text").strip()
    wanted = numbered(text, visit.today)
    if wanted is None:
        return visit.to(f"/cases?status=&text={quote(text)}")
    found = find_parties(visit.ports, visit.requester, wanted, named=False)
    return visit.page("found.html", found=[_party(visit, view) for view in found])


@router.post("/search/suggest")
def suggest(visit: Own, sent: Sent) -> Response:
    """A few cases whose number, name or pinyin begins to fit what is being typed."""
    text = sent.text("text").strip()
    number = numbered(text, visit.today) is not None
    quiet = number or _is_short(text)
    rows = [] if quiet else list_cases(visit.ports, visit.requester, _query(text))
    return visit.page(
        "suggestions.html",
        lines=[case_line(visit, row) for row in rows],
        number=number,
        asked=text,
    )


def _query(text: str) -> CaseQuery:
    return CaseQuery(text=text[:_MOST_LETTERS], limit=_SUGGESTED)


def _is_short(text: str) -> bool:
    """One letter fits too much; one Chinese character is a surname."""
    return not text or (text.isascii() and len(text) < 2)


def numbered(text: str, today: date) -> Identity | None:
    """Who is asked for by a resident number, a telephone number or a credit code."""
    number = text.replace(" ", "").upper()
    if check_resident_id(number, today=today) is None:
        return made_comparable(Person(name="", id_number=number))
    if check_mobile(number) is None:
        return made_comparable(Person(name="", phone=number))
    if check_credit_code(number) is None:
        return made_comparable(Employer(name="", credit_code=number))
    return None


def _party(visit: Visit, view: PartyView) -> dict[str, object]:
    """A party with its cases, as far as the asker may see them."""
    facts = [
        (visit.say(f"cli_party_{name}"), str(value))
        for name, value in view.facts.items()
        if name not in ("is", "name")
    ]
    links = [
        (row, visit.kind_words(row.kind).kind.name or row.kind, visit.words.office(row.office))
        for row in view.links[:_FOUND]
    ]
    return {"id": view.record.id, "name": view.facts["name"], "facts": facts, "links": links}
