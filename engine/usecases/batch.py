"""One transaction in the making: what several cases become together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.audit import GENESIS, seal_all
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.events import Event
from engine.model import Case
from engine.ports import FirstAnswer, Loaded, Ports
from engine.projection import CaseWrite, message, movements


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

    def commit(self, answer: FirstAnswer | None = None) -> None:
        """Seal and store.

        Raises:
            ConflictError: Somebody else was faster; nothing is stored.
        """
        writes = [self._write(part) for part in self._parts.values()]
        self._ports.cases.commit(writes, answer)

    def _write(self, part: _Part) -> CaseWrite:
        salts = (self._ports.chance.salt() for _ in part.events)
        entries = seal_all(part.events, seq=part.seq, head=part.head, salts=salts)
        return CaseWrite(
            before=part.before,
            after=part.after,
            seq=part.seq,
            entries=entries,
            subject=part.subject,
            movements=tuple(movements(part.events)),
            messages=(message(entries, part.events[-1].at),),
        )


def subject(case: Case, workflow: CompiledWorkflow) -> str:
    """How lists name a case: the declared fields, joined."""
    named = (case.facts.get(name) for name in workflow.spec.subject)
    return " · ".join(str(value) for value in named if value is not None)
