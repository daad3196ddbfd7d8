"""Leaving one state and entering the next: tasks, clocks, approvals, the end of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from engine import approvals, authority, clocks
from engine import changes as c
from engine.attempt import Attempt
from engine.circumstances import Circumstances
from engine.convening import able, automatic, convene
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import ApprovalSpec, State, TaskSpec
from engine.model import Approval, Case, Seat, Step, Task
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
        yield from _round_reasons(attempt, state.approval, target)


def _round_reasons(attempt: Attempt, spec: ApprovalSpec, target: str) -> Iterator[Reason]:
    """An approval that could never be given is not begun."""
    case, world = with_step(attempt, target), attempt.world
    convened = convene(spec, case, world, attempt.command.approvers)
    yield from convened.reasons
    if convened.reasons:
        return
    round_ = _round(spec, target, convened.seats)
    may = partial(authority.may_agree, attempt.workflow, case, target, world)
    there, needed = able(round_, world, may), approvals.needed(round_)
    if there < needed:
        yield reason(ReasonCode.TOO_FEW_APPROVERS, needed=needed, there=there)
    if not convened.seats and not spec.may_pass_by_itself:
        yield reason(ReasonCode.NO_APPROVERS)


def with_step(attempt: Attempt, target: str | None) -> Case:
    """The case as the next round finds it: new facts, and who has just acted."""
    step = step_of(attempt, target)
    return replace(attempt.case, facts=attempt.facts, history=(*attempt.case.history, step))


def step_of(attempt: Attempt, target: str | None) -> Step:
    """How the action will be remembered."""
    asked = attempt.action.needs.together_with is not None
    return Step(
        seq=attempt.case.version + 1,
        action=attempt.command.action,
        person=attempt.actor.person,
        from_state=attempt.case.state,
        to_state=target or attempt.case.state,
        at=attempt.world.now,
        on_behalf_of=attempt.actor.on_behalf_of,
        # Only who was to take part and was judged; naming a bystander bars nobody from anything.
        with_person=attempt.command.with_person if asked else None,
    )


def entered(
    workflow: CompiledWorkflow,
    case: Case,
    name: str,
    world: Circumstances,
    round_: Approval | None = None,
) -> Iterator[c.Change]:
    """What begins when the case enters a state; `case` already holds the new facts."""
    state = workflow.state(name)
    if round_ is not None:
        yield c.ApprovalOpened(approval=replace(round_, votes=()))
        yield from automatic_votes(workflow, case, round_, 0, world)
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
    workflow: CompiledWorkflow,
    name: str,
    case: Case,
    world: Circumstances,
    approvers: tuple[str, ...] = (),
) -> Approval | None:
    """The round that entering a state opens, with the answers that are taken as given.

    Args:
        workflow: The version of the case.
        name: The state that is entered.
        case: The case with its new facts and who has just acted.
        world: The people as they stand now.
        approvers: Whom the submitter named.
    """
    spec = workflow.state(name).approval
    if spec is None:
        return None
    round_ = _round(spec, name, convene(spec, case, world, approvers).seats)
    return automatic(workflow, case, round_, world)


def _round(spec: ApprovalSpec, state: str, seats: tuple[Seat, ...]) -> Approval:
    return Approval(state=state, mode=spec.mode, need=spec.need, ratio=spec.ratio, seats=seats)


def automatic_votes(
    workflow: CompiledWorkflow, case: Case, round_: Approval, known: int, world: Circumstances
) -> Iterator[c.Change]:
    """The answers of a round from number `known` on: taken as given, and remembered as steps."""
    action = workflow.answer_action(round_.state, "yes") or ""
    for vote in round_.votes[known:]:
        yield c.VoteCast(vote=vote)
        yield c.StepTaken(
            step=Step(
                seq=case.version + 1,
                action=action,
                person=vote.person,
                from_state=round_.state,
                to_state=round_.state,
                at=world.now,
                automatic=True,
            )
        )


def rearranged(
    workflow: CompiledWorkflow,
    case: Case,
    world: Circumstances,
    after: Approval,
    done: str | None = None,
) -> Iterator[c.Change]:
    """Tasks follow the round: withdrawn, given to somebody else, or opened.

    Args:
        workflow: The version of the case.
        case: The case before, with its tasks.
        world: The people as they stand now.
        after: The round as it now is.
        done: Key of a task that is closed already.
    """
    spec = workflow.state(case.state).task
    if spec is None:
        return
    seats = {seat_key(i): after.seats[i] for i in _asked(after)}
    tasks = [task for task in case.tasks if is_seat_task(task) and task.key != done]
    for task in tasks:
        seat = seats.get(task.key)
        if seat is None:
            yield c.TaskClosed(task_id=task.id, how="withdrawn")
        elif _addressee(seat) not in (None, task.assignee):
            yield c.TaskAssigned(task_id=task.id, at=world.now, assignee=_addressee(seat))
    there = {task.key for task in tasks}
    for task in seat_tasks(spec, case, case.state, world, after):
        if task.key not in there:
            yield c.TaskOpened(task=task)


def _asked(round_: Approval) -> tuple[int, ...]:
    """The seats whose work is to be done now; none once the round is decided."""
    return approvals.turns(round_) if approvals.result(round_) is None else ()


def seat_key(index: int) -> str:
    """What the task of a seat is called."""
    return f"seat{index}"


def is_seat_task(task: Task) -> bool:
    """Whether a task is a seat's."""
    return task.key.startswith("seat") and task.key.removeprefix("seat").isdigit()


def _addressee(seat: Seat) -> str | None:
    return seat.delegate or seat.person


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
    for index in _asked(round_):
        task = new_task(seat_key(index), spec, case, name, world, index)
        if task is not None:
            yield _at_seat(task, round_.seats[index])


def _at_seat(task: Task, seat: Seat) -> Task:
    return replace(
        task,
        role=seat.role or task.role,
        office=seat.office or task.office,
        assignee=_addressee(seat) or (None if seat.role is not None else task.assignee),
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
