"""What a case belongs with: the case above it, those below, and others of the same parties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.circumstances import Circumstances
from engine.model import Case
from engine.party_ports import LinkRow
from engine.ports import CaseQuery, CaseRow, Ports
from engine.usecases.batch import Batch
from engine.usecases.find_party import visible_links
from engine.usecases.list_work import list_cases
from engine.usecases.party_files import survivors
from engine.usecases.requester import Requester, is_visible, require_visible
from engine.usecases.surroundings import circumstances

MOST_CHILDREN = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Cases that belong with one, as far as they exist for who asks.

    Attributes:
        parent: The case under which it was opened.
        children: The cases opened under it, newest first.
        shared: The parts of its parties in other cases.
    """

    parent: str | None
    children: tuple[CaseRow, ...]
    shared: tuple[LinkRow, ...]


def related_cases(ports: Ports, case_id: str, requester: Requester) -> Related:
    """Find what belongs with a case.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    case = ports.cases.load(case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    below = CaseQuery(parent=case_id, limit=MOST_CHILDREN)
    return Related(
        parent=_parent(ports, case, world),
        children=tuple(list_cases(ports, requester, below)),
        shared=tuple(_shared(ports, case_id, world)),
    )


def _parent(ports: Ports, case: Case, world: Circumstances) -> str | None:
    if case.parent is None:
        return None
    above = ports.cases.load(case.parent).case
    return above.id if is_visible(above, world.actor, world.directory) else None


def _shared(ports: Ports, case_id: str, world: Circumstances) -> Iterator[LinkRow]:
    """A party that was merged has the cases of whom it turned out to be."""
    named = {row.party for row in ports.parties.links_of({case_id})}
    for party in survivors(Batch(ports), named):
        links = visible_links(ports, party, world)
        yield from (row for row in links if row.case_id != case_id)
