"""Give the persons and employers whom a case names their part in it, in the case's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from engine.changes import Change, PartyLinked, PartyUnlinked
from engine.circumstances import Circumstances
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.parties import OPENING, PartyRules
from engine.evolve import evolve
from engine.model import Case, PartyLink, Status
from engine.parties import SAME, Claim, Identity, Mark, MarkKind, claims, marks
from engine.party_ports import LinkRow
from engine.ports import Ports
from engine.refusal import Reason, ReasonCode, reason
from engine.registry import SERIES, corrected, number, record, registered
from engine.usecases.batch import Batch
from engine.usecases.party_files import STRONG, alike, party_file, supplemented, survivors
from engine.usecases.requester import visible_offices


def with_parties(
    ports: Ports,
    batch: Batch,
    before: Case | None,
    decision: Decision,
    workflow: CompiledWorkflow,
    world: Circumstances,
    register: Register | None = None,
) -> Decision:
    """The decision, with the parts that the file's fields now give to parties of the register.

    Whoever is not known yet is registered in the same transaction; two who register the same
    person at once are kept apart by the index, and the second decides again. A transaction that
    brings several cases passes its `register`, so that they share whom it registers.
    """
    rules, after = workflow.parties, decision.case
    if rules is None or (before is not None and before.facts == after.facts):
        return decision
    named = claims(rules, after.facts)
    if before is not None and named == claims(rules, before.facts):
        return decision
    changes = links_due(ports, batch, after, rules, world, register)
    return _laid_on(before, decision, changes) if changes else decision


def links_due(
    ports: Ports,
    batch: Batch,
    case: Case,
    rules: PartyRules,
    world: Circumstances,
    register: Register | None = None,
) -> tuple[Change, ...]:
    """What of the parts of a case differs from whom its fields name; registers who is new."""
    known = register or Register(ports, batch, world)
    links = (known.link(claim, case.office) for claim in claims(rules, case.facts))
    return tuple(_changes(case, {(link.role, link.party): link for link in links}))


def _changes(case: Case, wanted: Mapping[tuple[str, str], PartyLink]) -> Iterator[Change]:
    for link in case.parties:
        if not link.by_hand and (link.role, link.party) not in wanted:
            yield PartyUnlinked(party=link.party, role=link.role)
    there = {(link.role, link.party): link for link in case.parties}
    for place, link in wanted.items():
        old = there.get(place)
        if old is None or replace(old, at=link.at) != link:
            yield PartyLinked(link=link)


def _laid_on(before: Case | None, decision: Decision, changes: tuple[Change, ...]) -> Decision:
    """The last event says it too: what a file says and whom it means belong together."""
    *earlier, last = decision.events
    events = (*earlier, replace(last, changes=(*last.changes, *changes)))
    case = before
    for event in events:
        case = evolve(case, event)
    return decision if case is None else Decision(events=events, case=case)


class Register:
    """Knows the parties of one transaction, those included that it is registering."""

    def __init__(self, ports: Ports, batch: Batch, world: Circumstances) -> None:
        self._ports = ports
        self._batch = batch
        self._world = world
        self._new: dict[Mark, str] = {}

    def link(self, claim: Claim, office: str) -> PartyLink:
        """The part of whoever is meant, in a case of an office."""
        return PartyLink(
            party=self._party(claim.identity, office),
            role=claim.role,
            at=self._world.now,
            household=claim.household,
            relation=claim.relation,
            since=claim.since,
            until=claim.until,
            works_for=claim.works_for,
        )

    def _party(self, identity: Identity, office: str) -> str:
        for mark in marks(identity):
            if mark in self._new:
                return self._new[mark]
        found = alike(self._ports, self._batch, identity, SAME)
        if not found:
            return self._begun(identity, office)
        known = found[0]
        if known.file.merged_into is None:
            self._supplement(known.party.id, identity)
        return known.party.id

    def _begun(self, identity: Identity, office: str) -> str:
        party = number(self._ports.cases.next_number(SERIES))
        self._batch.begin(registered(party, identity, office, self._world), "")
        strong = (mark for mark in marks(identity) if mark.kind in STRONG)
        self._new.update((mark, party) for mark in strong)
        return party

    def _supplement(self, party: str, identity: Identity) -> None:
        loaded = self._batch.load(party)
        fuller = supplemented(record(loaded.case).identity, identity)
        event = corrected(loaded.case, fuller, self._world)
        if event is not None:
            self._batch.add(loaded, (event,), evolve(loaded.case, event), "")


def with_ties(
    ports: Ports, world: Circumstances, workflow: CompiledWorkflow, case: Case
) -> Circumstances:
    """Add what members of staff have to do with the parties of the case."""
    rules = workflow.parties
    if rules is None or not rules.not_party or not case.parties:
        return world
    staff = {key.party: key.found_by.value for key in ports.parties.of_kind(MarkKind.STAFF)}
    return replace(world, ties=_ties(ports, Batch(ports), case, staff, world)) if staff else world


def _ties(
    ports: Ports, batch: Batch, case: Case, staff: Mapping[str, str], world: Circumstances
) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    roles = _roles(batch, case)
    for party, role in ((p, r) for p, several in roles.items() for r in several):
        if party in staff:
            found.setdefault(staff[party], set()).add(role)
    for party, tie in _declared(batch, roles, world.today):
        if party in staff:
            found.setdefault(staff[party], set()).add(tie)
    for party, tie in _shared_cases(ports, staff, roles, world.today):
        found.setdefault(staff[party], set()).add(tie)
    return {login: frozenset(ties) for login, ties in found.items()}


def _roles(batch: Batch, case: Case) -> dict[str, set[str]]:
    """Every number of every party of the case, with its roles."""
    roles: dict[str, set[str]] = {}
    for link in case.parties:
        # Whom this transaction registers has ties to nobody yet.
        known = survivors(batch, [link.party]) if batch.knows(link.party) else ()
        for party in (link.party, *(name for one in known for name in one.circle)):
            roles.setdefault(party, set()).add(link.role)
    return roles


def _declared(batch: Batch, roles: Iterable[str], on: date) -> Iterator[tuple[str, str]]:
    for party in roles:
        if batch.knows(party):
            for relation in record(party_file(batch, party)).relations:
                if relation.holds(on):
                    yield relation.party, relation.tie


def _shared_cases(
    ports: Ports, staff: Iterable[str], roles: Mapping[str, object], on: date
) -> Iterator[tuple[str, str]]:
    """Staff who were of one household with a party of the case, or worked for one, elsewhere."""
    own = [row for row in ports.parties.links(tuple(staff)) if row.household or row.works_for]
    others = ports.parties.links_of({row.case_id for row in own}) if own else ()
    beside: dict[str, list[LinkRow]] = {}
    for row in others:
        if row.party in roles:
            beside.setdefault(row.case_id, []).append(row)
    for row in own:
        for other in beside.get(row.case_id, ()):
            if row.works_for is not None and other.role == row.works_for:
                yield row.party, "employee"
            if _live_together(row, other, on):
                yield row.party, "household"


def _live_together(row: LinkRow, other: LinkRow, on: date) -> bool:
    same = row.household is not None and row.household == other.household
    present = all((r.since or on) <= on <= (r.until or on) for r in (row, other))
    return same and present and row.party != other.party


def opening_reasons(
    ports: Ports,
    batch: Batch,
    decision: Decision,
    workflow: CompiledWorkflow,
    world: Circumstances,
) -> tuple[Reason, ...]:
    """Why this person may not open this case for these parties."""
    rules = workflow.parties
    if rules is None or world.actor.machine is not None:
        return ()
    ties = with_ties(ports, world, workflow, decision.case).ties
    barred = rules.barred_ties(OPENING)
    conflicts = (
        reason(ReasonCode.CONFLICT_OF_INTEREST, person=person, tie=tie)
        for person in sorted(world.actor.people)
        for tie in sorted(ties.get(person, frozenset()) & barred)
    )
    refusing = {one.role for one in rules.one_open_case if one.then == "refuse"}
    open_ones = open_cases(ports, batch, decision.case, rules, world)
    return (*conflicts, *(found for role, found in open_ones if role in refusing))


def open_cases(
    ports: Ports, batch: Batch, case: Case, rules: PartyRules, world: Circumstances
) -> Iterator[tuple[str, Reason]]:
    """Open cases of this kind that its parties have in the same role, with the role.

    A case that the person may not see is named by its office alone.
    """
    roles = {one.role for one in rules.one_open_case}
    visible = visible_offices(world.actor, world.directory)
    for link in case.parties:
        if link.role not in roles or not batch.knows(link.party):
            continue
        circle = next(iter(survivors(batch, [link.party]))).circle
        for row in ports.parties.links(circle):
            same = row.kind == case.kind and row.role == link.role and row.case_id != case.id
            if same and row.status is not Status.CLOSED:
                shown = row.case_id if visible is None or row.office in visible else None
                yield (
                    link.role,
                    reason(
                        ReasonCode.OPEN_CASE_EXISTS, role=link.role, case=shown, office=row.office
                    ),
                )
