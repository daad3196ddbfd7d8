"""What differs between two moments of a case, worked out from two replays of its entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue

from engine.model import Case
from engine.projection import Account, Movement


class Part(StrEnum):
    """What of a case differs."""

    STANDING = "standing"
    """Its state, status, office or outcome."""
    FIELD = "field"
    DOCUMENT = "document"
    TASK = "task"
    VOTE = "vote"
    CLOCK = "clock"
    MONEY = "money"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not what it was.

    Attributes:
        key: Which one of its part: a field, a paper, a task.
        before: None where there was none.
        after: None where there is none any more.
    """

    part: Part
    key: str
    before: JsonValue
    after: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A case after one of its entries; before the first one there is no file.

    Attributes:
        seq: The last entry that counts; 0 before the first.
        movements: The budget movements up to there.
    """

    seq: int
    case: Case | None
    movements: tuple[Movement, ...] = ()


def differences(before: Moment, after: Moment) -> tuple[Difference, ...]:
    """Everything that differs between two moments, part by part.

    Example:
        >>> nothing = Moment(seq=0, case=None)
        >>> differences(nothing, nothing)
        ()
    """
    one, other = _parts(before), _parts(after)
    return tuple(found for part in Part for found in _different(part, one[part], other[part]))


def _different(
    part: Part, before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]
) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield Difference(part=part, key=key, before=old, after=new)


def _parts(moment: Moment) -> dict[Part, dict[str, JsonValue]]:
    case = moment.case
    if case is None:
        return {part: {} for part in Part}
    return {
        Part.STANDING: _standing(case),
        Part.FIELD: dict(case.facts),
        Part.DOCUMENT: {paper.id: [paper.kind, paper.name] for paper in case.documents},
        Part.TASK: {task.id: [task.queue, task.assignee] for task in case.tasks},
        Part.VOTE: dict(_votes(case)),
        Part.CLOCK: {c.key: [c.last_day.isoformat(), c.status.value] for c in case.deadlines},
        Part.MONEY: dict(_money(moment.movements)),
    }


def _standing(case: Case) -> dict[str, JsonValue]:
    return {
        "state": case.state,
        "status": case.status.value,
        "office": case.office,
        "outcome": case.outcome,
    }


def _votes(case: Case) -> Iterator[tuple[str, JsonValue]]:
    """The seats of the running round, with who answered what from each."""
    if case.approval is None:
        return
    given = {vote.seat: vote for vote in case.approval.votes}
    for index, seat in enumerate(case.approval.seats):
        vote = given.get(index)
        holder = seat.person or seat.role
        answer = None if vote is None else vote.answer
        yield f"{case.approval.state}.{index}", [holder, answer, vote.person if vote else None]


def _money(moved: Iterable[Movement]) -> Iterator[tuple[str, JsonValue]]:
    """In fen, what lies on each account of each fund by this case."""
    balance: Counter[tuple[str, int, Account]] = Counter()
    for movement in moved:
        balance[movement.fund, movement.year, movement.source] -= movement.amount_fen
        balance[movement.fund, movement.year, movement.target] += movement.amount_fen
    for (fund, year, account), amount in balance.items():
        if account in (Account.RESERVED, Account.SPENT) and amount:
            yield f"{fund}.{year}.{account.value}", amount
