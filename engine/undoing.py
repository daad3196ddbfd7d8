"""Taking back one's own last action while nobody has acted since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine import changes as c
from engine.approvals import sits
from engine.attempt import Attempt
from engine.authority import role_reasons
from engine.circumstances import Circumstances
from engine.commands import Act, Undo
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.events import EventType
from engine.evolve import evolve
from engine.model import Case, Reservation, UndoPoint
from engine.money import formatted
from engine.recording import decided
from engine.refusal import Reason, ReasonCode, Refusal, reason


def undo(
    workflow: CompiledWorkflow, case: Case, command: Undo, world: Circumstances
) -> Decision | Refusal:
    """Bring the case back to where it was before its last action."""
    if case.undo is None:
        return Refusal(reasons=(reason(ReasonCode.NOTHING_TO_UNDO),))
    if case.undo.person not in world.actor.people:
        return Refusal(reasons=(reason(ReasonCode.UNDO_NOT_YOURS, person=case.undo.person),))
    reasons = (*_role_reasons(workflow, case, case.undo, world), *_budget_reasons(case, world))
    if reasons:
        return Refusal(reasons=reasons)
    changes = (
        *_money_back(case.reserved, case.undo.before.reserved),
        c.Undone(action=case.undo.action),
    )
    decision = decided(
        workflow, case, command, world, EventType.ACTION_UNDONE, changes, reason=command.reason
    )
    event = replace(decision.events[0], action=case.undo.action, to_state=case.undo.before.state)
    return Decision(events=(event,), case=evolve(case, event))


def _role_reasons(
    workflow: CompiledWorkflow, case: Case, point: UndoPoint, world: Circumstances
) -> Iterator[Reason]:
    """Who has lost the role since may not take back what they did in it."""
    action = workflow.spec.actions[point.action]
    attempt = Attempt(
        workflow=workflow,
        case=replace(point.before, history=case.history),
        name=point.action,
        action=action,
        command=Act(case_id=case.id, action=point.action),
        world=world,
        facts=point.before.facts,
    )
    if action.vote is None:
        yield from role_reasons(attempt, world.actor)
    elif point.before.approval is not None and not any(
        sits(seat, world.actor) for seat in point.before.approval.seats
    ):
        yield reason(ReasonCode.NO_SEAT)


def _budget_reasons(case: Case, world: Circumstances) -> Iterator[Reason]:
    """What the action released is set aside again only if it is still there."""
    wanted = to_reserve(case)
    if wanted is None:
        return
    free = world.funds.get((wanted.office, wanted.year, wanted.fund), 0)
    if free < wanted.amount_fen:
        yield reason(
            ReasonCode.BUDGET_INSUFFICIENT,
            fund=wanted.fund,
            free=formatted(free),
            wanted=formatted(wanted.amount_fen),
        )


def to_reserve(case: Case) -> Reservation | None:
    """The money that undoing would set aside again: the last action had released it."""
    before = None if case.undo is None else case.undo.before.reserved
    return before if case.reserved is None else None


def _money_back(now: Reservation | None, before: Reservation | None) -> Iterator[c.Change]:
    """Budget that the action set aside is released; what it released is set aside again."""
    if now is not None and before is None:
        yield c.FundsReleased(reservation=now)
    if now is None and before is not None:
        yield c.FundsReserved(reservation=before)
