"""Check that nothing was changed behind the engine's back.

Chains are recomputed, every case is replayed from its entries and compared with what is stored,
every move is held against the declaration its case is pinned to, and the rows beside the cases
(tasks, clocks, budget) are held against the cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from engine.audit import AuditCode, Defect, Entry, check_chain, check_replay
from engine.changes import StateEntered
from engine.definitions.compile import CompiledWorkflow
from engine.errors import IllegalMoveError, NotFoundError
from engine.events import Event, EventType
from engine.listing import NO_CASES
from engine.model import Case
from engine.parties.index import PartyKey
from engine.ports import CaseQuery, EntryQuery, Ports, TaskQuery
from engine.projection import Account, movements
from engine.registry import KIND as PARTY
from engine.registry import marks_of

_Account: TypeAlias = tuple[str, str, int, Account]
"""Office, fund, year and account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What a verification looked at and found."""

    cases: int
    entries: int
    defects: tuple[Defect, ...]


def verify_audit(
    ports: Ports, case_id: str | None = None, *, offices: frozenset[str] | None = None
) -> AuditReport:
    """Verify one case, the files that lie at some offices, or everything.

    Whether the money of the whole house adds up is told only where everything is verified.

    Args:
        ports: The outside.
        case_id: One file.
        offices: Only files at these offices, their journals included; None is everything.

    Raises:
        NotFoundError: The named case has neither file nor entries.
    """
    cases, entries = 0, 0
    defects: list[Defect] = []
    named: set[str] = set()
    for name, chain in _chains(ports, case_id, offices):
        cases, entries = cases + 1, entries + len(chain)
        defects.extend(_verify_case(ports, name, chain))
        named.add(name)
    defects.extend(_without_entries(ports, case_id, offices, named))
    if case_id is None and offices is None:
        defects.extend(_verify_ledger(ports))
        defects.extend(_unexplained_movements(ports, named))
    return AuditReport(cases=cases, entries=entries, defects=tuple(defects))


def _chains(
    ports: Ports, case_id: str | None, offices: frozenset[str] | None
) -> Iterator[tuple[str, list[Entry]]]:
    """The entries of each file; a file that has moved brings those from where it lay before."""
    if offices is None:
        every = ports.cases.entries(EntryQuery(case_id=case_id, limit=0))
        for name, group in groupby(every, key=lambda entry: entry.case_id):
            yield name, list(group)
        return
    for name in _files(ports, offices):
        chain = list(ports.cases.entries(EntryQuery(case_id=name, limit=0)))
        if chain:
            yield name, chain


def _files(ports: Ports, offices: frozenset[str] | None) -> list[str]:
    """Everything that is kept like a case."""
    of_cases = CaseQuery(offices=offices, limit=0)
    every = (of_cases, *(replace(of_cases, kind=kind) for kind in NO_CASES))
    return sorted(row.id for query in every for row in ports.cases.cases(query))


def _without_entries(
    ports: Ports, case_id: str | None, offices: frozenset[str] | None, named: set[str]
) -> Iterator[Defect]:
    """Files whose whole chain is gone: nothing else would lead to them.

    Raises:
        NotFoundError: The named case has neither file nor entries.
    """
    wanted = set(_files(ports, offices)) if case_id is None else {case_id}
    for name in sorted(wanted - named):
        seq = ports.cases.load(name).seq
        yield Defect(
            code=AuditCode.HEAD_DISAGREES, case_id=name, params={"stored": seq, "found": 0}
        )


def _verify_case(ports: Ports, case_id: str, chain: Sequence[Entry]) -> Iterator[Defect]:
    try:
        loaded = ports.cases.load(case_id)
    except NotFoundError:
        yield Defect(code=AuditCode.HEAD_DISAGREES, case_id=case_id, params={"stored": 0})
        return
    yield from check_chain(case_id, chain, seq=loaded.seq, head=loaded.head)
    yield from check_replay(loaded.case, chain)
    yield from _verify_rows(ports, loaded.case)
    yield from _verify_parties(ports, loaded.case)
    yield from _verify_movements(ports, case_id, chain)
    if loaded.case.kind not in NO_CASES:
        workflow = ports.workflows.version(loaded.case.kind, loaded.case.workflow_version)
        yield from _verify_moves(workflow, chain)


def _verify_moves(workflow: CompiledWorkflow, chain: Sequence[Entry]) -> Iterator[Defect]:
    """Every move of an action must be one that the declaration contains."""
    for entry in chain:
        event = _readable(entry)
        if event is None or event.type is not EventType.ACTION_TAKEN:
            continue
        for change in event.changes:
            if isinstance(change, StateEntered) and not _declared(workflow, event, change):
                yield Defect(
                    code=AuditCode.MOVE_NOT_DECLARED,
                    case_id=entry.case_id,
                    seq=entry.seq,
                    params={
                        "action": event.action,
                        "from": change.from_state,
                        "to": change.to_state,
                    },
                )


def _readable(entry: Entry) -> Event | None:
    """The event; a payload that cannot be read is already reported by the replay."""
    try:
        return entry.event()
    except ValueError:
        return None


def _declared(workflow: CompiledWorkflow, event: Event, move: StateEntered) -> bool:
    names = [event.action or ""]
    action = workflow.action(names[0])
    if action is not None and action.vote is not None:
        names = [n for n in workflow.outgoing[move.from_state] if workflow.spec.actions[n].vote]
    return any(_moves(workflow, name, move) for name in names)


def _moves(workflow: CompiledWorkflow, name: str, move: StateEntered) -> bool:
    try:
        workflow.move(name, move.from_state, move.to_state)
    except IllegalMoveError:
        return False
    return True


def _verify_rows(ports: Ports, case: Case) -> Iterator[Defect]:
    stored = {row.task for row in ports.cases.tasks(TaskQuery(case_id=case.id, limit=0))}
    if stored != set(case.tasks):
        yield Defect(code=AuditCode.ROWS_DISAGREE, case_id=case.id, params={"rows": "tasks"})
    clocks = {deadline.key: deadline for deadline in ports.cases.clocks(case.id)}
    if clocks != {deadline.key: deadline for deadline in case.deadlines}:
        yield Defect(code=AuditCode.ROWS_DISAGREE, case_id=case.id, params={"rows": "deadlines"})


def _verify_parties(ports: Ports, case: Case) -> Iterator[Defect]:
    stored = {(row.role, row.party) for row in ports.parties.links_of([case.id])}
    if stored != {(link.role, link.party) for link in case.parties}:
        yield Defect(code=AuditCode.ROWS_DISAGREE, case_id=case.id, params={"rows": "parties"})
    if case.kind == PARTY and not _is_found(ports, case):
        yield Defect(code=AuditCode.ROWS_DISAGREE, case_id=case.id, params={"rows": "party_keys"})


def _is_found(ports: Ports, case: Case) -> bool:
    marks = [ports.parties.blinded(mark) for mark in marks_of(case)]
    keys = {PartyKey(party=case.id, found_by=mark) for mark in marks}
    return keys == set(ports.parties.keys_of(case.id))


def _verify_movements(ports: Ports, case_id: str, chain: Sequence[Entry]) -> Iterator[Defect]:
    """The budget must have moved as the entries say; erased payloads say nothing any more."""
    events = [_readable(entry) for entry in chain]
    told = [event for event in events if event is not None]
    if len(told) == len(events) and list(movements(told)) != list(ports.ledger.movements(case_id)):
        yield Defect(code=AuditCode.ROWS_DISAGREE, case_id=case_id, params={"rows": "movements"})


def _unexplained_movements(ports: Ports, named: set[str]) -> Iterator[Defect]:
    """Money that moved for a file of which nothing is left, chain or case."""
    moved = {movement.case_id for movement in ports.ledger.movements()}
    for case_id in sorted(case_id for case_id in moved if case_id and case_id not in named):
        yield Defect(code=AuditCode.ROWS_DISAGREE, case_id=case_id, params={"rows": "movements"})


def _verify_ledger(ports: Ports) -> Iterator[Defect]:
    """Balances must be what the movements add up to; an account that is gone holds nothing."""
    sums: dict[_Account, int] = {}
    for movement in ports.ledger.movements():
        fund = (movement.office, movement.fund, movement.year)
        sums[*fund, movement.source] = sums.get((*fund, movement.source), 0) - movement.amount_fen
        sums[*fund, movement.target] = sums.get((*fund, movement.target), 0) + movement.amount_fen
    stored = {
        (b.office, b.fund, b.year, Account(b.account)): b.amount_fen
        for b in ports.ledger.balances(None, None)
    }
    for key in sorted({*sums, *stored}):
        if stored.get(key, 0) != sums.get(key, 0):
            yield _ledger_defect(key, stored.get(key, 0), sums.get(key, 0))


def _ledger_defect(key: _Account, stored: int, moved: int) -> Defect:
    office, fund, year, account = key
    return Defect(
        code=AuditCode.LEDGER_DISAGREES,
        case_id=office,
        params={
            "fund": fund,
            "year": year,
            "account": account,
            "stored": stored,
            "movements": moved,
        },
    )
