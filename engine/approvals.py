"""Several people decide together: seats, turns, votes and when the round is over.

any 或签, all 会签, count and percent 票签, sequence 依次. Pure arithmetic over one round.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from engine.circumstances import Circumstances
from engine.definitions.language import ApprovalSpec, Voters
from engine.directory import Actor
from engine.model import Approval, Case, Seat
from engine.refusal import Reason, ReasonCode, reason

Result = Literal["yes", "no"]


def seats(
    spec: ApprovalSpec, case: Case, world: Circumstances, chosen: tuple[str, ...]
) -> tuple[Seat, ...]:
    """The places of a round, in order; empty when nobody could be found."""
    return tuple(seat for voters in spec.voters for seat in _seats(voters, case, world, chosen))


def _seats(
    voters: Voters, case: Case, world: Circumstances, chosen: tuple[str, ...]
) -> Iterator[Seat]:
    if voters.chosen_by is not None:
        yield from (Seat(person=person) for person in chosen)
    elif voters.field is not None:
        yield from (Seat(person=person) for person in _people(case, voters.field))
    elif voters.role is not None:
        yield from _role_seats(voters, voters.role, case, world)


def _role_seats(voters: Voters, role: str, case: Case, world: Circumstances) -> Iterator[Seat]:
    office = world.directory.at_level(case.office, voters.at)
    if office is None:
        return
    if voters.count == "every":
        holders = world.directory.holders(role, office.id, world.today)
        yield from (Seat(role=role, office=office.id, person=person) for person in holders)
    else:
        yield from (Seat(role=role, office=office.id) for _ in range(voters.count))


def _people(case: Case, field: str) -> tuple[str, ...]:
    named = case.facts.get(field)
    if isinstance(named, list):
        return tuple(str(person) for person in named)
    return () if named is None else (str(named),)


def free_seat(
    approval: Approval, actor: Actor, claimed: frozenset[int] = frozenset()
) -> int | Reason:
    """The seat this actor may answer from now, or why there is none.

    Args:
        approval: The round.
        actor: Who wants to answer.
        claimed: Seats whose work somebody else has taken.
    """
    if any(actor.people & {v.person, v.on_behalf_of} for v in approval.votes):
        return reason(ReasonCode.ALREADY_VOTED)
    taken = {vote.seat for vote in approval.votes}
    free = [index for index in range(len(approval.seats)) if index not in taken]
    mine = [i for i in free if i not in claimed and sits(approval.seats[i], actor)]
    if not mine:
        return reason(ReasonCode.NO_SEAT)
    if approval.mode == "sequence" and mine[0] != free[0]:
        return reason(ReasonCode.NOT_YOUR_TURN, turn=free[0] + 1)
    return mine[0]


def sits(seat: Seat, actor: Actor) -> bool:
    """Whether the actor, or whom they represent, may take the seat."""
    if seat.person is not None:
        return seat.person == (actor.on_behalf_of or actor.person)
    return next(actor.grants_at(cast("str", seat.role), cast("str", seat.office)), None) is not None


def result(approval: Approval) -> Result | None:
    """How the round ended, or None while it is open.

    An abstention takes its seat without agreeing: `all` and `sequence` need every seat's yes,
    so it ends them; in a count it makes the majority harder to reach.

    Example:
        >>> from engine.model import Approval, Seat, Vote
        >>> round_ = Approval(state="s", mode="count", need=2, seats=(Seat(),) * 3)
        >>> result(round_) is None
        True
    """
    if approval.mode == "any":
        return _any(approval)
    return _count(approval, needed(approval))


def needed(approval: Approval) -> int:
    """How many seats must agree."""
    total = len(approval.seats)
    if approval.mode == "count":
        return approval.need or total
    if approval.mode == "percent":
        return -(-total * (approval.need or 100) // 100)
    return total


def _any(approval: Approval) -> Result | None:
    answers = [vote.answer for vote in approval.votes if vote.answer != "abstain"]
    if answers:
        return answers[0]
    return "no" if len(approval.votes) == len(approval.seats) else None


def _count(approval: Approval, need: int) -> Result | None:
    agreed = sum(vote.answer == "yes" for vote in approval.votes)
    open_seats = len(approval.seats) - len(approval.votes)
    if agreed >= need:
        return "yes"
    return "no" if agreed + open_seats < need else None
