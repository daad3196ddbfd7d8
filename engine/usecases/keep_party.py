"""Look after the register by hand: enter, correct, tie, merge, separate; each leaves its entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from engine.changes import PartyLinked, PartyUnlinked
from engine.circumstances import Circumstances
from engine.errors import ConflictError, EngineCode
from engine.events import Event
from engine.evolve import evolve
from engine.filing import chain_reasons
from engine.model import Case, PartyLink
from engine.parties import Employer, Identity, MarkKind, is_recognisable, made_comparable, marks
from engine.party_ports import LinkRow
from engine.ports import Loaded, Ports
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.registry import (
    REGISTRAR,
    SERIES,
    PartyRecord,
    Relation,
    corrected,
    merged,
    number,
    part_changed,
    record,
    refused,
    registered,
    related,
    staff_linked,
    unmerged,
)
from engine.usecases.batch import Batch, subject
from engine.usecases.find_party import show_party
from engine.usecases.party_files import party_file, survivor
from engine.usecases.requester import Requester, require_office, require_visible
from engine.usecases.surroundings import circumstances

_TRIES = 25


@dataclass(frozen=True, slots=True)
class _Desk:
    """One attempt: what is read and written together."""

    ports: Ports
    batch: Batch
    world: Circumstances

    def file(self, party: str) -> Loaded:
        """A party's file with its head."""
        party_file(self.batch, party)
        return self.batch.load(party)

    def add(self, loaded: Loaded, event: Event) -> Case:
        """Add an entry to a party's file."""
        after = evolve(loaded.case, event)
        self.batch.add(loaded, (event,), after, "")
        return after

    def refuse(self, loaded: Loaded, what: str, reasons: Collection[Reason]) -> Refusal:
        """Nothing changes; the attempt is an entry."""
        refusal = Refusal(reasons=tuple(reasons))
        batch = Batch(self.ports)
        fresh = batch.load(loaded.case.id)
        batch.add(fresh, (refused(fresh.case, what, refusal, self.world),), fresh.case, "")
        batch.commit()
        return refusal


Answer = PartyRecord | Refusal


def _tried(
    ports: Ports, requester: Requester, party: str, attempt: Callable[[_Desk], Answer]
) -> Answer:
    """Decide again when somebody else changed a file in between.

    Raises:
        NotFoundError: The party does not exist for this person.
        ConflictError: Others were faster every time.
    """
    if party:
        show_party(ports, requester, party)
    for _ in range(_TRIES):
        desk = _Desk(ports, Batch(ports), circumstances(ports, requester))
        try:
            return attempt(desk)
        except ConflictError:
            continue
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=party)


def register_party(ports: Ports, requester: Requester, identity: Identity, office: str) -> Answer:
    """Enter a person or an employer by hand.

    Returns:
        The record; a refusal when the actor is no registrar there, the number is another's, or
        there is too little to know the party again by.

    Raises:
        NotFoundError: No such office for this person.
        ConflictError: Others were faster every time.
    """
    wanted = made_comparable(identity)

    def attempt(desk: _Desk) -> Answer:
        require_office(office, desk.world.actor, desk.world.directory)
        party = number(ports.cases.next_number(SERIES))
        decision = registered(party, wanted, office, desk.world)
        reasons = [*chain_reasons(decision.case, (REGISTRAR,), desk.world)]
        reasons += _number_reasons(desk, wanted, party)
        if not is_recognisable(wanted):
            reasons.append(reason(ReasonCode.FIELD_MISSING, field="id_number"))
        if reasons:
            return Refusal(reasons=tuple(reasons))
        desk.batch.begin(decision, "")
        desk.batch.commit()
        return record(decision.case)

    return _tried(ports, requester, "", attempt)


def _number_reasons(desk: _Desk, identity: Identity, party: str) -> Iterator[Reason]:
    """Another party bears the number already."""
    telling = [
        mark
        for mark in marks(identity)
        if mark.kind in (MarkKind.RESIDENT_ID, MarkKind.CREDIT_CODE)
    ]
    for key in desk.ports.parties.found_by([desk.ports.parties.blinded(m) for m in telling]):
        if key.party != party:
            yield reason(ReasonCode.PARTY_NUMBER_TAKEN, other=key.party)


def correct_party(
    ports: Ports, requester: Requester, party: str, identity: Identity, why: str
) -> Answer:
    """Let a party be known by other words or numbers; the entries keep what they were.

    Raises:
        NotFoundError: The party does not exist for this person.
        ConflictError: Others were faster every time.
    """
    wanted = made_comparable(identity)

    def attempt(desk: _Desk) -> Answer:
        loaded = desk.file(party)
        known = record(loaded.case)
        reasons = [*_registrar_reasons(desk, loaded), *_resting(known), *_why(why)]
        reasons += _number_reasons(desk, wanted, party)
        if isinstance(wanted, Employer) != isinstance(known.identity, Employer):
            reasons.append(reason(ReasonCode.PARTY_TYPES_DIFFER))
        if reasons:
            return desk.refuse(loaded, "CorrectParty", reasons)
        event = corrected(loaded.case, wanted, desk.world, reason=why)
        if event is None:
            return known
        after = desk.add(loaded, event)
        desk.batch.commit()
        return record(after)

    return _tried(ports, requester, party, attempt)


def _registrar_reasons(desk: _Desk, *files: Loaded) -> Iterator[Reason]:
    for loaded in files:
        yield from chain_reasons(loaded.case, (REGISTRAR,), desk.world)


def _resting(known: PartyRecord) -> Iterator[Reason]:
    if known.merged_into is not None:
        yield reason(ReasonCode.PARTY_MERGED_ALREADY, party=known.id, survivor=known.merged_into)


def _why(text: str) -> Iterator[Reason]:
    if not text.strip():
        yield reason(ReasonCode.REASON_MISSING)


def link_staff(ports: Ports, requester: Requester, party: str, login: str | None) -> Answer:
    """Say that a colleague is this person, so that they are kept from cases of their own.

    Raises:
        NotFoundError: The party or the colleague does not exist for this person.
        ConflictError: Others were faster every time, or the colleague is another person's record.
    """

    def attempt(desk: _Desk) -> Answer:
        loaded = desk.file(party)
        if login is not None:
            desk.world.directory.person(login)
        known = record(loaded.case)
        reasons = [*_registrar_reasons(desk, loaded), *_resting(known)]
        if isinstance(known.identity, Employer):
            reasons.append(reason(ReasonCode.PARTY_TYPES_DIFFER))
        if reasons:
            return desk.refuse(loaded, "LinkStaff", reasons)
        after = desk.add(loaded, staff_linked(loaded.case, login, desk.world))
        desk.batch.commit()
        return record(after)

    return _tried(ports, requester, party, attempt)


def relate(ports: Ports, requester: Requester, party: str, relation: Relation) -> Answer:
    """Declare that a person is another's relative, or works for an employer; both files say so.

    Raises:
        NotFoundError: One of the two does not exist for this person.
        ConflictError: Others were faster every time.
    """

    def attempt(desk: _Desk) -> Answer:
        one, other = desk.file(party), desk.file(relation.party)
        reasons = [*_registrar_reasons(desk, one, other)]
        reasons += [*_resting(record(one.case)), *_resting(record(other.case))]
        if reasons:
            return desk.refuse(one, "RelateParty", reasons)
        back = Relation(party=party, tie=relation.tie, since=relation.since, until=relation.until)
        after = desk.add(one, related(one.case, relation, desk.world))
        desk.add(other, related(other.case, back, desk.world))
        desk.batch.commit()
        return record(after)

    show_party(ports, requester, relation.party)
    return _tried(ports, requester, party, attempt)


def link_case(ports: Ports, requester: Requester, party: str, case_id: str, role: str) -> Answer:
    """Give a party a part in a case that no field of the file gives it.

    Raises:
        NotFoundError: The party or the case does not exist for this person.
        ConflictError: Others were faster every time.
    """

    def attempt(desk: _Desk) -> Answer:
        loaded = desk.batch.load(case_id)
        require_visible(loaded.case, desk.world.actor, desk.world.directory)
        known = survivor(desk.batch, party)
        workflow = ports.workflows.version(loaded.case.kind, loaded.case.workflow_version)
        rules = workflow.parties
        roles = {} if rules is None else rules.roles
        reasons = [*chain_reasons(loaded.case, workflow.spec.roles, desk.world)]
        if role not in roles:
            reasons.append(reason(ReasonCode.UNKNOWN_PARTY_ROLE, role=role, known=list(roles)))
        elif _is_other_type(
            known, roles[role].employer is not None, roles[role].person is not None
        ):
            reasons.append(reason(ReasonCode.PARTY_TYPES_DIFFER))
        if reasons:
            return desk.refuse(desk.file(known.id), "LinkParty", reasons)
        link = PartyLink(party=known.id, role=role, at=desk.world.now, by_hand=True)
        event = part_changed(loaded.case, PartyLinked(link=link), workflow.ref, desk.world)
        after = evolve(loaded.case, event)
        desk.batch.add(loaded, (event,), after, subject(after, workflow))
        desk.batch.commit()
        return known

    return _tried(ports, requester, party, attempt)


def _is_other_type(known: PartyRecord, for_employers: bool, for_persons: bool) -> bool:
    employer = isinstance(known.identity, Employer)
    return (for_employers and not employer) or (for_persons and employer)


def merge_parties(ports: Ports, requester: Requester, party: str, other: str, why: str) -> Answer:
    """Say that `other` turned out to be `party`; its file rests and its cases count as party's.

    Raises:
        NotFoundError: One of the two does not exist for this person.
        ConflictError: Others were faster every time.
    """
    show_party(ports, requester, other)

    def attempt(desk: _Desk) -> Answer:
        one, two = desk.file(party), desk.file(other)
        kept, absorbed = record(one.case), record(two.case)
        reasons = [*_registrar_reasons(desk, one, two), *_why(why)]
        reasons += [*_resting(kept), *_resting(absorbed)]
        if isinstance(kept.identity, Employer) != isinstance(absorbed.identity, Employer):
            reasons.append(reason(ReasonCode.PARTY_TYPES_DIFFER))
        if absorbed.staff is not None:
            reasons.append(reason(ReasonCode.STAFF_MUST_SURVIVE, party=other))
        if party == other:
            reasons.append(reason(ReasonCode.PARTY_MERGED_ALREADY, party=other, survivor=party))
        if reasons:
            return desk.refuse(one, "MergeParties", reasons)
        kept_event, absorbed_event = merged(one.case, two.case, desk.world, reason=why)
        after = desk.add(one, kept_event)
        desk.add(two, absorbed_event)
        desk.batch.commit()
        return record(after)

    return _tried(ports, requester, party, attempt)


def unmerge_parties(
    ports: Ports,
    requester: Requester,
    party: str,
    other: str,
    why: str,
    *,
    moves: Collection[str] | None = None,
) -> Answer:
    """Undo a merge: both files are as they were, each with its own cases.

    Args:
        ports: The outside.
        requester: Who asks.
        party: The survivor of the merge.
        other: Whom it had absorbed.
        why: The reason; it is recorded in both files.
        moves: Cases linked since the merge that are `other`'s; the rest stay. None asks: with
            such cases there is a refusal that lists them.

    Raises:
        NotFoundError: The survivor does not exist for this person.
        ConflictError: Others were faster every time.
    """

    def attempt(desk: _Desk) -> Answer:
        one, two = desk.file(party), desk.file(other)
        kept, absorbed = record(one.case), record(two.case)
        later = tuple(_since_merge(desk, kept, other))
        reasons = [*_registrar_reasons(desk, one, two), *_resting(kept), *_why(why)]
        reasons += _separation_reasons(kept, absorbed, later, moves)
        if reasons:
            return desk.refuse(one, "UnmergeParties", reasons)
        for row in later:
            if row.case_id in (moves or ()):
                _move(desk, row, other)
        kept_event, absorbed_event = unmerged(one.case, two.case, desk.world, reason=why)
        after = desk.add(one, kept_event)
        desk.add(two, absorbed_event)
        desk.batch.commit()
        return record(after)

    return _tried(ports, requester, party, attempt)


def _separation_reasons(
    kept: PartyRecord,
    absorbed: PartyRecord,
    later: tuple[LinkRow, ...],
    moves: Collection[str] | None,
) -> Iterator[Reason]:
    if absorbed.merged_into != kept.id:
        yield reason(ReasonCode.PARTY_NOT_MERGED, party=absorbed.id, survivor=kept.id)
        return
    cases = sorted({row.case_id for row in later})
    unknown = sorted(set(moves or ()) - set(cases))
    if (cases and moves is None) or unknown:
        yield reason(ReasonCode.LINKED_SINCE_MERGE, cases=cases or ["-"], party=absorbed.id)


def _since_merge(desk: _Desk, kept: PartyRecord, other: str) -> Iterator[LinkRow]:
    at = dict(kept.absorbed).get(other)
    for row in desk.ports.parties.links([kept.id]):
        if at is not None and row.at >= at:
            yield row


def _move(desk: _Desk, row: LinkRow, other: str) -> None:
    """The part in the case is the other's: the case's own chain says so."""
    loaded = desk.batch.load(row.case_id)
    case = loaded.case
    workflow = desk.ports.workflows.version(case.kind, case.workflow_version)
    link = next(i for i in case.parties if (i.party, i.role) == (row.party, row.role))
    changes = (
        PartyUnlinked(party=link.party, role=link.role),
        PartyLinked(link=replace(link, party=other, at=desk.world.now)),
    )
    for change in changes:
        event = part_changed(case, change, workflow.ref, desk.world)
        case = evolve(case, event)
        desk.batch.add(loaded, (event,), case, subject(case, workflow))
        loaded = desk.batch.load(row.case_id)
