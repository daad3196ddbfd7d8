"""Beginning a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import JsonValue

from engine import changes as c
from engine import clocks, completeness, moving
from engine.attempt import Attempt, ask, unknown_reasons, unmet_reason, with_computed
from engine.circumstances import Circumstances
from engine.commands import Act, OpenCase
from engine.consequences import who
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Action
from engine.events import Event, EventType
from engine.evolve import evolve
from engine.model import Case, Step
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.rule_values import stored
from rules.feel import Unknown

ACTION = "open"
"""The name under which opening stands in the history, for separation of duties."""


def open_case(
    workflow: CompiledWorkflow, command: OpenCase, world: Circumstances
) -> Decision | Refusal:
    """Begin a case, or refuse with every reason."""
    opening = workflow.spec.open
    values, wrong = completeness.read_data(workflow.spec, opening.edits, command.data, world.today)
    facts: dict[str, JsonValue] = {k: v for k, v in values.items() if v is not None}
    attempt = _attempt(workflow, _blank(workflow, command, world, facts), command, world)
    attempt = _with_beginnings(attempt)
    reasons = [*wrong, *_reasons(attempt)]
    if reasons:
        return Refusal(reasons=tuple(reasons))
    event = _event(attempt, command)
    return Decision(events=(event,), case=evolve(None, event))


def _blank(
    workflow: CompiledWorkflow, command: OpenCase, world: Circumstances, facts: dict[str, JsonValue]
) -> Case:
    return Case(
        id=command.case_id,
        kind=workflow.spec.workflow,
        workflow_version=workflow.spec.version,
        office=command.office,
        region=world.directory.office(command.office).region,
        state=workflow.initial,
        version=1,
        opened_at=world.now,
        opened_by=world.actor.person,
        entered_at=world.now,
        facts=facts,
        visited=(workflow.initial,),
        parent=command.parent,
    )


def _attempt(
    workflow: CompiledWorkflow, case: Case, command: OpenCase, world: Circumstances
) -> Attempt:
    opening = workflow.spec.open
    action = Action(
        origin=(workflow.initial,),
        by=opening.by,
        at=opening.at,
        needs=opening.needs,
        when=opening.when,
    )
    key = command.idempotency_key
    act = Act(case_id=case.id, action=ACTION, data=command.data, idempotency_key=key)
    return Attempt(
        workflow=workflow,
        case=case,
        name=ACTION,
        action=action,
        command=act,
        world=world,
        facts=case.facts,
    )


def _with_beginnings(attempt: Attempt) -> Attempt:
    """Add the values that every file of the kind begins with; what is unknown stays empty."""
    spec = attempt.workflow.spec
    facts = dict(attempt.facts)
    for name, text in spec.open.set.items():
        value = stored(ask(attempt, text).value, spec.case[name])
        if value is not None:
            facts[name] = value
    begun = with_computed(replace(attempt, facts=facts))
    return replace(begun, case=replace(attempt.case, facts=begun.facts))


def _reasons(attempt: Attempt) -> Iterator[Reason]:
    yield from completeness.order_reasons(attempt.workflow.spec.case, attempt.facts)
    yield from completeness.among_reasons(attempt.workflow.spec.case, attempt.facts)
    yield from completeness.condition_reasons(attempt, attempt.facts)
    yield from completeness.holder_reasons(attempt)
    yield from completeness.needs_reasons(attempt)
    if attempt.actor.machine is None:
        yield from _office_reasons(attempt)
    if attempt.action.when is not None:
        answer = ask(attempt, attempt.action.when)
        if isinstance(answer.value, Unknown):
            yield from unknown_reasons(attempt.action.when, answer)
        elif answer.value is not True:
            yield unmet_reason(attempt.action.when, answer)


def _office_reasons(attempt: Attempt) -> Iterator[Reason]:
    """A case is opened by the staff of its office, or of an office above it."""
    roles = set(attempt.action.by) & set(attempt.actor.roles)
    if not roles:
        yield reason(ReasonCode.NOT_YOUR_ROLE, roles=list(attempt.action.by))
        return
    chain = attempt.world.directory.chain(attempt.case.office)
    held = {grant.office for grant in attempt.actor.grants if grant.role in roles}
    if not held & {office.id for office in chain}:
        yield reason(ReasonCode.NOT_YOUR_OFFICE, office=attempt.case.office)


def _event(attempt: Attempt, command: OpenCase) -> Event:
    return Event(
        type=EventType.CASE_OPENED,
        case_id=command.case_id,
        at=attempt.world.now,
        who=who(attempt),
        to_state=attempt.case.state,
        action=ACTION,
        workflow=attempt.workflow.ref,
        changes=tuple(_changes(attempt)),
        idempotency_key=command.idempotency_key,
    )


def _changes(attempt: Attempt) -> Iterator[c.Change]:
    case, workflow, world = attempt.case, attempt.workflow, attempt.world
    yield c.CaseCreated(case=case)
    yield c.StepTaken(step=_step(attempt))
    for key, spec in workflow.spec.deadlines.items():
        if "opened" in spec.starts or spec.ends_on in case.facts:
            yield clocks.started(key, spec, case, world, None)
    before = replace(case, version=0)
    round_ = moving.opened_round(workflow, case.state, case, world)
    yield from moving.entered(workflow, before, case.state, world, round_)


def _step(attempt: Attempt) -> Step:
    case, actor = attempt.case, attempt.actor
    return Step(
        seq=1,
        action=ACTION,
        person=actor.person,
        from_state=case.state,
        to_state=case.state,
        at=attempt.world.now,
        on_behalf_of=actor.on_behalf_of,
    )
