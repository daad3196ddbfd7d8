"""The file of a person or an employer: begun, corrected, tied, merged and separated again.

It is kept like a case (a chain of sealed entries, replayed, verified and, when its time has come,
erased), in a file of its own, so that what is known of one person can be erased without another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from pydantic import JsonValue

from engine.changes import CaseCreated, Change, FactSet
from engine.circumstances import Circumstances
from engine.decision import Decision
from engine.events import Event, EventType
from engine.evolve import evolve
from engine.model import Case
from engine.parties import Identity, Mark, MarkKind, facts_of, identity_from, marks
from engine.recording import who_now
from engine.refusal import Refusal

KIND = "party"
STATE = "kept"
SERIES = "P"

REGISTRAR = "registrar"
"""The role that looks after the register, at the file's office or above it."""


def number(count: int) -> str:
    """A party's number; the prefixes of cases are longer, so that the two never meet.

    Example:
        >>> number(17)
        'P-0000017'
    """
    return f"{SERIES}-{count:07d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A declared tie to another party; for `employee` the other is the employer."""

    party: str
    tie: str
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the tie holds on a day."""
        return (self.since or date.min) <= on <= (self.until or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRecord:
    """A party's file, read.

    Attributes:
        merged_into: The party that this one turned out to be; its own file rests.
        absorbed: Parties that turned out to be this one, with the moment of the merge.
        staff: The login of the colleague who is this person.
    """

    id: str
    office: str
    identity: Identity
    merged_into: str | None = None
    absorbed: tuple[tuple[str, datetime], ...] = ()
    staff: str | None = None
    relations: tuple[Relation, ...] = ()

    @property
    def circle(self) -> tuple[str, ...]:
        """The party under all its numbers, its own first."""
        return (self.id, *(name for name, _ in self.absorbed))


def record(case: Case) -> PartyRecord:
    """Read a party's file."""
    facts = case.facts
    absorbed = cast("dict[str, str]", facts.get("absorbed") or {})
    relations = cast("list[dict[str, str | None]]", facts.get("relations") or [])
    return PartyRecord(
        id=case.id,
        office=case.office,
        identity=identity_from(facts),
        merged_into=_text(facts.get("merged_into")),
        absorbed=tuple((name, datetime.fromisoformat(at)) for name, at in absorbed.items()),
        staff=_text(facts.get("staff")),
        relations=tuple(_relation(plain) for plain in relations),
    )


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def _relation(plain: dict[str, str | None]) -> Relation:
    since, until = plain.get("since"), plain.get("until")
    return Relation(
        party=str(plain["party"]),
        tie=str(plain["tie"]),
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )


def marks_of(case: Case) -> Iterator[Mark]:
    """Everything that a party's file is found by; it keeps its marks when it is merged."""
    found = record(case)
    yield from marks(found.identity)
    if found.staff is not None:
        yield Mark(MarkKind.STAFF, found.staff)


def registered(party: str, identity: Identity, office: str, world: Circumstances) -> Decision:
    """Begin a party's file at an office."""
    case = Case(
        id=party,
        kind=KIND,
        workflow_version=0,
        office=office,
        region=world.directory.office(office).region,
        state=STATE,
        version=1,
        opened_at=world.now,
        opened_by=world.actor.person,
        entered_at=world.now,
        facts=facts_of(identity),
        visited=(STATE,),
    )
    event = _event(EventType.PARTY_REGISTERED, case, world, (CaseCreated(case=case),))
    return Decision(events=(event,), case=evolve(None, event))


def corrected(
    case: Case, identity: Identity, world: Circumstances, *, reason: str | None = None
) -> Event | None:
    """The party is known by other words or numbers now; None when nothing differs."""
    old, new = facts_of(record(case).identity), facts_of(identity)
    changes = tuple(
        FactSet(field=name, old=old.get(name), new=new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )
    if not changes:
        return None
    return _event(EventType.PARTY_CORRECTED, case, world, changes, reason=reason)


def staff_linked(case: Case, login: str | None, world: Circumstances) -> Event:
    """A colleague is this person; None takes the link away."""
    change = FactSet(field="staff", old=case.facts.get("staff"), new=login)
    return _event(EventType.PARTY_LINKED, case, world, (change,))


def related(case: Case, relation: Relation, world: Circumstances) -> Event:
    """A tie to another party was declared, or declared anew with other dates."""
    old = cast("list[JsonValue]", case.facts.get("relations") or [])
    place = (relation.party, relation.tie)
    kept = [plain for plain in old if not (isinstance(plain, dict) and _place(plain) == place)]
    added: dict[str, JsonValue] = {
        "party": relation.party,
        "tie": relation.tie,
        "since": relation.since.isoformat() if relation.since else None,
        "until": relation.until.isoformat() if relation.until else None,
    }
    change = FactSet(field="relations", old=case.facts.get("relations"), new=[*kept, added])
    return _event(EventType.PARTY_LINKED, case, world, (change,))


def _place(plain: dict[str, JsonValue]) -> tuple[str, str]:
    return str(plain["party"]), str(plain["tie"])


def merged(
    survivor: Case, absorbed: Case, world: Circumstances, *, reason: str
) -> tuple[Event, Event]:
    """Two files are of one party: the survivor's entry, then that of the file that rests now."""
    at = world.now.isoformat()
    old = cast("dict[str, JsonValue]", survivor.facts.get("absorbed") or {})
    inherited = cast("dict[str, JsonValue]", absorbed.facts.get("absorbed") or {})
    new: JsonValue = {**old, **dict.fromkeys(inherited, at), absorbed.id: at}
    changes = (FactSet(field="absorbed", old=survivor.facts.get("absorbed"), new=new),)
    rests = (FactSet(field="merged_into", new=survivor.id),)
    return (
        _event(EventType.PARTY_MERGED, survivor, world, changes, reason=reason),
        _event(EventType.PARTY_MERGED, absorbed, world, rests, reason=reason),
    )


def unmerged(
    survivor: Case, absorbed: Case, world: Circumstances, *, reason: str
) -> tuple[Event, Event]:
    """The two files are of two parties after all; whom the second had absorbed goes with it."""
    old = cast("dict[str, JsonValue]", survivor.facts.get("absorbed") or {})
    going = {absorbed.id, *cast("dict[str, JsonValue]", absorbed.facts.get("absorbed") or {})}
    left: dict[str, JsonValue] = {name: at for name, at in old.items() if name not in going}
    changes = (FactSet(field="absorbed", old=survivor.facts.get("absorbed"), new=left or None),)
    wakes = (FactSet(field="merged_into", old=survivor.id),)
    return (
        _event(EventType.PARTY_UNMERGED, survivor, world, changes, reason=reason),
        _event(EventType.PARTY_UNMERGED, absorbed, world, wakes, reason=reason),
    )


def part_changed(case: Case, change: Change, workflow: str, world: Circumstances) -> Event:
    """Somebody gave a party a part in a case by hand, or took it away."""
    return parts_changed(case, (change,), workflow, world)


def parts_changed(
    case: Case, changes: tuple[Change, ...], workflow: str, world: Circumstances
) -> Event:
    """Parties got their parts in a case without any other change to it."""
    return replace(
        _event(EventType.PARTY_LINKED, case, world, changes),
        from_state=case.state,
        to_state=case.state,
        workflow=workflow,
    )


def data_shown(case: Case, fields: tuple[str, ...], purpose: str, world: Circumstances) -> Event:
    """Somebody was shown what a party is known by."""
    details: dict[str, JsonValue] = {"fields": list(fields)}
    type_ = EventType.PERSONAL_DATA_READ
    return _event(type_, case, world, (), reason=purpose, details=details)


def refused(case: Case, action: str, refusal: Refusal, world: Circumstances) -> Event:
    """Something could not be done to a party's file."""
    reasons: list[JsonValue] = [
        {"code": found.code.value, "params": found.params} for found in refusal.reasons
    ]
    details: dict[str, JsonValue] = {"command": action, "reasons": reasons}
    return _event(EventType.ATTEMPT_REFUSED, case, world, (), details=details, action=action)


def _event(
    type_: EventType,
    case: Case,
    world: Circumstances,
    changes: tuple[Change, ...],
    *,
    reason: str | None = None,
    details: dict[str, JsonValue] | None = None,
    action: str | None = None,
) -> Event:
    return Event(
        type=type_,
        case_id=case.id,
        at=world.now,
        who=who_now(world),
        from_state=STATE,
        to_state=STATE,
        action=action,
        changes=changes,
        reason=reason,
        details=details or {},
    )
