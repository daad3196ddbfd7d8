"""Who may: roles at offices, separation of duties over the whole history, limits by amount."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.approvals import sits
from engine.attempt import Attempt, ask
from engine.circumstances import Circumstances
from engine.commands import Act
from engine.definitions.compile import CompiledWorkflow
from engine.directory import Actor, Grant
from engine.model import Case, Task
from engine.refusal import Reason, ReasonCode, reason

MACHINES = frozenset({"timer", "join", "outside"})


def staffing_reasons(attempt: Attempt) -> Iterator[Reason]:
    """Every reason why this actor is not the one for this action."""
    actor = attempt.actor
    if actor.machine is not None:
        if actor.machine not in attempt.action.by:
            yield reason(ReasonCode.NOT_YOUR_ROLE, roles=list(attempt.action.by))
        return
    if not set(attempt.action.by) - MACHINES:
        yield reason(ReasonCode.NOT_FOR_PERSONS, by=list(attempt.action.by))
        return
    if attempt.action.vote is not None:
        # Who may vote, and whose turn it is, the seats say.
        yield from duty_reasons(attempt, actor)
        return
    yield from role_reasons(attempt, actor)
    yield from duty_reasons(attempt, actor)
    yield from claim_reasons(attempt, actor)


def role_reasons(attempt: Attempt, actor: Actor) -> Iterator[Reason]:
    """No such role, or not at the office that is to act."""
    office = attempt.office()
    if office is None:
        yield reason(ReasonCode.NO_OFFICE_AT_LEVEL, level=attempt.action.at or "own")
        return
    roles = set(attempt.action.by) & set(actor.roles)
    if not roles:
        yield reason(ReasonCode.NOT_YOUR_ROLE, roles=sorted(set(attempt.action.by) - MACHINES))
    elif not any(_holds(actor, role, office.id) for role in roles):
        yield reason(ReasonCode.NOT_YOUR_OFFICE, office=office.id)


def _holds(actor: Actor, role: str, office: str) -> bool:
    return next(actor.grants_at(role, office), None) is not None


def duty_reasons(attempt: Attempt, actor: Actor) -> Iterator[Reason]:
    """Separation of duties; representing somebody brings their past with it."""
    case = attempt.case
    for done in attempt.action.not_by_actor_of:
        for person in sorted(case.actors_of(done) & actor.people):
            yield reason(ReasonCode.SEPARATION_OF_DUTIES, action=done, person=person)
    yield from interest_reasons(attempt, actor)
    only = attempt.action.only_by_actor_of
    if only and not any(case.actors_of(done) & actor.people for done in only):
        yield reason(ReasonCode.NOT_THE_SAME_PERSON, actions=list(only))


def may_agree(
    workflow: CompiledWorkflow, case: Case, state: str, world: Circumstances, person: str
) -> bool:
    """Whether no duty or interest keeps a person from agreeing in the round of a state."""
    name = workflow.answer_action(state, "yes") or ""
    action = workflow.action(name)
    if action is None:
        return False
    attempt = Attempt(
        workflow=workflow,
        case=case,
        name=name,
        action=action,
        command=Act(case_id=case.id, action=name),
        world=world,
        facts=case.facts,
    )
    return not any(duty_reasons(attempt, Actor(person=person)))


def interest_reasons(attempt: Attempt, actor: Actor) -> Iterator[Reason]:
    """A party of the case, or somebody close to one, does not decide in it."""
    rules = attempt.workflow.parties
    barred = frozenset() if rules is None else rules.barred_ties(attempt.name)
    for person in sorted(actor.people) if barred else ():
        for tie in sorted(attempt.world.ties.get(person, frozenset()) & barred):
            yield reason(ReasonCode.CONFLICT_OF_INTEREST, person=person, tie=tie)


def claim_reasons(attempt: Attempt, actor: Actor) -> Iterator[Reason]:
    """The work lies with somebody else."""
    tasks = answered_tasks(attempt)
    within = [task for task in tasks if task.assignee in (None, *actor.people)]
    if tasks and not within:
        yield reason(ReasonCode.CLAIMED_BY_OTHER, person=tasks[0].assignee)
    elif tasks and all(task.lent_by is not None for task in within):
        yield reason(ReasonCode.TASK_LENT, person=within[0].lent_by)


def answered_tasks(attempt: Attempt) -> tuple[Task, ...]:
    """The open tasks that the action answers."""
    key = attempt.action.completes
    return tuple(
        task
        for task in attempt.case.tasks
        if task.state == attempt.case.state
        and (task.key == key if key is not None else task.role in attempt.action.by)
    )


def second_person_reasons(attempt: Attempt) -> Iterator[Reason]:
    """Two people must take part, the second one different, in the role and not barred."""
    role = attempt.action.needs.together_with
    if role is None:
        return
    second = attempt.command.with_person
    if second is None:
        yield reason(ReasonCode.SECOND_PERSON_MISSING, role=role)
        return
    if second in attempt.actor.people:
        yield reason(ReasonCode.SECOND_PERSON_SAME, person=second)
    office = attempt.office()
    world = attempt.world
    if office is None or second not in world.directory.holders(role, office.id, world.today):
        yield reason(ReasonCode.SECOND_PERSON_NOT_IN_ROLE, person=second, role=role)
    yield from duty_reasons(attempt, Actor(person=second))


def limit_reasons(attempt: Attempt) -> Iterator[Reason]:
    """The amount lies above what this actor may decide."""
    authority = attempt.action.authority
    grants = tuple(_deciding(attempt))
    barred_anyway = not grants and attempt.action.vote is None
    if authority is None or attempt.actor.machine is not None or barred_anyway:
        return
    answer = ask(attempt, authority.amount)
    if not isinstance(answer.value, Decimal):
        yield reason(ReasonCode.AMOUNT_MISSING, fields=list(answer.missing))
        return
    limit = _limit_fen(grants)
    if limit is not None and answer.value * 100 > limit:
        yield reason(
            ReasonCode.AMOUNT_ABOVE_LIMIT,
            amount=format(answer.value, ".2f"),
            limit=format(Decimal(limit) / 100, ".2f"),
        )


def _deciding(attempt: Attempt) -> Iterator[Grant]:
    """The grants by which the actor acts: of a role that may, at the office whose staff acts."""
    offices = _acting_offices(attempt)
    for grant in attempt.actor.grants:
        if grant.role in attempt.action.by and grant.office in offices:
            yield grant


def _acting_offices(attempt: Attempt) -> frozenset[str]:
    """The office of the action; for a vote, that of one's own seat (all above for named people)."""
    round_ = attempt.case.approval
    if attempt.action.vote is None or round_ is None:
        office = attempt.office()
        return frozenset() if office is None else frozenset((office.id,))
    mine = [seat for seat in round_.seats if sits(seat, attempt.actor) and not seat.removed]
    if mine and all(seat.office is not None for seat in mine):
        return frozenset(seat.office for seat in mine if seat.office is not None)
    return frozenset(office.id for office in attempt.world.directory.chain(attempt.case.office))


def _limit_fen(grants: tuple[Grant, ...]) -> int | None:
    """The highest limit among the grants; None is without limit, no grant allows nothing."""
    limits = [grant.limit_fen for grant in grants]
    if None in limits:
        return None
    return max((limit for limit in limits if limit is not None), default=0)
