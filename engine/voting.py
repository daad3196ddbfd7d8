"""Changing who is asked in a running round: 加签, 减签, 转办, 委派 and back.

Nobody's answer is touched. Whoever changes something acts from their own seat, which then bears
their name; what may be changed at all the declaration of the round says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import TypeAlias, TypeVar

from engine import approvals, moving
from engine.acting import claimed_by_others
from engine.attempt import Attempt
from engine.changes import ApprovalChanged, Change, NoteAdded
from engine.circumstances import Circumstances
from engine.commands import (
    Act,
    AddApprover,
    Command,
    DelegateVote,
    GiveOpinion,
    RecallVote,
    RemoveApprover,
    TransferVote,
)
from engine.convening import automatic
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Rearrangement
from engine.directory import Actor
from engine.events import EventType
from engine.model import Approval, Case, Seat, Status
from engine.newcomers import agreeing_reasons, newcomer_reasons
from engine.recording import decided
from engine.refusal import Reason, ReasonCode, Refusal, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sitting:
    """An open round and who wants to change something about it."""

    workflow: CompiledWorkflow
    case: Case
    world: Circumstances
    round: Approval
    attempt: Attempt

    @property
    def me(self) -> str:
        """Whose seat it is: the person's own, or that of whom they represent."""
        return self.world.actor.on_behalf_of or self.world.actor.person

    def own_seat(self) -> int | Reason:
        """The seat the actor may answer from now."""
        claimed = claimed_by_others(self.attempt)
        return approvals.free_seat(self.round, self.world.actor, claimed)

    def seat_reasons(self, seat: int | Reason) -> Iterator[Reason]:
        """Who could not agree may not say who does instead."""
        if isinstance(seat, Reason):
            yield seat
        yield from agreeing_reasons(self.attempt, self.world.actor)


def _sitting(
    workflow: CompiledWorkflow,
    case: Case,
    world: Circumstances,
    allowed: Rearrangement | None = None,
) -> _Sitting | Refusal:
    """The open round, or why there is nothing to change."""
    against = _closed_reason(workflow, case, allowed)
    if against is not None or case.approval is None:
        return _refusal(against or reason(ReasonCode.NO_ROUND, state=case.state))
    name = workflow.answer_action(case.state, "yes") or ""
    attempt = Attempt(
        workflow=workflow,
        case=case,
        name=name,
        action=workflow.spec.actions[name],
        command=Act(case_id=case.id, action=name),
        world=world,
        facts=case.facts,
    )
    return _Sitting(workflow=workflow, case=case, world=world, round=case.approval, attempt=attempt)


_Asked = TypeVar("_Asked")
_OfRound: TypeAlias = Callable[[_Sitting, _Asked], Decision | Refusal]
_OfCase: TypeAlias = Callable[[CompiledWorkflow, Case, _Asked, Circumstances], Decision | Refusal]


def _in_the_round(
    allowed: Rearrangement | None = None,
) -> Callable[[_OfRound[_Asked]], _OfCase[_Asked]]:
    """Let a handler be given the open round, where there is one that allows such a change."""

    def about(handle: _OfRound[_Asked]) -> _OfCase[_Asked]:
        @wraps(handle)
        def handled(
            workflow: CompiledWorkflow, case: Case, command: _Asked, world: Circumstances
        ) -> Decision | Refusal:
            sitting = _sitting(workflow, case, world, allowed)
            return sitting if isinstance(sitting, Refusal) else handle(sitting, command)

        return handled

    return about


def _closed_reason(
    workflow: CompiledWorkflow, case: Case, allowed: Rearrangement | None
) -> Reason | None:
    spec = workflow.state(case.state).approval
    if case.status is Status.CLOSED:
        return reason(ReasonCode.CASE_CLOSED, outcome=case.outcome)
    if case.status is Status.SUSPENDED:
        return reason(ReasonCode.CASE_SUSPENDED)
    if spec is None:
        return reason(ReasonCode.NO_ROUND, state=case.state)
    if allowed is not None and allowed not in spec.allows:
        return reason(ReasonCode.NOT_ALLOWED_HERE, what=allowed, state=case.state)
    return None


def _refusal(*reasons: Reason) -> Refusal:
    return Refusal(reasons=reasons)


def _changed(
    sitting: _Sitting,
    command: Command,
    type_: EventType,
    change: ApprovalChanged,
    *,
    text: str = "",
    remark: bool = False,
) -> Decision:
    """The decision: the round as it is now, the answers that follow of themselves, the tasks."""
    workflow, case, world = sitting.workflow, sitting.case, sitting.world
    after = automatic(workflow, case, change.approval, world)
    said = text.strip()
    changes: tuple[Change, ...] = (
        change,
        *((NoteAdded(text=said),) if remark else ()),
        *moving.automatic_votes(workflow, case, after, len(change.approval.votes), world),
        *moving.rearranged(workflow, case, world, after),
    )
    details = {"person": change.person}
    return decided(
        workflow, case, command, world, type_, changes, reason=said or None, details=details
    )


def _with_seat(round_: Approval, index: int, seat: Seat) -> Approval:
    return replace(round_, seats=(*round_.seats[:index], seat, *round_.seats[index + 1 :]))


@_in_the_round("add")
def add(sitting: _Sitting, command: AddApprover) -> Decision | Refusal:
    """Have somebody else vote too, before oneself, after oneself or beside oneself (加签)."""
    seat = sitting.own_seat()
    reasons = (*sitting.seat_reasons(seat), *_add_reasons(sitting, command))
    if reasons or isinstance(seat, Reason):
        return Refusal(reasons=reasons)
    after = _added(sitting, seat, command)
    change = ApprovalChanged(how="added", approval=after, person=command.person)
    return _changed(sitting, command, EventType.APPROVER_ADDED, change, text=command.reason)


def _add_reasons(sitting: _Sitting, command: AddApprover) -> Iterator[Reason]:
    yield from newcomer_reasons(sitting.attempt, sitting.round, command.person)
    mode = sitting.round.mode
    # In a sequence somebody comes before or after; where one answer is enough nobody comes after.
    if (mode, command.place) in (("sequence", "beside"), ("any", "after")):
        yield reason(ReasonCode.NO_PLACE_FOR_THAT, place=command.place, mode=mode)


def _added(sitting: _Sitting, index: int, command: AddApprover) -> Approval:
    round_, new = sitting.round, len(sitting.round.seats)
    mine = replace(round_.seats[index], person=sitting.me)
    seat = Seat(person=command.person, added_by=sitting.world.actor.person)
    if round_.mode != "sequence" and command.place == "before":
        mine = replace(mine, waits_for=new)
    if round_.mode != "sequence" and command.place == "after":
        seat = replace(seat, waits_for=index)
    order = list(round_.order or range(new))
    order.insert(order.index(index) + (command.place != "before"), new)
    with_me = _with_seat(round_, index, mine)
    return replace(with_me, seats=(*with_me.seats, seat), order=tuple(order))


@_in_the_round("remove")
def remove(sitting: _Sitting, command: RemoveApprover) -> Decision | Refusal:
    """Take somebody who has not answered out of the round (减签)."""
    index = approvals.seat_of(sitting.round, command.person)
    if index is None:
        return _refusal(reason(ReasonCode.SEAT_NOT_OPEN, person=command.person))
    seat = sitting.round.seats[index]
    after = _with_seat(sitting.round, index, replace(seat, removed=True, delegate=None))
    after = replace(after, out=(*after.out, command.person))
    reasons = (*_remover_reasons(sitting, seat), *_removal_reasons(seat, after))
    if reasons:
        return Refusal(reasons=reasons)
    change = ApprovalChanged(how="removed", approval=after, person=command.person)
    return _changed(sitting, command, EventType.APPROVER_REMOVED, change, text=command.reason)


def _remover_reasons(sitting: _Sitting, seat: Seat) -> Iterator[Reason]:
    """Who added somebody removes them, or who gives out work; nobody removes themselves."""
    actor = sitting.world.actor
    added = seat.added_by in actor.people
    if seat.person in actor.people or not (added or _gives_out_work(sitting)):
        yield reason(ReasonCode.NOT_YOURS_TO_REMOVE, person=seat.person)


def _removal_reasons(seat: Seat, after: Approval) -> Iterator[Reason]:
    """A removal may complete an agreement, but never takes its last chance away."""
    left, needed = len(approvals.places(after)), max(1, approvals.needed(after))
    if left < needed:
        yield reason(ReasonCode.TOO_FEW_APPROVERS, needed=needed, there=left)
    elif approvals.result(after) == "no":
        yield reason(ReasonCode.REMOVAL_DECIDES, person=seat.person)


def _gives_out_work(sitting: _Sitting) -> bool:
    actor = sitting.world.actor
    return any(
        next(actor.grants_at(role, office.id), None) is not None
        for role in sitting.workflow.spec.assigners
        for office in sitting.world.directory.chain(sitting.case.office)
    )


def _place_given(sitting: _Sitting, person: str) -> int | Refusal:
    """Which of one's own places goes to a newcomer, or why none may."""
    index = sitting.own_seat()
    newcomer = newcomer_reasons(sitting.attempt, sitting.round, person)
    reasons = (*sitting.seat_reasons(index), *newcomer)
    if reasons or isinstance(index, Reason):
        return Refusal(reasons=reasons)
    return index


@_in_the_round("transfer")
def transfer(sitting: _Sitting, command: TransferVote) -> Decision | Refusal:
    """Hand one's vote to somebody for good (转办)."""
    index = _place_given(sitting, command.person)
    if isinstance(index, Refusal):
        return index
    old = sitting.round.seats[index]
    seat = replace(old, person=command.person, role=None, office=None, excluded=())
    after = _with_seat(sitting.round, index, seat)
    after = replace(after, out=(*after.out, sitting.me))
    change = ApprovalChanged(how="transferred", approval=after, person=command.person)
    return _changed(sitting, command, EventType.VOTE_TRANSFERRED, change, text=command.reason)


@_in_the_round("delegate")
def delegate(sitting: _Sitting, command: DelegateVote) -> Decision | Refusal:
    """Ask somebody for an opinion first; the vote comes back to oneself (委派)."""
    index = _place_given(sitting, command.person)
    if isinstance(index, Refusal):
        return index
    seat = replace(sitting.round.seats[index], person=sitting.me, delegate=command.person)
    after = _with_seat(sitting.round, index, seat)
    change = ApprovalChanged(how="delegated", approval=after, person=command.person)
    return _changed(sitting, command, EventType.VOTE_DELEGATED, change, text=command.reason)


@_in_the_round()
def give_opinion(sitting: _Sitting, command: GiveOpinion) -> Decision | Refusal:
    """Answer who asked; the vote is theirs again."""
    seats = sitting.round.seats
    asked = (i for i in approvals.turns(sitting.round) if seats[i].delegate == sitting.me)
    index = next(asked, None)
    if index is None:
        return _refusal(reason(ReasonCode.NOT_ASKED))
    if not command.text.strip():
        return _refusal(reason(ReasonCode.REASON_MISSING))
    after = _with_seat(sitting.round, index, replace(seats[index], delegate=None))
    change = ApprovalChanged(how="answered", approval=after, person=seats[index].person)
    return _changed(
        sitting, command, EventType.OPINION_GIVEN, change, text=command.text, remark=True
    )


@_in_the_round()
def recall(sitting: _Sitting, command: RecallVote) -> Decision | Refusal:
    """Take one's vote back from whom one has asked."""
    index = _lent(sitting.round, sitting.world.actor)
    if index is None:
        return _refusal(reason(ReasonCode.NOTHING_TO_RECALL))
    lent = sitting.round.seats[index]
    after = _with_seat(sitting.round, index, replace(lent, delegate=None))
    change = ApprovalChanged(how="recalled", approval=after, person=lent.delegate)
    return _changed(sitting, command, EventType.VOTE_RECALLED, change)


def _lent(round_: Approval, actor: Actor) -> int | None:
    """The actor's own seat about which somebody else has been asked."""
    for index in approvals.open_places(round_):
        seat = round_.seats[index]
        if seat.delegate is not None and approvals.sits(seat, actor):
            return index
    return None


def offered(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> tuple[str, ...]:
    """What the actor could change about the running round now; for whom is for the command to say.

    Returns:
        Of `add`, `transfer`, `delegate`, `remove`, `answer` and `recall` those that are open to
        the actor, in this order; none outside a round.
    """
    against = explain_changes(workflow, case, world)
    return tuple(what for what, reasons in against.items() if not reasons)


def explain_changes(
    workflow: CompiledWorkflow, case: Case, world: Circumstances
) -> dict[str, tuple[Reason, ...]]:
    """What stands against each change of the running round by the actor; empty outside a round."""
    sitting = _sitting(workflow, case, world)
    if isinstance(sitting, Refusal):
        return {}
    own = tuple(sitting.seat_reasons(sitting.own_seat()))
    found: dict[Rearrangement, tuple[Reason, ...]] = {
        "add": own,
        "transfer": own,
        "delegate": own,
        "remove": _nobody_to_remove(sitting),
    }
    allowed = () if (spec := sitting.attempt.state.approval) is None else spec.allows
    seats = sitting.round.seats
    asked = any(seats[i].delegate == sitting.me for i in approvals.turns(sitting.round))
    lent = _lent(sitting.round, sitting.world.actor) is not None
    return {
        **{what: found[what] if what in allowed else (_not_here(case, what),) for what in found},
        "answer": () if asked else (reason(ReasonCode.NOT_ASKED),),
        "recall": () if lent else (reason(ReasonCode.NOTHING_TO_RECALL),),
    }


def _not_here(case: Case, what: Rearrangement) -> Reason:
    return reason(ReasonCode.NOT_ALLOWED_HERE, what=what, state=case.state)


def _nobody_to_remove(sitting: _Sitting) -> tuple[Reason, ...]:
    """Why nobody can be taken out by the actor; empty when somebody can."""
    seats = [sitting.round.seats[index] for index in approvals.open_places(sitting.round)]
    against = [tuple(_remover_reasons(sitting, seat)) for seat in seats if seat.person]
    if any(not reasons for reasons in against):
        return ()
    return tuple(found for reasons in against for found in reasons) or (
        reason(ReasonCode.NOBODY_TO_REMOVE),
    )


def could_come_in(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> tuple[str, ...]:
    """Whom the actor could bring into the running round, by id; nobody outside a round."""
    sitting = _sitting(workflow, case, world)
    if isinstance(sitting, Refusal):
        return ()
    chain = (office.id for office in world.directory.chain(case.office))
    near = (person.id for person in world.directory.known_at(chain))
    return tuple(
        person
        for person in near
        if not any(newcomer_reasons(sitting.attempt, sitting.round, person))
    )


def could_go(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> tuple[str, ...]:
    """Whom the actor could take out of the running round, by id; nobody outside a round."""
    sitting = _sitting(workflow, case, world)
    if isinstance(sitting, Refusal):
        return ()
    seats = [sitting.round.seats[index] for index in approvals.open_places(sitting.round)]
    return tuple(s.person for s in seats if s.person and not any(_remover_reasons(sitting, s)))
