"""Taking back one's own last action while nobody has acted since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine import changes as c
from engine.circumstances import Circumstances
from engine.commands import Undo
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.events import EventType
from engine.evolve import evolve
from engine.model import Case, Reservation
from engine.recording import decided
from engine.refusal import ReasonCode, Refusal, reason


def undo(
    workflow: CompiledWorkflow, case: Case, command: Undo, world: Circumstances
) -> Decision | Refusal:
    """Bring the case back to where it was before its last action."""
    if case.undo is None:
        return Refusal(reasons=(reason(ReasonCode.NOTHING_TO_UNDO),))
    if case.undo.person not in world.actor.people:
        return Refusal(reasons=(reason(ReasonCode.UNDO_NOT_YOURS, person=case.undo.person),))
    changes = (
        *_money_back(case.reserved, case.undo.before.reserved),
        c.Undone(action=case.undo.action),
    )
    decision = decided(
        workflow, case, command, world, EventType.ACTION_UNDONE, changes, reason=command.reason
    )
    event = replace(decision.events[0], action=case.undo.action, to_state=case.undo.before.state)
    return Decision(events=(event,), case=evolve(case, event))


def _money_back(now: Reservation | None, before: Reservation | None) -> Iterator[c.Change]:
    """Budget that the action set aside is released; what it released is set aside again."""
    if now is not None and before is None:
        yield c.FundsReleased(reservation=now)
    if now is None and before is not None:
        yield c.FundsReserved(reservation=before)
