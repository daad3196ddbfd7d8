"""What can happen to a case now: every action with its reasons, who acts next, by when and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from pydantic import JsonValue

from engine import approvals, authority, clocks
from engine.acting import AT_REST, claimed_by_others, drafted, settled_facts
from engine.attempt import Attempt, ask, with_computed
from engine.circumstances import Circumstances
from engine.commands import Act
from engine.definitions.compile import CompiledWorkflow
from engine.directory import TIMER, Actor
from engine.draft import Draft
from engine.model import Case, Status, Task
from engine.refusal import Reason, ReasonCode, Refusal

_ASKED_FOR = frozenset(
    (
        ReasonCode.REASON_MISSING,
        ReasonCode.SECOND_PERSON_MISSING,
        ReasonCode.TARGET_MISSING,
        ReasonCode.EXTENSION_MISSING,
        ReasonCode.NO_APPROVERS,
    )
)
MENDED = frozenset((ReasonCode.RULE_NOT_MET, ReasonCode.BAD_VALUE))
"""What the form of an action may have to mend, rather than only to fill in."""
_OF_FIELD = frozenset(
    (ReasonCode.FIELD_MISSING, ReasonCode.LETTER_FIELD_MISSING, ReasonCode.BAD_VALUE)
)
_STAFFING = frozenset(
    (
        ReasonCode.NOT_YOUR_ROLE,
        ReasonCode.NOT_YOUR_OFFICE,
        ReasonCode.NOT_FOR_PERSONS,
        ReasonCode.SEPARATION_OF_DUTIES,
        ReasonCode.CONFLICT_OF_INTEREST,
        ReasonCode.NOT_THE_SAME_PERSON,
        ReasonCode.CLAIMED_BY_OTHER,
        ReasonCode.AMOUNT_ABOVE_LIMIT,
        ReasonCode.NO_SEAT,
        ReasonCode.NOT_YOUR_TURN,
        ReasonCode.ALREADY_VOTED,
        ReasonCode.OUT_OF_ROUND,
        ReasonCode.VOTE_DELEGATED,
        ReasonCode.TASK_LENT,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One action from here.

    Attributes:
        reasons: Why it is not possible; empty when it is.
        asks: What the actor must still give with it (fields, a reason, a second person), or
            mend on its form: a rule that is not met as the file stands, but may be by what the
            form brings.
        rules: Evidence of the rules that were asked.
        people: Who may take it now; empty when nobody may, or only a machine.
    """

    action: str
    allowed: bool
    reasons: tuple[Reason, ...]
    asks: tuple[Reason, ...] = ()
    rules: dict[str, JsonValue]
    people: tuple[str, ...] = ()


def explain(
    workflow: CompiledWorkflow, case: Case, world: Circumstances, *, anyone: bool = False
) -> tuple[Explained, ...]:
    """Answer for every action from the present state, for one person or for anyone.

    Args:
        workflow: The version the case is pinned to.
        case: The case.
        world: With the person who asks as actor.
        anyone: Leave out reasons that lie in the person, and say who may instead.
    """
    commands = [Act(case_id=case.id, action=name) for name in workflow.outgoing[case.state]]
    # Nothing is brought with any of them, so the same follows from the same facts.
    settled = settled_facts(workflow, case, commands[0], world) if commands else None
    return tuple(
        _explained(command.action, drafted(workflow, case, command, world, settled), anyone=anyone)
        for command in commands
    )


def explain_action(
    workflow: CompiledWorkflow, case: Case, name: str, world: Circumstances, *, anyone: bool = False
) -> Explained:
    """Answer for one action; `decide` gives the same reasons."""
    draft = drafted(workflow, case, Act(case_id=case.id, action=name), world)
    return _explained(name, draft, anyone=anyone)


def _explained(name: str, draft: Draft | Refusal, *, anyone: bool) -> Explained:
    if not isinstance(draft, Draft):
        return Explained(action=name, allowed=False, reasons=draft.reasons, rules={})
    form = _Form(draft.attempt)
    asks = tuple(found for found in draft.reasons if _is_asked(form, found))
    hidden = _STAFFING if anyone else frozenset()
    reasons = tuple(
        found for found in draft.reasons if found not in asks and found.code not in hidden
    )
    return Explained(
        action=name,
        allowed=not reasons,
        reasons=reasons,
        asks=asks,
        rules=draft.evidence,
        people=candidates(draft.attempt) if anyone else (),
    )


@dataclass(frozen=True)
class _Form:
    """What the form of an action can still change."""

    attempt: Attempt

    @property
    def asked(self) -> frozenset[str]:
        """The fields that it brings, and those that are set from them."""
        action = self.attempt.action
        return frozenset((*action.edits, *action.set)) if action.edits else frozenset()

    @cached_property
    def without(self) -> Attempt:
        """The attempt as if nothing of that were known."""
        facts = self.attempt.facts
        kept = {name: value for name, value in facts.items() if name not in self.asked}
        return with_computed(replace(self.attempt, facts=kept))

    @cached_property
    def reckoned(self) -> frozenset[str]:
        """The computed fields that wait for what it brings."""
        waiting = set(self.asked)
        for name, spec in self.attempt.workflow.spec.case.items():
            if spec.computed is not None and waiting & set(
                ask(self.without, spec.computed).missing
            ):
                waiting.add(name)
        return frozenset(waiting)

    def brings(self, names: Collection[str]) -> bool:
        """Whether it brings one of these fields."""
        return bool(self.asked) and not (
            self.asked.isdisjoint(names) and self.reckoned.isdisjoint(names)
        )


def _is_asked(form: _Form, found: Reason) -> bool:
    """Whether the form of the action itself can take this reason away."""
    if found.code in _ASKED_FOR:
        return True
    if found.code in _OF_FIELD:
        return form.brings((str(found.params["field"]).partition(".")[0],))
    if found.code in (ReasonCode.RULE_UNKNOWN, ReasonCode.AMOUNT_MISSING):
        return form.brings(_fields(found))
    if found.code is ReasonCode.RULE_NOT_MET:
        return bool(form.asked) and _is_open(form, str(found.params["rule"]))
    return found.code is ReasonCode.NO_BRANCH_HOLDS and bool(form.asked)


def _is_open(form: _Form, rule: str) -> bool:
    """Whether a rule that is not met as the file stands may be met by what the form brings."""
    return ask(form.without, rule).value is not False


def _fields(found: Reason) -> list[str]:
    named = found.params.get("fields")
    return [str(name) for name in named] if isinstance(named, list) else []


def candidates(attempt: Attempt) -> tuple[str, ...]:
    """Everyone who may take the action, in the order of the directory."""
    world = attempt.world
    able: list[str] = []
    for person in _holders(attempt):
        actor = world.directory.actor(person, world.today)
        as_them = replace(attempt, world=replace(world, actor=actor))
        if not any(authority.staffing_reasons(as_them)) and _may_sit(as_them, actor):
            able.append(person)
    return tuple(dict.fromkeys(able))


def _holders(attempt: Attempt) -> Iterator[str]:
    world, office = attempt.world, attempt.office()
    offices = {office.id} if office is not None else set()
    round_ = attempt.case.approval
    if attempt.action.vote is not None and round_ is not None:
        yield from (seat.person for seat in round_.seats if seat.person is not None)
        offices = {seat.office for seat in round_.seats if seat.office is not None}
    for role in attempt.action.by:
        for place in sorted(offices):
            yield from world.directory.holders(role, place, world.today)


def _may_sit(attempt: Attempt, actor: Actor) -> bool:
    round_ = attempt.case.approval
    if attempt.action.vote is None:
        return True
    claimed = claimed_by_others(attempt)
    return round_ is not None and isinstance(approvals.free_seat(round_, actor, claimed), int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """One thing that can move the case on.

    Attributes:
        who: A person's task, the timer, or a named event from outside.
        people: Who may act; for a task that is assigned, the assignee.
        by: The moment it should have happened by, where a clock says so.
        why: The state, clock or event that it follows from.
        task: Which of the state's tasks it is, where somebody has to do one.
    """

    who: Literal["person", "timer", "outside", "children"]
    why: str
    people: tuple[str, ...] = ()
    role: str | None = None
    office: str | None = None
    task_id: str | None = None
    task: str | None = None
    by: datetime | None = None


def next_up(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> tuple[Next, ...]:
    """Who acts next, by when and why; empty only for a closed case."""
    if case.status is Status.CLOSED:
        return ()
    return tuple(_next_up(workflow, case, world))


def _next_up(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> Iterator[Next]:
    limit = min((d.ends_at for d in clocks.live(case) if d.state == case.state), default=None)
    for task in case.tasks:
        yield _by_task(task, world, limit)
    for clock in clocks.live(case):
        yield Next(who="timer", why=clock.key, by=clock.ends_at)
    awaited = workflow.state(case.state).awaits
    if awaited is not None:
        yield Next(who="outside", why=awaited.event, by=limit)
    if any(not child.closed for child in case.children):
        yield Next(who="children", why=case.state)


def _by_task(task: Task, world: Circumstances, limit: datetime | None) -> Next:
    holders = world.directory.holders(task.role, task.office, world.today)
    return Next(
        who="person",
        why=task.state,
        people=(task.assignee,) if task.assignee is not None else holders,
        role=task.role,
        office=task.office,
        task_id=task.id,
        task=task.key,
        by=limit,
    )


def can_move(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> bool:
    """Whether some person, the timer or an outside event can move the case on at all.

    A task nobody holds, or that separation of duties leaves to nobody, does not count; while a
    case rests, only what ends the rest does.
    """
    if case.status is Status.CLOSED:
        return True
    resting = case.status is Status.SUSPENDED
    for name in workflow.outgoing[case.state]:
        action = workflow.spec.actions[name]
        if resting and action.type not in AT_REST:
            continue
        if set(action.by) & {TIMER.machine, "outside", "join"}:
            return True
        attempt = Attempt(
            workflow=workflow,
            case=case,
            name=name,
            action=action,
            command=Act(case_id=case.id, action=name),
            world=world,
            facts=case.facts,
        )
        if candidates(attempt):
            return True
    return not resting and _asked_for_opinion(case)


def _asked_for_opinion(case: Case) -> bool:
    """Whether work lies with somebody who was asked; they, or its owner, bring it back."""
    round_ = case.approval
    if any(task.lent_by is not None for task in case.tasks):
        return True
    return round_ is not None and any(round_.seats[i].delegate for i in approvals.turns(round_))
