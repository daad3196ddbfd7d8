"""Move the open work of somebody who leaves: to a colleague, or back into its queues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from engine.commands import CaseCommand, HandOverTask, ReleaseTask, ReturnTask
from engine.decide import decide
from engine.model import Case, Task
from engine.moving import is_seat_task
from engine.ports import Ports, TaskQuery, TaskRow
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester, is_visible, visible_offices
from engine.usecases.surroundings import circumstances

Way: TypeAlias = Literal["handed_over", "returned", "released", "stays"]

_Do: TypeAlias = Callable[[CaseCommand], tuple[Reason, ...]]
"""Carries a command out, or only asks; returns what stands against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What becomes of one task.

    Attributes:
        way: To the colleague, back to who had asked, back into its queue, or nowhere.
        person: Whose it is then; None for a queue.
        reasons: Why it went to nobody, or why it stays.
    """

    task_id: str
    case_id: str
    way: Way
    person: str | None = None
    reasons: tuple[Reason, ...] = ()


def hand_over_work(
    ports: Ports, requester: Requester, person: str, *, to: str, why: str, dry_run: bool = False
) -> tuple[Moved, ...]:
    """Move every open task of a person in the cases one may see, each with its entry.

    A task whose colleague may not have it goes back into its queue; a seat in an approval that
    bears the person's name stays, for only its holder or who gives out work may change a round.

    Args:
        ports: The outside.
        requester: Who may move it: the administrator, or who gives out work.
        person: Who leaves.
        to: Who takes over.
        why: The reason that the entries give.
        dry_run: Only say what would become of each task.

    Raises:
        NotFoundError: Nobody is to take over by that name.
        ConflictError: Others changed the same case every time.
    """
    ports.staff.directory().person(to)
    world = circumstances(ports, requester)
    seen = TaskQuery(case_offices=visible_offices(world.actor, world.directory), limit=0)
    mine = ports.cases.tasks(replace(seen, assignee=person))
    lent = ports.cases.tasks(replace(seen, lent_by=person))

    def do(command: CaseCommand) -> tuple[Reason, ...]:
        return _asked(ports, requester, command) if dry_run else _done(ports, requester, command)

    return tuple(_moved(ports, row, person, to, why, do) for row in (*mine, *lent))


def _moved(ports: Ports, row: TaskRow, person: str, to: str, why: str, do: _Do) -> Moved:
    task, case = row.task, ports.cases.load(row.case_id).case
    if _is_named_seat(task, case):
        return _as(row, "stays", reasons=(reason(ReasonCode.TASK_IS_VOTE),))
    if task.assignee == person and task.lent_by is not None:
        stuck = do(ReturnTask(case_id=case.id, task_id=task.id, text=why))
        return _as(row, "stays" if stuck else "returned", task.lent_by, stuck)
    against = do(HandOverTask(case_id=case.id, task_id=task.id, person=to, reason=why))
    if not against:
        return _as(row, "handed_over", to)
    stuck = do(ReleaseTask(case_id=case.id, task_id=task.id))
    return _as(row, "stays" if stuck else "released", reasons=stuck or against)


def _as(
    row: TaskRow, way: Way, person: str | None = None, reasons: tuple[Reason, ...] = ()
) -> Moved:
    return Moved(task_id=row.task.id, case_id=row.case_id, way=way, person=person, reasons=reasons)


def _is_named_seat(task: Task, case: Case) -> bool:
    if case.approval is None or not is_seat_task(task):
        return False
    seat = case.approval.seats[int(task.key.removeprefix("seat"))]
    return seat.person is not None


def _done(ports: Ports, requester: Requester, command: CaseCommand) -> tuple[Reason, ...]:
    """Carry it out unless it would be refused: an attempt of the machine's own is no attempt."""
    against = _asked(ports, requester, command)
    if against:
        return against
    answer = handle_command(ports, command, requester)
    return answer.reasons if isinstance(answer, Refusal) else ()


def _asked(ports: Ports, requester: Requester, command: CaseCommand) -> tuple[Reason, ...]:
    case = ports.cases.load(command.case_id).case
    world = circumstances(ports, requester)
    if not is_visible(case, world.actor, world.directory):
        return (reason(ReasonCode.NOT_YOUR_OFFICE, office=case.office),)
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    answer = decide(workflow, case, command, world)
    return answer.reasons if isinstance(answer, Refusal) else ()
