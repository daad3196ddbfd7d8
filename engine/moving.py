"""Leaving one state and entering the next: tasks, clocks, approvals, the end of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine import approvals, authority, clocks
from engine import changes as c
from engine.attempt import Attempt
from engine.circumstances import Circumstances
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import ApprovalSpec, State, TaskSpec
from engine.model import Approval, Case, Seat, Task
from engine.refusal import Reason, ReasonCode, reason


def left(attempt: Attempt, seat: int | None = None) -> Iterator[c.Change]:
    """What ends when the case leaves its state; a vote has done the task of its own seat only."""
    case = attempt.case
    answered = {task.id for task in authority.answered_tasks(attempt)}
    for task in case.tasks:
        done = task.id in answered and attempt.actor.machine is None
        done = done and (seat is None or task.key == f"seat{seat}")
        yield c.TaskClosed(
            task_id=task.id,
            how="done" if done else "withdrawn",
            by=attempt.actor.person if done else None,
        )
    yield from clocks.stopped(case, clocks.of_state(case, case.state))
    if case.approval is not None and attempt.action.vote is None:
        yield c.ApprovalClosed(result="void")


def entry_reasons(attempt: Attempt, target: str | None) -> Iterator[Reason]:
    """Why a state cannot be entered: nobody would be there to do its work."""
    if target is None:
        return
    state, world = attempt.workflow.state(target), attempt.world
    specs = (*(() if state.task is None else (state.task,)), *state.tasks.values())
    for spec in specs:
        if world.directory.at_level(attempt.case.office, spec.at) is None:
            yield reason(ReasonCode.NO_OFFICE_AT_LEVEL, level=spec.at, state=target)
    if state.approval is not None:
        case = replace(attempt.case, facts=attempt.facts)
        yield from _round_reasons(state.approval, target, case, attempt)


def _round_reasons(
    spec: ApprovalSpec, target: str, case: Case, attempt: Attempt
) -> Iterator[Reason]:
    """An approval that could never be given is not begun."""
    world = attempt.world
    round_ = opened_round(spec, target, case, world, attempt.command.approvers)
    if not round_.seats:
        yield reason(ReasonCode.NO_APPROVERS)
        return
    able: set[str] = set()
    for seat in round_.seats:
        if seat.person is not None:
            able.add(seat.person)
        elif seat.role is not None and seat.office is not None:
            able |= set(world.directory.holders(seat.role, seat.office, world.today))
    needed = 1 if round_.mode == "any" else approvals.needed(round_)
    if len(able) < needed:
        yield reason(ReasonCode.TOO_FEW_APPROVERS, needed=needed, there=len(able))


def entered(
    workflow: CompiledWorkflow,
    case: Case,
    name: str,
    world: Circumstances,
    approvers: tuple[str, ...] = (),
) -> Iterator[c.Change]:
    """What begins when the case enters a state; `case` already holds the new facts."""
    state = workflow.state(name)
    round_ = None
    if state.approval is not None:
        round_ = opened_round(state.approval, name, case, world, approvers)
        yield c.ApprovalOpened(approval=round_)
    for task in opened_tasks(workflow, case, name, world, round_):
        yield c.TaskOpened(task=task)
    for key, spec in workflow.clocks_of(name):
        if spec.ends_on is None or spec.ends_on in case.facts:
            yield clocks.started(key, spec, case, world, name)
    if state.final:
        yield from ended(case, state, name)


def ended(case: Case, state: State, name: str) -> Iterator[c.Change]:
    """The end of a case: no clock runs on, no money stays set aside."""
    running = frozenset(d.key for d in clocks.live(case) if d.state is None)
    yield from clocks.stopped(case, running)
    if case.reserved is not None:
        yield c.FundsReleased(reservation=case.reserved)
    yield c.Closed(outcome=state.outcome or name)


def opened_round(
    spec: ApprovalSpec, state: str, case: Case, world: Circumstances, approvers: tuple[str, ...]
) -> Approval:
    """The round of approval that entering a state opens."""
    places = approvals.seats(spec, case, world, approvers)
    return Approval(state=state, mode=spec.mode, need=spec.need, seats=places)


def opened_tasks(
    workflow: CompiledWorkflow,
    case: Case,
    name: str,
    world: Circumstances,
    round_: Approval | None,
) -> Iterator[Task]:
    """The staff tasks of a state: one for each free seat of its approval, or those declared."""
    state = workflow.state(name)
    specs = dict(state.tasks)
    if round_ is not None and state.task is not None:
        yield from seat_tasks(state.task, case, name, world, round_)
    elif state.task is not None:
        specs["task"] = state.task
    for number, (key, spec) in enumerate(specs.items()):
        task = new_task(key, spec, case, name, world, number)
        if task is not None:
            yield task


def seat_tasks(
    spec: TaskSpec, case: Case, name: str, world: Circumstances, round_: Approval
) -> Iterator[Task]:
    """A task for every seat that can answer now; in sequence, for the next one only."""
    taken = {vote.seat for vote in round_.votes}
    free = [index for index in range(len(round_.seats)) if index not in taken]
    for index in free[:1] if round_.mode == "sequence" else free:
        task = new_task(f"seat{index}", spec, case, name, world, index)
        if task is not None:
            yield _at_seat(task, round_.seats[index])


def _at_seat(task: Task, seat: Seat) -> Task:
    return replace(
        task,
        role=seat.role or task.role,
        office=seat.office or task.office,
        assignee=seat.person or task.assignee,
    )


def new_task(
    key: str, spec: TaskSpec, case: Case, state: str, world: Circumstances, number: int
) -> Task | None:
    """A task as declared; None when the chain has no office of its level."""
    office = world.directory.at_level(case.office, spec.at)
    if office is None:
        return None
    return Task(
        id=f"{case.id}-T{case.version + 1}.{number}",
        key=key,
        state=state,
        queue=spec.queue,
        role=spec.role,
        office=office.id,
        opened_at=world.now,
        assignee=_assignee(spec, case, office.id, world),
        skill=spec.skill,
    )


def _assignee(spec: TaskSpec, case: Case, office: str, world: Circumstances) -> str | None:
    holders = world.directory.holders(spec.role, office, world.today)
    wanted: list[str] = []
    if spec.to_field is not None:
        wanted.append(str(case.facts.get(spec.to_field, "")))
    if spec.to_actor_of is not None:
        steps = [s.person for s in case.history if s.action == spec.to_actor_of]
        wanted.extend(steps[-1:])
    return next((person for person in wanted if person in holders), None)
