"""Taking a declared action: every reason against it, or what happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import JsonValue

from engine import approvals, authority, clocks, completeness, effects, moving
from engine.attempt import Answer, Attempt, ask, unknown_reasons, unmet_reason, with_computed
from engine.calendar import CalendarError, Span
from engine.circumstances import Circumstances
from engine.commands import Act
from engine.consequences import event_of
from engine.convening import automatic, next_place
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.draft import Draft
from engine.evolve import evolve
from engine.model import Approval, Case, ClockState, Status, Vote
from engine.newcomers import newcomer_reasons
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.routing import route
from engine.rule_values import stored
from rules.feel import Unknown

AT_REST = ("resume", "cancel")
"""The types of action that are possible while a case rests."""


def act(
    workflow: CompiledWorkflow, case: Case, command: Act, world: Circumstances
) -> Decision | Refusal:
    """Take an action, or refuse with every reason."""
    draft = drafted(workflow, case, command, world)
    if isinstance(draft, Refusal):
        return draft
    if draft.reasons:
        return Refusal(reasons=tuple(_once(draft.reasons)))
    event = event_of(draft)
    return Decision(events=(event,), case=evolve(case, event))


def drafted(
    workflow: CompiledWorkflow,
    case: Case,
    command: Act,
    world: Circumstances,
    settled: dict[str, JsonValue] | None = None,
) -> Draft | Refusal:
    """Judge an action without taking it; `explain` asks the same question.

    Args:
        workflow: The version the case is pinned to.
        case: The case.
        command: What is asked for.
        world: With whoever asks as actor.
        settled: The facts with everything computed, where they are known already because the
            command brings none of its own.
    """
    action = workflow.action(command.action)
    if action is None:
        return Refusal(reasons=(reason(ReasonCode.UNKNOWN_ACTION, action=command.action),))
    values, wrong = completeness.read_data(workflow.spec, action.edits, command.data, world.today)
    attempt = _attempted(workflow, case, command, world, settled or _merged(case.facts, values))
    attempt = attempt if settled else with_computed(attempt)
    draft = Draft(attempt=attempt, reasons=[*gate_reasons(attempt), *wrong])
    if not draft.reasons or draft.reasons == wrong:
        _judge(draft)
    return draft


def settled_facts(
    workflow: CompiledWorkflow, case: Case, command: Act, world: Circumstances
) -> dict[str, JsonValue]:
    """The facts of the case with everything computed, as commands that bring no values see them."""
    facts = _merged(case.facts, {})
    return with_computed(_attempted(workflow, case, command, world, facts)).facts


def _attempted(
    workflow: CompiledWorkflow,
    case: Case,
    command: Act,
    world: Circumstances,
    facts: dict[str, JsonValue],
) -> Attempt:
    return Attempt(
        workflow=workflow,
        case=case,
        name=command.action,
        action=workflow.spec.actions[command.action],
        command=command,
        world=world,
        facts=facts,
    )


def _merged(facts: dict[str, JsonValue], values: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {k: v for k, v in {**facts, **values}.items() if v is not None}


def _once(reasons: Iterable[Reason]) -> Iterator[Reason]:
    seen: list[Reason] = []
    for found in reasons:
        if found not in seen:
            seen.append(found)
            yield found


def gate_reasons(attempt: Attempt) -> Iterator[Reason]:
    """The case is not where the action starts, or does not move at all."""
    case, action = attempt.case, attempt.action
    if case.state not in action.origin:
        yield reason(ReasonCode.NOT_IN_THIS_STATE, state=case.state, states=list(action.origin))
    if case.status is Status.CLOSED and action.type != "reopen":
        yield reason(ReasonCode.CASE_CLOSED, outcome=case.outcome)
    if case.status is Status.SUSPENDED and action.type not in AT_REST:
        yield reason(ReasonCode.CASE_SUSPENDED)
    if attempt.command.bulk and not action.bulk:
        yield reason(ReasonCode.BULK_NOT_ALLOWED, action=attempt.name)
    if action.type == "resume" and case.status is not Status.SUSPENDED:
        yield reason(ReasonCode.CASE_NOT_SUSPENDED)


def _judge(draft: Draft) -> None:
    """Collect every other reason; values come first, as rules and limits read them."""
    attempt = draft.attempt
    draft.reasons += completeness.order_reasons(attempt.workflow.spec.case, attempt.facts)
    draft.reasons += completeness.among_reasons(attempt.workflow.spec.case, attempt.facts)
    draft.reasons += completeness.condition_reasons(attempt, attempt.command.data)
    draft.reasons += completeness.holder_reasons(attempt)
    draft.reasons += completeness.needs_reasons(attempt)
    draft.reasons += authority.staffing_reasons(attempt)
    draft.reasons += authority.second_person_reasons(attempt)
    draft.reasons += timing_reasons(attempt)
    draft.reasons += parallel_reasons(attempt)
    _apply_rules(draft)
    draft.reasons += authority.limit_reasons(draft.attempt)
    _take_seat(draft)
    if draft.decides:
        _choose_target(draft)
        draft.reasons += moving.entry_reasons(draft.attempt, draft.target)
        draft.reasons += effects.effect_reasons(draft.attempt)


def timing_reasons(attempt: Attempt) -> Iterator[Reason]:
    """Too early, too late, or an extension that cannot be."""
    for key in attempt.action.after:
        clock = attempt.case.deadline(key)
        if clock is None or not clocks.is_over(clock, attempt.world):
            last_day = None if clock is None else clock.last_day.isoformat()
            yield reason(ReasonCode.TOO_EARLY, clock=key, last_day=last_day)
    for key in attempt.action.before:
        clock = attempt.case.deadline(key)
        if clock is not None and clocks.is_over(clock, attempt.world):
            yield reason(ReasonCode.TOO_LATE, clock=key, last_day=clock.last_day.isoformat())
    if attempt.action.type == "extend":
        yield from extension_reasons(attempt)


def extension_reasons(attempt: Attempt) -> Iterator[Reason]:
    """The clock does not run, no span was given, or all extensions together are too long."""
    key = attempt.action.extends or ""
    clock = attempt.case.deadline(key)
    if clock is None or clock.status is not ClockState.RUNNING:
        yield reason(ReasonCode.CLOCK_NOT_RUNNING, clock=key)
        return
    spec = attempt.workflow.clock(key, clock.state)
    longest = _longest(attempt, spec.extendable)
    wanted = _span(attempt.command.extension)
    if wanted is None:
        yield reason(ReasonCode.EXTENSION_MISSING, clock=key, longest=longest)
        return
    if not _fits(wanted, clock.extensions, longest):
        yield reason(ReasonCode.EXTENSION_TOO_LONG, clock=key, longest=longest)


def _longest(attempt: Attempt, extendable: str | None) -> str | None:
    """The longest extension as a span, looked up when a parameter gives it."""
    if extendable is None or "." not in extendable:
        return extendable
    world = attempt.world
    return world.rules.span(extendable, as_of=world.today, region=attempt.case.region)


def _fits(wanted: Span, earlier: tuple[str, ...], longest: str | None) -> bool:
    """All extensions of a clock together stay within the longest, in its own unit."""
    spans = [wanted, *(Span.parse(text) for text in earlier)]
    limit = Span.parse(longest) if longest is not None else None
    if limit is None or any(span.unit is not limit.unit for span in spans):
        return False
    return sum(span.count for span in spans) <= limit.count


def _span(text: str | None) -> Span | None:
    try:
        return None if text is None else Span.parse(text)
    except CalendarError:
        return None


def parallel_reasons(attempt: Attempt) -> Iterator[Reason]:
    """Parallel work that is done already, or that must be done before the case moves on."""
    action, case = attempt.action, attempt.case
    if action.completes is not None and action.completes in case.done_tasks:
        yield reason(ReasonCode.TASK_DONE_ALREADY, task=action.completes)


def _apply_rules(draft: Draft) -> None:
    attempt = draft.attempt
    if attempt.action.when is not None:
        _require(draft, attempt.action.when)
    if attempt.action.set:
        _assign(draft)


def _assign(draft: Draft) -> None:
    """Give the fields that the action sets their values, all from the facts as they were."""
    answers = _set_answers(draft.attempt)
    for name, text in draft.attempt.action.set.items():
        _keep(draft, text, answers[name].verdict)
        if isinstance(answers[name].value, Unknown):
            draft.reasons += unknown_reasons(text, answers[name])
    draft.attempt = _filled(draft.attempt, answers)


def with_assigned(attempt: Attempt) -> Attempt:
    """The attempt with the values that its action sets; what is unknown is empty."""
    return _filled(attempt, _set_answers(attempt))


def _set_answers(attempt: Attempt) -> dict[str, Answer]:
    return {name: ask(attempt, text) for name, text in attempt.action.set.items()}


def _filled(attempt: Attempt, answers: dict[str, Answer]) -> Attempt:
    fields, facts = attempt.workflow.spec.case, dict(attempt.facts)
    for name, answer in answers.items():
        facts[name] = stored(answer.value, fields[name])
    after = replace(attempt, facts={k: v for k, v in facts.items() if v is not None})
    return with_computed(after)


def _require(draft: Draft, text: str) -> None:
    answer = ask(draft.attempt, text)
    _keep(draft, text, answer.verdict)
    if isinstance(answer.value, Unknown):
        draft.reasons += unknown_reasons(text, answer)
    elif answer.value is not True:
        draft.reasons.append(unmet_reason(text, answer))


def _keep(draft: Draft, text: str, verdict: object) -> None:
    evidence = getattr(verdict, "evidence", None)
    if evidence is not None:
        draft.evidence[text] = evidence()


def _take_seat(draft: Draft) -> None:
    """A vote needs a free seat; it moves the case only when it decides the round."""
    attempt, answer = draft.attempt, draft.attempt.action.vote
    round_ = attempt.case.approval
    if answer is None:
        return
    if round_ is None:
        draft.reasons.append(reason(ReasonCode.NO_ROUND, state=attempt.case.state))
    elif attempt.actor.machine is not None:
        _end_by_itself(draft, round_)
    else:
        _vote_from_seat(draft, round_)


def _end_by_itself(draft: Draft, round_: Approval) -> None:
    """The machine ends a round only where its answers have decided it already."""
    if approvals.result(round_) != draft.attempt.action.vote:
        draft.reasons.append(reason(ReasonCode.NO_SEAT))


def _vote_from_seat(draft: Draft, round_: Approval) -> None:
    attempt, actor = draft.attempt, draft.attempt.actor
    seat = approvals.free_seat(round_, actor, claimed_by_others(attempt))
    if isinstance(seat, Reason):
        draft.reasons.append(seat)
        return
    draft.vote = Vote(
        seat=seat,
        person=actor.person,
        answer=attempt.action.vote or "abstain",
        on_behalf_of=actor.on_behalf_of,
    )
    voted = replace(round_, votes=(*round_.votes, draft.vote))
    _count_vote(draft, _with_next(draft, voted, seat))


def _with_next(draft: Draft, round_: Approval, seat: int) -> Approval:
    """The round with the seat filled that this voter names somebody for; only a yes leads there."""
    after = next_place(round_, seat)
    yes = draft.attempt.action.vote == "yes"
    if after is None or not round_.seats[after].chosen or not yes:
        return round_
    named = draft.attempt.command.approvers
    if len(named) != 1:
        draft.reasons.append(reason(ReasonCode.NO_APPROVERS))
        return round_
    draft.reasons += newcomer_reasons(draft.attempt, round_, named[0], again=True)
    draft.named = named[0]
    filled = replace(round_.seats[after], person=named[0], chosen=False)
    seats = (*round_.seats[:after], filled, *round_.seats[after + 1 :])
    return replace(round_, seats=seats)


def claimed_by_others(attempt: Attempt) -> frozenset[int]:
    """Seats whose work lies with somebody else; of a vote they say who may answer where."""
    return frozenset(
        int(task.key.removeprefix("seat"))
        for task in attempt.case.tasks
        if moving.is_seat_task(task) and task.assignee not in (None, *attempt.actor.people)
    )


def _count_vote(draft: Draft, round_: Approval) -> None:
    outcome = approvals.result(round_)
    draft.decides = outcome is not None
    if outcome is None:
        attempt = draft.attempt
        known = moving.with_step(attempt, None)
        draft.round = automatic(attempt.workflow, known, round_, attempt.world)
    elif outcome != draft.attempt.action.vote:
        _decide_by(draft, outcome)


def _decide_by(draft: Draft, outcome: str) -> None:
    """The vote ended the round the other way: the case goes where that answer leads."""
    workflow, state = draft.attempt.workflow, draft.attempt.case.state
    for name in workflow.outgoing[state]:
        action = workflow.spec.actions[name]
        if action.vote == outcome:
            draft.attempt = replace(draft.attempt, name=name, action=action)
            return


def _choose_target(draft: Draft) -> None:
    target = route(draft.attempt)
    if isinstance(target, Reason):
        draft.reasons.append(target)
    else:
        draft.target = target
