"""Several people decide together: seats, turns, votes and when the round is over.

any 或签, all 会签 (with or without a ratio), count and percent 票签, sequence 依次. Pure arithmetic
over one round; who sits in it is found by `engine.convening`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from engine.directory import Actor
from engine.model import Approval, Seat
from engine.refusal import Reason, ReasonCode, reason

Result = Literal["yes", "no"]


def places(approval: Approval) -> tuple[int, ...]:
    """The numbers of the seats that count, in the order in which they are asked."""
    order = approval.order or range(len(approval.seats))
    return tuple(index for index in order if not approval.seats[index].removed)


def answered(approval: Approval) -> frozenset[int]:
    """The seats that have answered."""
    return frozenset(vote.seat for vote in approval.votes)


def open_places(approval: Approval) -> tuple[int, ...]:
    """The seats that have not answered, in order."""
    done = answered(approval)
    return tuple(index for index in places(approval) if index not in done)


def turns(approval: Approval) -> tuple[int, ...]:
    """The seats that may answer now: in a sequence the next one, else all that need not wait."""
    waiting = open_places(approval)
    if approval.mode == "sequence":
        return waiting[:1]
    return tuple(i for i in waiting if approval.seats[i].waits_for not in waiting)


def free_seat(
    approval: Approval, actor: Actor, claimed: frozenset[int] = frozenset()
) -> int | Reason:
    """The seat this actor may answer from now, or why there is none.

    Args:
        approval: The round.
        actor: Who wants to answer.
        claimed: Seats whose work somebody else has taken; a seat with a name is that person's.
    """
    if actor.people & set(approval.out):
        return reason(ReasonCode.OUT_OF_ROUND)
    mine = [i for i in open_places(approval) if _may_take(approval, i, actor, claimed)]
    if not mine:
        voted = _has_voted(approval, actor, from_role=False)
        return reason(ReasonCode.ALREADY_VOTED if voted else ReasonCode.NO_SEAT)
    now = turns(approval)
    at_turn = [index for index in mine if index in now]
    if not at_turn:
        return _not_yet(approval, now)
    return _unless_delegated(approval, at_turn[0])


def _may_take(approval: Approval, index: int, actor: Actor, claimed: frozenset[int]) -> bool:
    """Whether a seat is the actor's to take, their turn or not.

    A seat with their name is theirs. One that is open to a role is for people who have neither
    answered nor a seat of their own; in a sequence only for who has not taken such a one already.
    """
    seat = approval.seats[index]
    if not sits(seat, actor):
        return False
    named, sequence = seat.person is not None, approval.mode == "sequence"
    if _has_voted(approval, actor, from_role=sequence):
        return named and sequence
    own = {approval.seats[i].person for i in places(approval)}
    elsewhere = not sequence and (actor.on_behalf_of or actor.person) in own
    return named or (index not in claimed and not elsewhere)


def _has_voted(approval: Approval, actor: Actor, *, from_role: bool) -> bool:
    """Whether the actor has answered, or whom they represent; perhaps only from a role's seat."""
    votes = (v for v in approval.votes if actor.people & {v.person, v.on_behalf_of})
    return any(not from_role or approval.seats[vote.seat].person is None for vote in votes)


def _not_yet(approval: Approval, now: tuple[int, ...]) -> Reason:
    """Somebody else is asked first."""
    first = places(approval).index(now[0]) + 1 if now else 0
    return reason(ReasonCode.NOT_YOUR_TURN, turn=first)


def _unless_delegated(approval: Approval, index: int) -> int | Reason:
    delegate = approval.seats[index].delegate
    if delegate is None:
        return index
    return reason(ReasonCode.VOTE_DELEGATED, person=delegate)


def sits(seat: Seat, actor: Actor) -> bool:
    """Whether the actor, or whom they represent, may take the seat."""
    if seat.person is not None:
        return seat.person == (actor.on_behalf_of or actor.person)
    if seat.chosen or actor.people & set(seat.excluded):
        return False
    return next(actor.grants_at(cast("str", seat.role), cast("str", seat.office)), None) is not None


def seat_of(approval: Approval, person: str) -> int | None:
    """The seat that bears a person's name and has not answered."""
    return next((i for i in open_places(approval) if approval.seats[i].person == person), None)


def members(approval: Approval) -> Iterator[str]:
    """Everybody with a name in the round: seats that count, votes, who is asked first."""
    for index in places(approval):
        seat = approval.seats[index]
        yield from (person for person in (seat.person, seat.delegate) if person is not None)
    for vote in approval.votes:
        yield from (person for person in (vote.person, vote.on_behalf_of) if person is not None)


def result(approval: Approval) -> Result | None:
    """How the round ended, or None while it is open.

    An abstention takes its seat without agreeing: `all` and `sequence` need every seat's yes,
    so it ends them; in a count it makes the majority harder to reach. With a ratio everybody is
    heard first. A round without any seat was passed over, as declared.

    Example:
        >>> from engine.model import Approval, Seat, Vote
        >>> round_ = Approval(state="s", mode="count", need=2, seats=(Seat(),) * 3)
        >>> result(round_) is None
        True
    """
    if not places(approval):
        return "yes"
    if approval.mode == "any":
        return _any(approval)
    if approval.ratio is not None and open_places(approval):
        return None
    return _count(approval, needed(approval))


def needed(approval: Approval) -> int:
    """How many seats must agree."""
    total = len(places(approval))
    if approval.mode == "any":
        return min(1, total)
    if approval.mode == "count":
        return approval.need or total
    share = approval.need if approval.mode == "percent" else approval.ratio
    return -(-total * (share or 100) // 100)


def _any(approval: Approval) -> Result | None:
    answers = [vote.answer for vote in approval.votes if vote.answer != "abstain"]
    if answers:
        return answers[0]
    return None if open_places(approval) else "no"


def _count(approval: Approval, need: int) -> Result | None:
    agreed = sum(vote.answer == "yes" for vote in approval.votes)
    if agreed >= need:
        return "yes"
    return "no" if agreed + len(open_places(approval)) < need else None
