"""Who may act on a task: everybody in its role at its office, with what stands against them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.ports import Ports, TaskRow
from engine.refusal import Reason
from engine.tasking import claim_reasons
from engine.usecases.link_parties import with_ties
from engine.usecases.requester import Requester, require_visible
from engine.usecases.surroundings import circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody in the role of a task.

    Attributes:
        reasons: Why it cannot be theirs now; empty when it can.
        skilled: Whether they have the skill that the task asks for.
        delegates: Who stands in for them today.
    """

    person: str
    reasons: tuple[Reason, ...]
    skilled: bool
    delegates: tuple[str, ...] = ()


def who_may(
    ports: Ports, task_id: str, requester: Requester
) -> tuple[TaskRow, tuple[Candidate, ...]]:
    """The task, and everybody in its role.

    Raises:
        NotFoundError: There is no such open task for this person.
    """
    row = ports.cases.task(task_id)
    case = ports.cases.load(row.case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    world = with_ties(ports, world, workflow, case)
    staff, task = world.directory, row.task

    def candidate(person: str) -> Candidate:
        as_them = replace(world, actor=staff.actor(person, world.today))
        return Candidate(
            person=person,
            reasons=tuple(claim_reasons(workflow, case, task, as_them)),
            skilled=task.skill is None or task.skill in staff.person(person).skills,
            delegates=staff.delegates_of(person, world.today),
        )

    holders = staff.holders(task.role, task.office, world.today)
    return row, tuple(candidate(person) for person in holders)
