"""Persons and employers of the register, as far as they exist for who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from adapters.i18n.plain import Plain, link_plain, party_plain, row_plain
from adapters.inbound.rest.answering import CaseId
from adapters.inbound.rest.call import PartiesRead
from adapters.inbound.rest.shapes.office import Parties, PartySaid, RelatedCases, SearchPerson
from engine.parties import Employer, Identity, Person, made_comparable
from engine.usecases.find_party import find_parties, show_party
from engine.usecases.related_cases import related_cases

router = APIRouter(tags=["parties"])


@router.post("/parties/search", response_model=Parties)
def search_parties(call: PartiesRead, asked: SearchPerson) -> Plain:
    """Find who bears a number or a name; the search is recorded, and not for whom."""
    named = bool(asked.name.strip())
    found = find_parties(call.ports, call.requester, _identity(asked), named=named)
    return {"parties": [party_plain(view) for view in found]}


def _identity(asked: SearchPerson) -> Identity:
    if asked.employer or asked.credit_code is not None:
        return made_comparable(Employer(name=asked.name, credit_code=asked.credit_code))
    person = Person(name=asked.name, id_number=asked.id_number, phone=asked.phone)
    return made_comparable(person)


@router.get("/parties/{party}", response_model=PartySaid)
def show_party_file(call: PartiesRead, party: Annotated[str, Path(max_length=100)]) -> Plain:
    """A person or an employer under whichever of its numbers, personal data masked."""
    return party_plain(show_party(call.ports, call.requester, party))


@router.get("/cases/{case_id}/related", response_model=RelatedCases)
def list_related(call: PartiesRead, case_id: CaseId) -> Plain:
    """The case above it, those below, and the parts that its parties have in other cases."""
    found = related_cases(call.ports, case_id, call.requester)
    return {
        "parent": found.parent,
        "children": [row_plain(row) for row in found.children],
        "shared": [link_plain(row) for row in found.shared],
    }
