"""One transaction in the making: what several cases become together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.audit import GENESIS, seal_all
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.errors import NotFoundError
from engine.events import Event
from engine.model import Case
from engine.parties.index import PartyKey
from engine.ports import FirstAnswer, Loaded, Ports
from engine.projection import CaseWrite, message, movements
from engine.registry import KIND as PARTY
from engine.registry import marks_of


@dataclass(slots=True)
class _Part:
    before: Case | None
    after: Case
    seq: int
    head: str
    subject: str
    events: list[Event] = field(default_factory=list)


class Batch:
    """Collects decisions on cases and stores them all or none."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._parts: dict[str, _Part] = {}

    def load(self, case_id: str) -> Loaded:
        """The case as this transaction leaves it so far, or as stored.

        Raises:
            NotFoundError: No such case.
        """
        part = self._parts.get(case_id)
        if part is not None:
            return Loaded(case=part.after, seq=part.seq, head=part.head)
        return self._ports.cases.load(case_id)

    def knows(self, case_id: str) -> bool:
        """Whether there was such a file before this transaction."""
        if case_id in self._parts:
            return self._parts[case_id].before is not None
        try:
            self._ports.cases.load(case_id)
        except NotFoundError:
            return False
        return True

    def begin(self, decision: Decision, subject: str) -> None:
        """Add a new case; `subject` is how lists name it."""
        case = decision.case
        self._parts[case.id] = _Part(
            before=None,
            after=case,
            seq=0,
            head=GENESIS,
            subject=subject,
            events=list(decision.events),
        )

    def add(self, loaded: Loaded, events: Sequence[Event], after: Case, subject: str) -> None:
        """Add what happened to a loaded case."""
        part = self._parts.setdefault(
            after.id,
            _Part(
                before=loaded.case,
                after=loaded.case,
                seq=loaded.seq,
                head=loaded.head,
                subject="",
            ),
        )
        part.after = after
        part.subject = subject
        part.events.extend(events)

    def result(self, case_id: str) -> tuple[Case, tuple[Event, ...], int]:
        """A case of this transaction as it leaves it, its events, and its last entry's number."""
        part = self._parts[case_id]
        return part.after, tuple(part.events), part.seq + len(part.events)

    def writes(self) -> list[CaseWrite]:
        """What there is to store, sealed."""
        return [self._write(part) for part in self._parts.values()]

    def commit(self, answer: FirstAnswer | None = None) -> None:
        """Seal and store.

        Raises:
            ConflictError: Somebody else was faster; nothing is stored.
        """
        self._ports.cases.commit(self.writes(), answer)

    def _write(self, part: _Part) -> CaseWrite:
        salts = (self._ports.chance.salt() for _ in part.events)
        before, after = self._keys(part.before), self._keys(part.after)
        entries = seal_all(part.events, seq=part.seq, head=part.head, salts=salts)
        return CaseWrite(
            before=part.before,
            after=part.after,
            seq=part.seq,
            entries=entries,
            subject=part.subject,
            movements=tuple(movements(part.events)),
            messages=(message(entries, part.events[-1].at),),
            new_keys=tuple(sorted(after - before)),
            dropped_keys=tuple(sorted(before - after)),
        )

    def _keys(self, case: Case | None) -> frozenset[PartyKey]:
        if case is None or case.kind != PARTY:
            return frozenset()
        blinded = self._ports.parties.blinded
        return frozenset(PartyKey(party=case.id, found_by=blinded(mark)) for mark in marks_of(case))


def subject(case: Case, workflow: CompiledWorkflow) -> str:
    """How lists name a case: the declared fields, joined."""
    named = (case.facts.get(name) for name in workflow.spec.subject)
    return " · ".join(str(value) for value in named if value is not None)
