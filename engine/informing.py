"""Saying something about a case to people without doing anything to it: reminders and copies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine import approvals
from engine.calendar import OFFICE_ZONE, Calendar, Span, Unit, due, moment_due
from engine.changes import CopySent, ReminderSent
from engine.circumstances import Circumstances
from engine.commands import CopyCase, SendReminder
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.events import EventType
from engine.filing import chain_reasons, file_reasons
from engine.model import Case, Task
from engine.recording import decided
from engine.refusal import Reason, ReasonCode, Refusal, reason


def remind(
    workflow: CompiledWorkflow, case: Case, command: SendReminder, world: Circumstances
) -> Decision | Refusal:
    """Remind those whose answer or work the case waits for (催办)."""
    reasons = remind_reasons(workflow, case, world)
    if reasons:
        return Refusal(reasons=reasons)
    people = tuple(dict.fromkeys(_waited_for(case, world)))
    change = ReminderSent(people=people, at=world.now)
    return decided(
        workflow,
        case,
        command,
        world,
        EventType.PEOPLE_REMINDED,
        (change,),
        details={"people": list(people)},
    )


def remind_reasons(
    workflow: CompiledWorkflow, case: Case, world: Circumstances
) -> tuple[Reason, ...]:
    """Everything that stands against a reminder by the actor now."""
    reasons = list(file_reasons(case, workflow.spec.roles, world))
    if not any(True for _ in _waited_for(case, world)):
        reasons.append(reason(ReasonCode.NOBODY_TO_REMIND))
    return (*reasons, *_too_soon(workflow, case, world))


def _waited_for(case: Case, world: Circumstances) -> Iterator[str]:
    """Who has work of the case in hand or in their queue, but for who reminds."""
    waited = [person for task in case.tasks for person in _of_task(task, world)]
    if case.approval is not None:
        seats = [case.approval.seats[index] for index in approvals.turns(case.approval)]
        waited += [named for seat in seats if (named := seat.delegate or seat.person)]
    return (person for person in waited if person not in world.actor.people)


def _of_task(task: Task, world: Circumstances) -> tuple[str, ...]:
    if task.assignee is not None:
        return (task.assignee,)
    return world.directory.holders(task.role, task.office, world.today)


def _too_soon(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> Iterator[Reason]:
    """After a reminder people are left in peace for as long as the kind of case declares."""
    if case.reminded_at is None:
        return
    span = Span.parse(workflow.spec.remind_every)
    until = _peace_until(case.reminded_at, span, world.calendar)
    if world.now < until:
        again = until.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
        yield reason(ReasonCode.REMINDED_ALREADY, until=again)


def _peace_until(reminded_at: datetime, span: Span, calendar: Calendar) -> datetime:
    if span.unit is Unit.HOURS:
        return moment_due(reminded_at, span, calendar)
    return due(reminded_at.astimezone(OFFICE_ZONE).date(), span, calendar).ends_at


def copy(
    workflow: CompiledWorkflow, case: Case, command: CopyCase, world: Circumstances
) -> Decision | Refusal:
    """Let people know of the case; from then on they may see it, but not act on it (抄送)."""
    people = tuple(dict.fromkeys(command.people))
    unknown = [person for person in people if person not in world.directory.people]
    reasons = [
        *copy_reasons(workflow, case, world),
        *(reason(ReasonCode.UNKNOWN_PERSON, person=person) for person in unknown),
    ]
    if not people:
        reasons.append(reason(ReasonCode.NOBODY_NAMED))
    if reasons:
        return Refusal(reasons=tuple(reasons))
    return decided(
        workflow,
        case,
        command,
        world,
        EventType.CASE_COPIED,
        (CopySent(people=people),),
        reason=command.text.strip() or None,
        details={"people": list(people)},
    )


def copy_reasons(
    workflow: CompiledWorkflow, case: Case, world: Circumstances
) -> tuple[Reason, ...]:
    """What stands against copies by the actor, whoever gets them."""
    return tuple(chain_reasons(case, workflow.spec.roles, world))
