"""Give waiting work out by declared levers; each task is answered, and the whole is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from engine.circumstances import Circumstances
from engine.commands import AssignTask
from engine.distributing import Levers, Share, ranked
from engine.journal import distributed
from engine.model import Case
from engine.ports import Ports, TaskQuery, TaskRow
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.tasking import assign_reasons
from engine.usecases.handle_command import handle_command
from engine.usecases.keep_journal import keep_journal
from engine.usecases.refused_attempts import persistently
from engine.usecases.requester import Requester, require_office
from engine.usecases.surroundings import circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What became of one task.

    Attributes:
        person: Who got it; None when it stays in its queue.
        reasons: Why it could be nobody's.
    """

    task_id: str
    case_id: str
    person: str | None
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class _Round:
    """How far the distribution is."""

    levers: Levers
    last: str | None
    loads: dict[str, int] = field(default_factory=dict)


def distribute(
    ports: Ports,
    requester: Requester,
    levers: Levers,
    *,
    office: str,
    query: TaskQuery | None = None,
    dry_run: bool = False,
) -> tuple[Given, ...]:
    """Assign the tasks that wait at an office, due ones first.

    The same tasks, people and levers give the same outcome. Every assignment is an entry of its
    case with the levers; the outcome of the whole is one in the journal of the office.

    Args:
        ports: The outside.
        requester: Who gives out work there.
        levers: How.
        office: Where the tasks wait.
        query: Further limits (queue name, role, skill, kind); all tasks unless it has a limit.
        dry_run: Only say what would become of each task.

    Raises:
        NotFoundError: No such office for this person.
        ConflictError: Others wrote into the journal at the same time, every time.
    """
    world = circumstances(ports, requester)
    require_office(office, world.actor, world.directory)
    wanted = replace(
        query or TaskQuery(limit=0),
        offices=frozenset((office,)),
        unassigned=True,
        ready_on=world.today,
    )
    round_ = _Round(levers=levers, last=levers.last)
    rows = ports.cases.tasks(wanted)
    given = tuple(_one(ports, requester, row, round_, world, dry_run=dry_run) for row in rows)
    if given and not dry_run:
        event = distributed(office, _outcome(levers, given), world)
        persistently(lambda: keep_journal(ports, office, event, world))
    return given


def _one(
    ports: Ports,
    requester: Requester,
    row: TaskRow,
    round_: _Round,
    world: Circumstances,
    *,
    dry_run: bool,
) -> Given:
    case = ports.cases.load(row.case_id).case
    person, against = _next_fit(ports, case, row, round_, world)
    if person is not None and not dry_run:
        against = _assigned(ports, requester, case, row, person, round_)
    if person is None or against:
        return Given(task_id=row.task.id, case_id=row.case_id, person=None, reasons=against)
    round_.last = person
    round_.loads[person] += 1
    return Given(task_id=row.task.id, case_id=row.case_id, person=person)


def _next_fit(
    ports: Ports, case: Case, row: TaskRow, round_: _Round, world: Circumstances
) -> tuple[str | None, tuple[Reason, ...]]:
    """The first whose turn it is and whose the task can be; otherwise what stands against all."""
    shares = _shares(row, round_.levers, world)
    for share in shares:
        if share.person not in round_.loads:
            open_tasks = ports.cases.tasks(TaskQuery(assignee=share.person, limit=0))
            round_.loads[share.person] = len(open_tasks)
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    against: list[Reason] = []
    for person in ranked(round_.levers, shares, round_.loads, round_.last):
        reasons = tuple(assign_reasons(workflow, case, row.task, person, world))
        if not reasons:
            return person, ()
        against += reasons
    nobody = reason(ReasonCode.NOBODY_HAS_ROOM, skill=row.task.skill)
    return None, tuple(_once(against)) or (nobody,)


def _once(reasons: Sequence[Reason]) -> Iterator[Reason]:
    return (found for place, found in enumerate(reasons) if found not in reasons[:place])


def _shares(row: TaskRow, levers: Levers, world: Circumstances) -> tuple[Share, ...]:
    """Who takes part in this task: present today, and skilled where that is asked for."""
    staff, task = world.directory, row.task
    holders = staff.holders(task.role, task.office, world.today)
    shares = levers.shares or tuple(Share(person=person) for person in holders)
    return tuple(
        share
        for share in shares
        if share.person in staff.people
        and not staff.delegates_of(share.person, world.today)
        and (
            not levers.by_skill
            or task.skill is None
            or task.skill in staff.person(share.person).skills
        )
    )


def _assigned(
    ports: Ports, requester: Requester, case: Case, row: TaskRow, person: str, round_: _Round
) -> tuple[Reason, ...]:
    """Assign it; empty when that was done."""
    loads: dict[str, JsonValue] = dict(sorted(round_.loads.items()))
    levers: dict[str, JsonValue] = {"levers": round_.levers.plain(), "open_tasks": loads}
    command = AssignTask(
        case_id=case.id,
        task_id=row.task.id,
        assignee=person,
        levers=levers,
        # Who took it in this moment keeps it.
        expected_version=case.version,
    )
    answer = handle_command(ports, command, requester)
    return answer.reasons if isinstance(answer, Refusal) else ()


def _outcome(levers: Levers, given: Sequence[Given]) -> dict[str, JsonValue]:
    counted = Counter(one.person for one in given if one.person is not None)
    shares: dict[str, JsonValue] = {person: counted[person] for person in sorted(counted)}
    left: list[JsonValue] = [one.task_id for one in given if one.person is None]
    last = next((one.person for one in reversed(given) if one.person is not None), levers.last)
    return {"levers": levers.plain(), "given": shares, "left": left, "last": last}
