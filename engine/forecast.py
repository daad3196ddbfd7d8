"""The whole way ahead with names, before anybody takes the first step.

The file is led on as it now stands: from every state by the action that agrees, or else by the
first declared one that leads on. Where facts still missing decide the way, the forecast says
between which states and ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine import approvals, moving
from engine.acting import with_assigned
from engine.attempt import Attempt
from engine.circumstances import Circumstances
from engine.commands import Act
from engine.convening import convene
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Action
from engine.definitions.targets import forward_targets
from engine.model import Approval, Case, Seat, Step
from engine.refusal import Reason
from engine.routing import route

_FARTHEST = 60
"""No declared way is as long; a forecast that runs in a circle ends before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One seat or task on the way.

    Attributes:
        people: Who can take it today; empty while nobody can.
        chosen: Somebody will only be named on the way.
        given: The answer will be taken as given, because it was given before.
    """

    people: tuple[str, ...] = ()
    role: str | None = None
    office: str | None = None
    chosen: bool = False
    given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One state on the way.

    Attributes:
        by: The action that leads here; None for where the case is now.
        asked: Whose work it is, in the order in which they are asked.
        mode: How several decide together; None where nobody votes.
        needed: How many must agree.
        problems: Why the round could not begin.
        fork: States between which facts not yet known will decide; the forecast ends here.
        unknown: Why that cannot be said yet.
    """

    state: str
    by: str | None = None
    asked: tuple[Asked, ...] = ()
    mode: str | None = None
    needed: int | None = None
    problems: tuple[Reason, ...] = ()
    fork: tuple[str, ...] = ()
    unknown: Reason | None = None


def forecast(
    workflow: CompiledWorkflow,
    case: Case,
    world: Circumstances,
    *,
    action: str | None = None,
    approvers: tuple[str, ...] = (),
) -> tuple[Ahead, ...]:
    """Return the way from where the case is to its end, as far as it can be said.

    Args:
        workflow: The version the case is pinned to.
        case: The case as it stands.
        world: With the person who asks as actor: they take the first step.
        action: The first step; without it the usual way on.
        approvers: Whom they would name with it.
    """
    return tuple(_way(workflow, case, world, action, approvers))


def _way(
    workflow: CompiledWorkflow,
    case: Case,
    world: Circumstances,
    action: str | None,
    approvers: tuple[str, ...],
) -> Iterator[Ahead]:
    here = _here(workflow, case, world, case.approval, None)
    seen = {case.state}
    for _ in range(_FARTHEST):
        name = action or _onward(workflow, case, seen)
        action = None
        if name is None:
            break
        attempt = _attempt(workflow, case, world, name)
        target = route(attempt)
        if isinstance(target, Reason) or target is None:
            fork = forward_targets(attempt.action)
            here = replace(here, fork=fork, unknown=target if isinstance(target, Reason) else None)
            break
        yield here
        case, round_, problems = _led_on(attempt, target, approvers, here)
        here = replace(_here(workflow, case, world, round_, name), problems=problems)
        approvers = ()
        if target in seen:
            break
        seen.add(target)
    yield here


def _attempt(workflow: CompiledWorkflow, case: Case, world: Circumstances, name: str) -> Attempt:
    action = workflow.spec.actions[name]
    attempt = Attempt(
        workflow=workflow,
        case=case,
        name=name,
        action=action,
        command=Act(case_id=case.id, action=name),
        world=world,
        facts=case.facts,
    )
    return with_assigned(attempt)


def _onward(workflow: CompiledWorkflow, case: Case, seen: set[str]) -> str | None:
    """The action by which the case usually goes on from its state."""
    state = workflow.state(case.state)
    if state.approval is not None:
        return workflow.answer_action(case.state, "yes")
    if state.join is not None:
        return state.join.then
    names = [n for n in workflow.outgoing[case.state] if _leads_on(workflow.spec.actions[n], seen)]
    return names[0] if names else None


def _leads_on(action: Action, seen: set[str]) -> bool:
    targets = forward_targets(action)
    return action.type == "advance" and bool(targets) and not set(targets) <= seen


def _led_on(
    attempt: Attempt, target: str, approvers: tuple[str, ...], here: Ahead
) -> tuple[Case, Approval | None, tuple[Reason, ...]]:
    """The case as it would enter the next state, its round, and what stands against that."""
    case = attempt.case
    step = Step(
        seq=case.version + 1,
        action=attempt.name,
        person=_who(here, attempt),
        from_state=case.state,
        to_state=target,
        at=attempt.world.now,
    )
    led = replace(
        case,
        state=target,
        facts=attempt.facts,
        history=(*case.history, *_agreements(attempt, here), step),
        tasks=(),
        approval=None,
    )
    spec = attempt.workflow.state(target).approval
    problems = () if spec is None else convene(spec, led, attempt.world, approvers).reasons
    round_ = moving.opened_round(attempt.workflow, target, led, attempt.world, approvers)
    return led, round_, problems


def _agreements(attempt: Attempt, here: Ahead) -> Iterator[Step]:
    """The answers of everybody in the round that can be foreseen, so that nobody is asked twice."""
    if attempt.action.vote is None:
        return
    for asked in here.asked:
        if len(asked.people) == 1:
            yield Step(
                seq=attempt.case.version + 1,
                action=attempt.name,
                person=asked.people[0],
                from_state=attempt.case.state,
                to_state=attempt.case.state,
                at=attempt.world.now,
            )


def _who(here: Ahead, attempt: Attempt) -> str:
    """Who takes the step: whoever asks takes the first, later ones where there is only one."""
    if here.by is None and attempt.action.vote is None:
        return attempt.actor.person
    people = {person for asked in here.asked for person in asked.people}
    return people.pop() if len(people) == 1 else ""


def _here(
    workflow: CompiledWorkflow,
    case: Case,
    world: Circumstances,
    round_: Approval | None,
    by: str | None,
) -> Ahead:
    if round_ is None:
        return Ahead(state=case.state, by=by, asked=tuple(_tasks(workflow, case, world)))
    given = {vote.seat for vote in round_.votes if vote.automatic}
    asked = (_seat(round_.seats[i], world, i in given) for i in approvals.places(round_))
    return Ahead(
        state=case.state,
        by=by,
        asked=tuple(asked),
        mode=round_.mode,
        needed=approvals.needed(round_),
    )


def _seat(seat: Seat, world: Circumstances, given: bool) -> Asked:
    people: tuple[str, ...] = () if seat.person is None else (seat.person,)
    if seat.person is None and seat.role is not None and seat.office is not None:
        holders = world.directory.holders(seat.role, seat.office, world.today)
        people = tuple(person for person in holders if person not in seat.excluded)
    return Asked(people=people, role=seat.role, office=seat.office, chosen=seat.chosen, given=given)


def _tasks(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> Iterator[Asked]:
    tasks = case.tasks or moving.opened_tasks(workflow, case, case.state, world, None)
    for task in tasks:
        holders = world.directory.holders(task.role, task.office, world.today)
        people = (task.assignee,) if task.assignee is not None else holders
        yield Asked(people=people, role=task.role, office=task.office)
