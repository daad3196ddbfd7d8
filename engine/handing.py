"""Tasks in other hands or at another time: 转办, 委派 and back, laid aside and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine import clocks
from engine.changes import Change, NoteAdded, TaskAssigned, TaskHeld
from engine.circumstances import Circumstances
from engine.commands import DelegateTask, HandOverTask, HoldTask, ReturnTask, TakeUpTask
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.directory import Actor
from engine.events import EventType
from engine.model import Case, Task
from engine.moving import is_seat_task
from engine.recording import decided
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.tasking import administers, assigns, barred, fitness_reasons, on_open_task, own_reasons


@on_open_task
def hand_over(
    workflow: CompiledWorkflow, case: Case, task: Task, command: HandOverTask, world: Circumstances
) -> Decision | Refusal:
    """Give a task to a colleague for good (转办)."""
    reasons = (
        *_giver_reasons(workflow, task, world),
        *_reason_reasons(command.reason),
        *_receiver_reasons(workflow, case, task, command.person, world),
    )
    if reasons:
        return Refusal(reasons=reasons)
    change = TaskAssigned(task_id=task.id, at=world.now, assignee=command.person)
    return decided(
        workflow,
        case,
        command,
        world,
        EventType.TASK_HANDED_OVER,
        (change,),
        reason=command.reason.strip(),
        details={"from": task.assignee, "person": command.person},
    )


def _giver_reasons(
    workflow: CompiledWorkflow, task: Task, world: Circumstances
) -> Iterator[Reason]:
    """Its holder, who gives out work, or the administrator; a vote goes its own way."""
    if is_seat_task(task):
        yield reason(ReasonCode.TASK_IS_VOTE)
    elif task.assignee is None or not administers(task, world):
        yield from own_reasons(workflow, task, world)


def _reason_reasons(text: str) -> Iterator[Reason]:
    if not text.strip():
        yield reason(ReasonCode.REASON_MISSING)


def _receiver_reasons(
    workflow: CompiledWorkflow, case: Case, task: Task, person: str, world: Circumstances
) -> Iterator[Reason]:
    if person == task.assignee:
        yield reason(ReasonCode.ALREADY_DONE)
    yield from fitness_reasons(workflow, case, task, person, world)


@on_open_task
def delegate(
    workflow: CompiledWorkflow, case: Case, task: Task, command: DelegateTask, world: Circumstances
) -> Decision | Refusal:
    """Ask a colleague to look into one's task; it comes back with the answer (委派)."""
    reasons = tuple(_lending_reasons(workflow, case, task, command.person, world))
    if reasons:
        return Refusal(reasons=reasons)
    actor = world.actor
    giver = actor.on_behalf_of or actor.person
    change = TaskAssigned(task_id=task.id, at=world.now, assignee=command.person, lent_by=giver)
    return decided(
        workflow,
        case,
        command,
        world,
        EventType.TASK_DELEGATED,
        (change,),
        reason=command.reason.strip() or None,
        details={"person": command.person},
    )


def _lending_reasons(
    workflow: CompiledWorkflow, case: Case, task: Task, person: str, world: Circumstances
) -> Iterator[Reason]:
    """Only its holder asks, and only somebody who may see the case and have a part in it."""
    if is_seat_task(task):
        yield reason(ReasonCode.TASK_IS_VOTE)
    if task.assignee not in world.actor.people:
        yield reason(ReasonCode.NOT_YOUR_TASK, person=task.assignee)
    elif task.lent_by is not None:
        yield reason(ReasonCode.TASK_LENT, person=task.lent_by)
    if person in world.actor.people or not _sees(person, case, world):
        yield reason(ReasonCode.COLLEAGUE_NOT_FIT, person=person)
    yield from barred(workflow, case, task, world, Actor(person=person))


def _sees(person: str, case: Case, world: Circumstances) -> bool:
    known = world.directory.people.get(person)
    chain = {office.id for office in world.directory.chain(case.office)}
    return known is not None and any(
        grant.office in chain and grant.holds(world.today) for grant in known.grants
    )


@on_open_task
def give_back(
    workflow: CompiledWorkflow, case: Case, task: Task, command: ReturnTask, world: Circumstances
) -> Decision | Refusal:
    """Answer who asked, or take the task back from whom one has asked."""
    reasons = tuple(_return_reasons(workflow, task, command.text, world))
    if reasons:
        return Refusal(reasons=reasons)
    said = command.text.strip()
    changes: tuple[Change, ...] = (
        TaskAssigned(task_id=task.id, at=world.now, assignee=task.lent_by),
        *((NoteAdded(text=said),) if said else ()),
    )
    details = {"from": task.assignee, "person": task.lent_by}
    return decided(
        workflow, case, command, world, EventType.TASK_RETURNED, changes, details=details
    )


def _return_reasons(
    workflow: CompiledWorkflow, task: Task, text: str, world: Circumstances
) -> Iterator[Reason]:
    """Who was asked answers; who asked, or gives out work, may call it off without a word."""
    people = world.actor.people
    if task.lent_by is None:
        yield reason(ReasonCode.TASK_NOT_LENT)
    elif task.lent_by in people or assigns(workflow, task, world) or administers(task, world):
        return
    elif task.assignee not in people:
        yield reason(ReasonCode.NOT_YOUR_TASK, person=task.assignee)
    else:
        yield from _reason_reasons(text)


@on_open_task
def hold(
    workflow: CompiledWorkflow, case: Case, task: Task, command: HoldTask, world: Circumstances
) -> Decision | Refusal:
    """Lay a task aside until a day; no clock stops for that."""
    reasons = (
        *own_reasons(workflow, task, world),
        *_reason_reasons(command.reason),
        *_day_reasons(case, task, command.until, world),
    )
    if reasons:
        return Refusal(reasons=reasons)
    change = TaskHeld(task_id=task.id, until=command.until)
    return decided(
        workflow,
        case,
        command,
        world,
        EventType.TASK_HELD,
        (change,),
        reason=command.reason.strip(),
        details={"until": command.until.isoformat()},
    )


def _day_reasons(case: Case, task: Task, until: date, world: Circumstances) -> Iterator[Reason]:
    """It must be back in time to be done."""
    if until <= world.today:
        yield reason(ReasonCode.HOLD_NOT_AHEAD, until=until.isoformat())
    ends = [d.last_day for d in clocks.live(case) if d.state == task.state]
    last_day = min((*ends, *([task.due] if task.due else [])), default=None)
    if last_day is not None and until > last_day:
        yield reason(
            ReasonCode.HOLD_BEYOND_DUE, until=until.isoformat(), last_day=last_day.isoformat()
        )


@on_open_task
def take_up(
    workflow: CompiledWorkflow, case: Case, task: Task, command: TakeUpTask, world: Circumstances
) -> Decision | Refusal:
    """Take up again what was laid aside."""
    reasons = tuple(own_reasons(workflow, task, world))
    if task.held_until is None:
        reasons = (*reasons, reason(ReasonCode.TASK_NOT_HELD))
    if reasons:
        return Refusal(reasons=reasons)
    change = TaskHeld(task_id=task.id)
    return decided(workflow, case, command, world, EventType.TASK_TAKEN_UP, (change,))
