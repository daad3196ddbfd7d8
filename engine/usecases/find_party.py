"""Persons and employers as somebody may see them: found, shown, compared.

A party exists for whoever may see a case in which it has a part, and for the registrar of its
file's office or of one above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from engine.circumstances import Circumstances
from engine.errors import EngineCode, NotFoundError
from engine.evolve import evolve
from engine.filing import chain_reasons
from engine.identifiers import IdentifierKind, masked
from engine.journal import data_read
from engine.model import Case
from engine.parties import (
    SUGGESTED,
    Identity,
    Likeness,
    MarkKind,
    claims,
    facts_of,
    likeness,
    marks,
)
from engine.party_ports import LinkRow
from engine.ports import Ports
from engine.refusal import ReasonCode, Refusal, reason
from engine.registry import REGISTRAR, PartyRecord, data_shown, record, refused
from engine.usecases.batch import Batch
from engine.usecases.keep_journal import keep_journal
from engine.usecases.party_files import LIKE, alike, party_file, survivor, survivors
from engine.usecases.requester import Requester, visible_offices
from engine.usecases.surroundings import circumstances

_SHOWN_MASKED = {"id_number": IdentifierKind.RESIDENT_ID, "phone": IdentifierKind.MOBILE}
_HIDDEN = {"born": "***"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """A party as shown.

    Attributes:
        facts: What it is known by, personal data masked.
        links: Its parts in cases that the asker may see, under all its numbers.
        alike: How alike it is to what was asked for; None when it was asked for by number.
    """

    record: PartyRecord
    facts: dict[str, JsonValue]
    links: tuple[LinkRow, ...]
    alike: Likeness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two parties that may be one."""

    one: PartyView
    other: PartyView
    alike: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """Somebody whom the values of a new case name may be known already.

    Attributes:
        open_cases: Reasons that say which case of this kind they have open.
    """

    role: str
    party: str | None
    alike: Likeness
    open_cases: tuple[LinkRow, ...] = field(default=())


def is_registrar(case: Case, world: Circumstances) -> bool:
    """Whether the actor looks after the register at the file's office or above it."""
    return not any(chain_reasons(case, (REGISTRAR,), world))


def masked_identity(identity: Identity) -> dict[str, JsonValue]:
    """What a party is known by, as shown to whoever has not asked to see it."""
    return {name: _masked(name, value) for name, value in facts_of(identity).items()}


def _masked(name: str, value: JsonValue) -> JsonValue:
    kind = _SHOWN_MASKED.get(name)
    return _HIDDEN.get(name, value) if kind is None else masked(str(value), kind)


def visible_links(ports: Ports, found: PartyRecord, world: Circumstances) -> tuple[LinkRow, ...]:
    """The parts in cases of offices that the actor may see."""
    offices = visible_offices(world.actor, world.directory)
    rows = ports.parties.links(found.circle)
    return tuple(row for row in rows if offices is None or row.office in offices)


def _view(ports: Ports, batch: Batch, found: PartyRecord, world: Circumstances) -> PartyView | None:
    """The party as the actor sees it; None when it does not exist for them."""
    links = visible_links(ports, found, world)
    if not links and not is_registrar(party_file(batch, found.id), world):
        return None
    return PartyView(record=found, facts=masked_identity(found.identity), links=links)


def find_parties(
    ports: Ports, requester: Requester, wanted: Identity, *, named: bool = True
) -> tuple[PartyView, ...]:
    """Parties that bear one of the marks of what is asked for, the likest first.

    The search is an entry in the journal of the asker's office, which says by what it was asked
    and not for whom.

    Args:
        ports: The outside.
        requester: Who asks.
        wanted: What is known; a name alone finds those of exactly this name.
        named: Whether the name was asked for, or only numbers.
    """
    world = circumstances(ports, requester)
    batch = Batch(ports)
    asked = [mark for mark in marks(wanted) if named or mark.kind not in _NAMES]
    keys = ports.parties.found_by([ports.parties.blinded(mark) for mark in asked])
    found = survivors(batch, (key.party for key in keys))
    _record_search(ports, world, sorted({mark.kind.value for mark in asked}), len(found))
    views = [_compared(ports, batch, one, wanted, world) for one in found]
    seen = [view for view in views if view is not None]
    return tuple(sorted(seen, key=lambda view: (-_points(view), view.record.id)))


_NAMES = (MarkKind.NAME, MarkKind.EMPLOYER_NAME, MarkKind.EMPLOYER_CORE)


def _points(view: PartyView) -> int:
    return 0 if view.alike is None else view.alike.points


def _compared(
    ports: Ports, batch: Batch, found: PartyRecord, wanted: Identity, world: Circumstances
) -> PartyView | None:
    view = _view(ports, batch, found, world)
    if view is None:
        return None
    return PartyView(
        record=found,
        facts=view.facts,
        links=view.links,
        alike=likeness(wanted, found.identity),
    )


def _record_search(ports: Ports, world: Circumstances, by: Sequence[str], found: int) -> None:
    if world.actor.grants:
        office = world.actor.grants[0].office
        details: dict[str, JsonValue] = {"by": list(by), "found": found}
        keep_journal(ports, office, data_read(office, "party_search", world, details), world)


def show_party(ports: Ports, requester: Requester, party: str) -> PartyView:
    """A party under whichever of its numbers.

    Raises:
        NotFoundError: There is none, or not for this person.
    """
    world, batch = circumstances(ports, requester), Batch(ports)
    view = _view(ports, batch, survivor(batch, party), world)
    if view is None:
        raise NotFoundError(EngineCode.PARTY_NOT_FOUND, party=party)
    return view


def reveal_party(
    ports: Ports, requester: Requester, party: str, purpose: str
) -> dict[str, JsonValue] | Refusal:
    """What a party is known by, unmasked; the reading is recorded before anything is shown.

    Raises:
        NotFoundError: There is none, or not for this person.
        ConflictError: Somebody else changed the file at the same time.
    """
    view = show_party(ports, requester, party)
    world, batch = circumstances(ports, requester), Batch(ports)
    loaded = batch.load(view.record.id)
    facts = facts_of(view.record.identity)
    refusal: Refusal | None = None
    if not purpose.strip():
        refusal = Refusal(reasons=(reason(ReasonCode.PURPOSE_MISSING),))
    shown = tuple(name for name in facts if name in (*_SHOWN_MASKED, *_HIDDEN))
    event = (
        data_shown(loaded.case, shown, purpose, world)
        if refusal is None
        else refused(loaded.case, "RevealParty", refusal, world)
    )
    batch.add(loaded, (event,), evolve(loaded.case, event), "")
    batch.commit()
    return facts if refusal is None else refusal


def duplicates(ports: Ports, requester: Requester, limit: int = 100) -> tuple[Pair, ...]:
    """Pairs of parties that may be one, the likest first; both must exist for the asker."""
    world, batch = circumstances(ports, requester), Batch(ports)
    groups = ports.parties.shared(LIKE, limit)
    pairs = {pair for group in groups for pair in _pairs(batch, group)}
    found = [
        Pair(one=one, other=other, alike=compared)
        for first, second in sorted(pairs)
        if (compared := _likeness(batch, first, second)).points >= SUGGESTED
        if (one := _view(ports, batch, survivor(batch, first), world)) is not None
        if (other := _view(ports, batch, survivor(batch, second), world)) is not None
    ]
    return tuple(sorted(found, key=lambda pair: -pair.alike.points))


def _pairs(batch: Batch, group: Iterable[str]) -> Iterator[tuple[str, str]]:
    parties = [one.id for one in survivors(batch, group)]
    for place, first in enumerate(parties):
        yield from ((first, second) for second in parties[place + 1 :])


def _likeness(batch: Batch, first: str, second: str) -> Likeness:
    one, other = (record(party_file(batch, party)) for party in (first, second))
    return likeness(one.identity, other.identity)


def possible_duplicates(
    ports: Ports, requester: Requester, kind: str, data: Mapping[str, JsonValue]
) -> tuple[Resemblance, ...]:
    """Whom the values of a new case resemble, before it is opened.

    Somebody whose cases the asker may not see is told of without a number.

    Raises:
        NotFoundError: No such kind.
    """
    world, batch = circumstances(ports, requester), Batch(ports)
    rules = ports.workflows.latest(kind).parties
    found: list[Resemblance] = []
    for claim in claims(rules, data) if rules is not None else ():
        for known in alike(ports, batch, claim.identity, SUGGESTED):
            links = visible_links(ports, known.party, world)
            of_kind = (row for row in links if row.kind == kind and row.role == claim.role)
            found.append(
                Resemblance(
                    role=claim.role,
                    party=known.party.id if links else None,
                    alike=known.alike,
                    open_cases=tuple(row for row in of_kind if row.status != "closed"),
                )
            )
    return tuple(found)
