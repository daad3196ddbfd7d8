"""Claiming, releasing and giving tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Protocol, TypeVar

from engine.attempt import Attempt
from engine.authority import duty_reasons
from engine.changes import TaskAssigned
from engine.circumstances import Circumstances
from engine.commands import Act, AssignTask, ClaimTask, ReleaseTask
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.directory import Actor
from engine.events import EventType
from engine.model import Case, Task
from engine.moving import is_seat_task
from engine.recording import decided
from engine.refusal import Reason, ReasonCode, Refusal, reason


class _AboutTask(Protocol):
    """A command about a task."""

    @property
    def task_id(self) -> str:
        """Which one."""


_Asked = TypeVar("_Asked", bound=_AboutTask)


def on_open_task(
    handle: Callable[[CompiledWorkflow, Case, Task, _Asked, Circumstances], Decision | Refusal],
) -> Callable[[CompiledWorkflow, Case, _Asked, Circumstances], Decision | Refusal]:
    """Let a handler be given the task of its command; there may be no such work, or no longer."""

    @wraps(handle)
    def handled(
        workflow: CompiledWorkflow, case: Case, command: _Asked, world: Circumstances
    ) -> Decision | Refusal:
        task = case.task(command.task_id)
        if task is None:
            return Refusal(reasons=(reason(ReasonCode.TASK_NOT_OPEN, task=command.task_id),))
        return handle(workflow, case, task, command, world)

    return handled


@on_open_task
def claim(
    workflow: CompiledWorkflow, case: Case, task: Task, command: ClaimTask, world: Circumstances
) -> Decision | Refusal:
    """Take a task from the queue for oneself."""
    reasons = list(claim_reasons(workflow, case, task, world))
    if reasons:
        return Refusal(reasons=tuple(reasons))
    taker = world.actor.on_behalf_of or world.actor.person
    change = TaskAssigned(task_id=task.id, at=world.now, assignee=taker, claimed=True)
    return decided(workflow, case, command, world, EventType.TASK_CLAIMED, (change,))


@on_open_task
def release(
    workflow: CompiledWorkflow, case: Case, task: Task, command: ReleaseTask, world: Circumstances
) -> Decision | Refusal:
    """Put a task back into the queue."""
    reasons = () if administers(task, world) else tuple(own_reasons(workflow, task, world))
    if reasons:
        return Refusal(reasons=reasons)
    change = TaskAssigned(task_id=task.id, at=world.now)
    return decided(workflow, case, command, world, EventType.TASK_RELEASED, (change,))


@on_open_task
def assign(
    workflow: CompiledWorkflow, case: Case, task: Task, command: AssignTask, world: Circumstances
) -> Decision | Refusal:
    """Give a task to a person who may do it."""
    reasons = list(assign_reasons(workflow, case, task, command.assignee, world))
    if reasons:
        return Refusal(reasons=tuple(reasons))
    change = TaskAssigned(task_id=task.id, at=world.now, assignee=command.assignee)
    return decided(
        workflow,
        case,
        command,
        world,
        EventType.TASK_ASSIGNED,
        (change,),
        details=command.levers,
    )


def claim_reasons(
    workflow: CompiledWorkflow, case: Case, task: Task, world: Circumstances
) -> Iterator[Reason]:
    """Why the actor may not take a task for themselves."""
    if next(world.actor.grants_at(task.role, task.office), None) is None:
        code = (
            ReasonCode.NOT_YOUR_OFFICE
            if task.role in world.actor.roles
            else ReasonCode.NOT_YOUR_ROLE
        )
        yield reason(code, roles=[task.role], office=task.office)
    if task.assignee is not None and task.assignee not in world.actor.people:
        yield reason(ReasonCode.CLAIMED_BY_OTHER, person=task.assignee)
    elif task.lent_by is not None:
        yield reason(ReasonCode.TASK_LENT, person=task.lent_by)
    yield from _seat_reasons(case, task, world.actor)
    yield from barred(workflow, case, task, world, world.actor)


def _seat_reasons(case: Case, task: Task, actor: Actor) -> Iterator[Reason]:
    """The work of a seat is for who may still answer from it, and a seat with a name is theirs."""
    round_ = case.approval
    if round_ is None or not is_seat_task(task):
        return
    seat = round_.seats[int(task.key.removeprefix("seat"))]
    voted = {p for v in round_.votes for p in (v.person, v.on_behalf_of)}
    named = seat.delegate or seat.person
    if named is not None and named != (actor.on_behalf_of or actor.person):
        yield reason(ReasonCode.NO_SEAT)
    elif seat.person is None and actor.people & voted:
        yield reason(ReasonCode.ALREADY_VOTED)
    elif actor.people & {*round_.out, *seat.excluded}:
        yield reason(ReasonCode.OUT_OF_ROUND)


def assign_reasons(
    workflow: CompiledWorkflow, case: Case, task: Task, assignee: str, world: Circumstances
) -> Iterator[Reason]:
    """Why the actor may not give a task to this person."""
    if not assigns(workflow, task, world):
        if task.assignee not in world.actor.people:
            yield reason(ReasonCode.NOT_YOUR_ROLE, roles=list(workflow.spec.assigners))
        elif task.lent_by is not None:
            yield reason(ReasonCode.TASK_LENT, person=task.lent_by)
    yield from fitness_reasons(workflow, case, task, assignee, world)


def fitness_reasons(
    workflow: CompiledWorkflow, case: Case, task: Task, person: str, world: Circumstances
) -> Iterator[Reason]:
    """Why a task cannot be this person's, whoever gives it to them."""
    holders = world.directory.holders(task.role, task.office, world.today)
    if person not in holders:
        yield reason(ReasonCode.ASSIGNEE_NOT_IN_ROLE, person=person, role=task.role)
    yield from barred(workflow, case, task, world, Actor(person=person))
    yield from _seat_reasons(case, task, Actor(person=person))


def own_reasons(workflow: CompiledWorkflow, task: Task, world: Circumstances) -> Iterator[Reason]:
    """Why the actor may not dispose of a task: it is not theirs, or only lent to them."""
    if assigns(workflow, task, world):
        return
    if task.assignee not in world.actor.people:
        yield reason(ReasonCode.NOT_YOUR_TASK, person=task.assignee)
    elif task.lent_by is not None:
        yield reason(ReasonCode.TASK_LENT, person=task.lent_by)


ADMINISTRATOR = "administrator"
"""Keeps the staff of an office, and moves on what those leave behind who go."""


def administers(task: Task, world: Circumstances) -> bool:
    """Whether the actor keeps the staff of the task's office."""
    chain = world.directory.chain(task.office)
    return any(next(world.actor.grants_at(ADMINISTRATOR, office.id), None) for office in chain)


def assigns(workflow: CompiledWorkflow, task: Task, world: Circumstances) -> bool:
    """Whether the actor gives out work at the task's office or at one above it."""
    chain = world.directory.chain(task.office)
    return any(
        next(world.actor.grants_at(role, office.id), None) is not None
        for role in workflow.spec.assigners
        for office in chain
    )


def barred(
    workflow: CompiledWorkflow, case: Case, task: Task, world: Circumstances, actor: Actor
) -> tuple[Reason, ...]:
    """Why separation of duties leaves this person nothing to do with the task; empty if not."""
    found: list[Reason] = []
    for name in workflow.outgoing[case.state]:
        action = workflow.spec.actions[name]
        if task.role not in action.by and action.vote is None:
            continue
        attempt = Attempt(
            workflow=workflow,
            case=case,
            name=name,
            action=action,
            command=Act(case_id=case.id, action=name),
            world=world,
        )
        reasons = [r for r in duty_reasons(attempt, actor) if _is_separation(r)]
        if not reasons and action.type == "advance":
            return ()
        found += [r for r in reasons if r not in found]
    return tuple(found)


def _is_separation(found: Reason) -> bool:
    return found.code is ReasonCode.SEPARATION_OF_DUTIES
