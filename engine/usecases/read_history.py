"""The entries of a case, and the case as it was at any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import JsonValue

from engine.audit import Entry
from engine.events import Event
from engine.evolve import evolve
from engine.journal import data_read
from engine.model import Case
from engine.ports import EntryQuery, Ports
from engine.usecases.keep_journal import keep_journal
from engine.usecases.requester import Requester, require_visible, visible_offices
from engine.usecases.surroundings import circumstances


def read_history(ports: Ports, case_id: str, requester: Requester) -> Sequence[Entry]:
    """Return all entries of a case.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    case = ports.cases.load(case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    return tuple(ports.cases.entries(EntryQuery(case_id=case_id, limit=0)))


def case_at(
    ports: Ports,
    case_id: str,
    requester: Requester,
    *,
    seq: int | None = None,
    moment: datetime | None = None,
) -> Case | None:
    """Return the case as it was after entry `seq`, or at a moment; None before it began.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    case: Case | None = None
    for entry in read_history(ports, case_id, requester):
        event = entry.event()
        if event is None or not _within(entry, event, seq, moment):
            break
        case = evolve(case, event)
    return case


def _within(entry: Entry, event: Event, seq: int | None, moment: datetime | None) -> bool:
    return (seq is None or entry.seq <= seq) and (moment is None or event.at <= moment)


def _asked(query: EntryQuery) -> dict[str, JsonValue]:
    types: list[JsonValue] = [*sorted(query.types)]
    details: dict[str, JsonValue] = {
        "case": query.case_id,
        "person": query.person,
        "types": types,
    }
    return {name: value for name, value in details.items() if value}


def export_entries(ports: Ports, requester: Requester, query: EntryQuery) -> Iterator[Entry]:
    """Yield the entries a person may see; the export itself is recorded in their office's journal.

    Raises:
        ConflictError: The journal was written to at the same time.
    """
    world = circumstances(ports, requester)
    offices = visible_offices(world.actor, world.directory)
    if world.actor.grants:
        office = world.actor.grants[0].office
        event = data_read(office, "audit_export", world, _asked(query))
        keep_journal(ports, office, event, world)
    yield from ports.cases.entries(replace(query, offices=offices))
