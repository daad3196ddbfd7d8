"""What a judged action does, as changes in order: facts, vote, memory, effects, the move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import JsonValue

from engine import authority, clocks, effects, moving
from engine import changes as c
from engine.attempt import Attempt, with_computed
from engine.definitions.language import DeadlineSpec
from engine.draft import Draft
from engine.events import Event, EventType, Who
from engine.model import Approval, Case


def event_of(draft: Draft) -> Event:
    """The one event of an action that nothing stands against."""
    attempt, case = draft.attempt, draft.attempt.case
    voted_only = draft.vote is not None and not draft.decides
    return Event(
        type=EventType.VOTE_RECORDED if voted_only else EventType.ACTION_TAKEN,
        case_id=case.id,
        at=attempt.world.now,
        who=who(attempt),
        from_state=case.state,
        to_state=draft.target or case.state,
        action=attempt.command.action,
        workflow=attempt.workflow.ref,
        changes=tuple(_changes(draft)),
        rules=draft.evidence,
        reason=attempt.command.reason,
        idempotency_key=attempt.command.idempotency_key,
    )


def who(attempt: Attempt) -> Who:
    """The actor as the entry names them."""
    office = attempt.office()
    actor = attempt.actor
    return Who(
        person=actor.person,
        roles=actor.roles,
        office=None if office is None else office.id,
        on_behalf_of=actor.on_behalf_of,
    )


def _changes(draft: Draft) -> Iterator[c.Change]:
    """All changes in order: facts, vote, memory, effects, then the move and what it opens."""
    attempt = draft.attempt
    yield from fact_changes(attempt.case.facts, attempt.facts)
    if attempt.action.vote is not None:
        yield from _vote_changes(draft)
    yield c.StepTaken(step=moving.step_of(attempt, draft.target))
    if draft.round is not None and not draft.decides:
        yield from _round_changes(draft, draft.round)
    if draft.decides:
        yield from _kind_changes(attempt)
        yield from _declared_clock_changes(attempt)
        yield from effects.effect_changes(attempt)
    yield from _following(draft)
    if draft.decides:
        yield from _move_changes(draft)
    if attempt.action.undo != "never" and attempt.actor.machine is None:
        yield from _undo_changes(attempt)


def fact_changes(before: dict[str, JsonValue], after: dict[str, JsonValue]) -> Iterator[c.Change]:
    """The fields whose value differs, in the order of the new facts."""
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield c.FactSet(field=name, old=old, new=new)


def _vote_changes(draft: Draft) -> Iterator[c.Change]:
    """The answer; the machine gives none and only ends a round that is decided."""
    if draft.vote is not None:
        yield c.VoteCast(vote=draft.vote)
    if draft.decides:
        yield c.ApprovalClosed(result="yes" if draft.attempt.action.vote == "yes" else "no")


def _round_changes(draft: Draft, round_: Approval) -> Iterator[c.Change]:
    """What an answer that does not decide means for the others: who is next, what is given."""
    attempt, own = (
        draft.attempt,
        len(draft.attempt.case.approval.votes if draft.attempt.case.approval else ()) + 1,
    )
    if draft.named is not None:
        named = replace(round_, votes=round_.votes[:own])
        yield c.ApprovalChanged(how="chosen", approval=named, person=draft.named)
    yield from moving.automatic_votes(attempt.workflow, attempt.case, round_, own, attempt.world)
    key = None if draft.vote is None else moving.seat_key(draft.vote.seat)
    for task in attempt.case.tasks:
        if task.key == key:
            yield c.TaskClosed(task_id=task.id, how="done", by=attempt.actor.person)
    yield from moving.rearranged(attempt.workflow, attempt.case, attempt.world, round_, done=key)


def _kind_changes(attempt: Attempt) -> Iterator[c.Change]:
    """What the type of the action means."""
    case, action, world = attempt.case, attempt.action, attempt.world
    if action.type == "suspend":
        yield c.Suspended()
        yield from clocks.paused(case, _pausing(attempt), world.today)
    if action.type == "resume":
        yield c.Resumed()
        yield from clocks.resumed(case, world)
    if action.type == "reopen":
        yield c.Reopened()
    if action.type == "extend" and attempt.command.extension is not None:
        clock = case.deadline(action.extends or "")
        if clock is not None:
            yield clocks.extended(clock, attempt.command.extension, world.calendar)
    if action.type == "return":
        straight = action.to is not None and _straight_back(attempt)
        yield c.ResumeSet(state=case.state if straight else None)
    elif action.resubmits and case.resume is not None:
        yield c.ResumeSet()


def _straight_back(attempt: Attempt) -> bool:
    then = getattr(attempt.action.to, "then", "run_again")
    return then == "straight_back" or (then == "choose" and attempt.command.straight_back)


def _pausing(attempt: Attempt) -> frozenset[str]:
    return frozenset(
        clock.key
        for clock in attempt.case.deadlines
        if attempt.workflow.clock(clock.key, clock.state).pauses
    )


def _declared_clock_changes(attempt: Attempt) -> Iterator[c.Change]:
    """Clocks of the whole case that this action stops or starts."""
    for key, spec in attempt.workflow.spec.deadlines.items():
        if attempt.name in spec.stops:
            yield from clocks.stopped(attempt.case, frozenset((key,)))
        if attempt.name in spec.starts:
            case = replace(attempt.case, facts=attempt.facts)
            yield clocks.started(key, spec, case, attempt.world, None)


def _following(draft: Draft) -> Iterator[c.Change]:
    """What follows from the facts as the action leaves them: computed fields, and their clocks."""
    attempt = draft.attempt
    cleared = {name for effect in attempt.action.does for name in effect.clear or ()}
    kept = {k: v for k, v in attempt.facts.items() if not draft.decides or k not in cleared}
    after = with_computed(replace(attempt, facts=kept)).facts
    yield from fact_changes(kept, after)
    if draft.target is not None and attempt.workflow.state(draft.target).final:
        return
    for key, spec, state in _dated_clocks(draft):
        if attempt.case.facts.get(spec.ends_on or "") != after.get(spec.ends_on or ""):
            case = replace(attempt.case, facts=after)
            yield from clocks.followed(key, spec, case, attempt.world, state)


def _dated_clocks(draft: Draft) -> Iterator[tuple[str, DeadlineSpec, str | None]]:
    """Clocks that end on the day in a field: of the whole case, and of the state it stays in."""
    attempt = draft.attempt
    for key, spec in attempt.workflow.spec.deadlines.items():
        if spec.ends_on is not None:
            yield key, spec, None
    if draft.target is None:
        for key, spec in attempt.workflow.clocks_of(attempt.case.state):
            if spec.ends_on is not None:
                yield key, spec, attempt.case.state


def _move_changes(draft: Draft) -> Iterator[c.Change]:
    attempt, target = draft.attempt, draft.target
    if target is None:
        yield from _completed_task(attempt)
        return
    case = attempt.case
    reached = attempt.workflow.move(attempt.name, case.state, target)
    yield from moving.left(attempt, None if draft.vote is None else draft.vote.seat)
    yield c.StateEntered(from_state=case.state, to_state=reached, at=attempt.world.now)
    settled, world = _settled(attempt), attempt.world
    remembering = moving.with_step(attempt, reached)
    round_ = moving.opened_round(
        attempt.workflow, reached, remembering, world, attempt.command.approvers
    )
    yield from moving.entered(attempt.workflow, settled, reached, world, round_)


def _settled(attempt: Attempt) -> Case:
    """The case as the next state finds it: new facts, budget as the effects leave it."""
    reserved = attempt.case.reserved
    for change in effects.effect_changes(attempt) if attempt.action.does else ():
        if isinstance(change, c.FundsReserved):
            reserved = change.reservation
        elif isinstance(change, c.FundsSpent | c.FundsReleased):
            reserved = None
    return replace(attempt.case, facts=attempt.facts, reserved=reserved)


def _completed_task(attempt: Attempt) -> Iterator[c.Change]:
    if attempt.action.completes is None:
        return
    for task in authority.answered_tasks(attempt):
        yield c.TaskClosed(
            task_id=task.id, how="done", by=attempt.actor.person, key=attempt.action.completes
        )


def _undo_changes(attempt: Attempt) -> Iterator[c.Change]:
    """Money that has left the house and cases that were opened cannot be called back."""
    final = any(
        effect.spend or effect.recover or effect.open_child or effect.cancel_children
        for effect in attempt.action.does
    )
    if getattr(attempt.action.undo, "until", None) == "next_action" and not final:
        yield c.UndoKept(action=attempt.name, person=attempt.actor.person)
