"""What the timer reports: a clock ran out, or the calendar is known further."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from engine import clocks
from engine.acting import AT_REST, act
from engine.changes import Change, TaskOpened
from engine.circumstances import Circumstances
from engine.commands import Act, FireDeadline, RecomputeDeadlines
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import DeadlineSpec, Escalation, TimedAction
from engine.directory import TIMER
from engine.events import Event, EventType
from engine.evolve import evolve
from engine.model import Case, ClockState, Deadline, Status
from engine.moving import new_task
from engine.recording import decided
from engine.refusal import ReasonCode, Refusal, reason


def fire(
    workflow: CompiledWorkflow, case: Case, command: FireDeadline, world: Circumstances
) -> Decision | Refusal:
    """Mark a clock as run out and do what is declared for that."""
    world = replace(world, actor=TIMER)
    clock = case.deadline(command.deadline)
    if clock is None or clock.status is not ClockState.RUNNING:
        return Refusal(reasons=(reason(ReasonCode.CLOCK_NOT_RUNNING, clock=command.deadline),))
    if world.now < clock.ends_at:
        last_day = clock.last_day.isoformat()
        return Refusal(
            reasons=(reason(ReasonCode.NOT_DUE_YET, clock=clock.key, last_day=last_day),)
        )
    spec = workflow.clock(clock.key, clock.state)
    if isinstance(spec.then, TimedAction):
        return _acted(workflow, case, command, world, clock, spec.then.act)
    changes = (clocks.elapsed(clock), *_escalated(case, clock, spec, world))
    return _breach(workflow, case, command, world, clock, changes)


def _breach(
    workflow: CompiledWorkflow,
    case: Case,
    command: FireDeadline,
    world: Circumstances,
    clock: Deadline,
    changes: tuple[Change, ...],
) -> Decision:
    waited = workflow.clock(clock.key, clock.state).runs == "wait"
    decision = decided(
        workflow,
        case,
        command,
        world,
        EventType.PERIOD_ENDED if waited else EventType.DEADLINE_BREACHED,
        changes,
        details={"clock": clock.key, "last_day": clock.last_day.isoformat()},
    )
    named = replace(decision.events[0], action=clock.key)
    return replace(decision, events=(named,))


def _escalated(
    case: Case, clock: Deadline, spec: DeadlineSpec, world: Circumstances
) -> tuple[Change, ...]:
    if not isinstance(spec.then, Escalation):
        return ()
    number = len(case.tasks)
    task = new_task(f"late_{clock.key}", spec.then.escalate, case, case.state, world, number)
    return () if task is None else (TaskOpened(task=task),)


def _acted(
    workflow: CompiledWorkflow,
    case: Case,
    command: FireDeadline,
    world: Circumstances,
    clock: Deadline,
    action: str,
) -> Decision:
    """The timer takes the declared action; if that is not possible, the entry says why.

    While the case rests the clock only owes the action; it is taken when the case moves again.
    """
    if case.status is Status.SUSPENDED and workflow.spec.actions[action].type not in AT_REST:
        change = clocks.elapsed(clock, owes=action)
        return _breach(workflow, case, command, world, clock, (change,))
    breached = _breach(workflow, case, command, world, clock, (clocks.elapsed(clock),))
    taken = act(workflow, breached.case, Act(case_id=case.id, action=action), world)
    if isinstance(taken, Refusal):
        return replace(breached, events=(_noted(breached.events[0], action, taken),))
    return Decision(events=(*breached.events, *taken.events), case=taken.case)


def settle(
    workflow: CompiledWorkflow, case: Case, clock: Deadline, world: Circumstances
) -> Decision:
    """Take the action that a clock owes since it ran out while the case rested."""
    world, change = replace(world, actor=TIMER), clocks.settled(clock)
    action = clock.owes or ""
    taken = act(workflow, case, Act(case_id=case.id, action=action), world)
    if isinstance(taken, Refusal):
        command = FireDeadline(case_id=case.id, deadline=clock.key)
        noted = _breach(workflow, case, command, world, clock, (change,))
        return replace(noted, events=(_noted(noted.events[0], action, taken),))
    event = replace(taken.events[0], changes=(change, *taken.events[0].changes))
    return Decision(events=(event,), case=evolve(case, event))


def without_action(
    workflow: CompiledWorkflow,
    case: Case,
    command: FireDeadline,
    world: Circumstances,
    refusal: Refusal,
) -> Decision:
    """Only mark a clock as run out, and say why its action could not be carried through.

    For what shows itself after the action: a child that cannot be ended, a round that cannot.
    The clock must not be left running, or the timer would come back to it for ever.
    """
    world, clock = replace(world, actor=TIMER), cast("Deadline", case.deadline(command.deadline))
    breached = _breach(workflow, case, command, world, clock, (clocks.elapsed(clock),))
    spec = workflow.clock(clock.key, clock.state).then
    action = spec.act if isinstance(spec, TimedAction) else ""
    return replace(breached, events=(_noted(breached.events[0], action, refusal),))


def _noted(event: Event, action: str, refusal: Refusal) -> Event:
    return replace(
        event,
        details={**event.details, "not_taken": action, "because": list(refusal.codes)},
    )


def recompute(
    workflow: CompiledWorkflow, case: Case, command: RecomputeDeadlines, world: Circumstances
) -> Decision | Refusal:
    """Compute the provisional last days again."""
    world = replace(world, actor=TIMER)
    changes = tuple(clocks.recomputed(case, world.calendar))
    if not changes:
        return Refusal(reasons=(reason(ReasonCode.ALREADY_DONE),))
    return decided(workflow, case, command, world, EventType.DEADLINE_RECOMPUTED, changes)
