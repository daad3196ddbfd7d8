"""Whose turn it is when waiting work is given out: declared levers and no chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pydantic import JsonValue


class By(StrEnum):
    """What decides who is next."""

    ROUND_ROBIN = "round_robin"
    """One after the other, whatever they have."""
    LEAST_OPEN = "least_open"
    """Who has the fewest open tasks."""
    WEIGHT = "weight"
    """Who has the fewest for their weight: with weight 2 one gets twice as many as with 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One person's part.

    Attributes:
        limit: How many open tasks they may have in all; None is without limit.
    """

    person: str
    weight: int = 1
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """How work is given out; kept in the entries of everything that follows from it.

    Attributes:
        shares: Who takes part, in order; empty for everybody who holds the role of a task.
        last: Who was last served, in a round robin.
        by_skill: Tasks that ask for a skill are only for those who have it.
    """

    by: By
    shares: tuple[Share, ...] = ()
    last: str | None = None
    by_skill: bool = True

    def plain(self) -> dict[str, JsonValue]:
        """The levers as an entry keeps them."""
        return {
            "by": self.by.value,
            "shares": [
                {"person": s.person, "weight": s.weight, "limit": s.limit} for s in self.shares
            ],
            "last": self.last,
            "by_skill": self.by_skill,
        }


def ranked(
    levers: Levers, shares: Sequence[Share], loads: Mapping[str, int], last: str | None
) -> tuple[str, ...]:
    """Who is asked first, second and so on for the next task; who has no room is left out.

    Args:
        levers: What decides.
        shares: Who takes part in this task, in order.
        loads: How many open tasks each person has now.
        last: Who was served before.

    Example:
        >>> pair = (Share(person="ann"), Share(person="ben", weight=3))
        >>> ranked(Levers(by=By.WEIGHT), pair, {"ann": 1, "ben": 2}, None)
        ('ben', 'ann')
        >>> ranked(Levers(by=By.ROUND_ROBIN), pair, {}, "ann")
        ('ben', 'ann')
    """
    free = [s for s in shares if s.limit is None or loads.get(s.person, 0) < s.limit]
    if levers.by is By.ROUND_ROBIN:
        return _after(free, shares, last)
    weighed = levers.by is By.WEIGHT

    def burden(share: Share) -> Fraction:
        load = loads.get(share.person, 0)
        return Fraction(load + 1, share.weight) if weighed else Fraction(load)

    # The sort is stable: of equals, the one named first.
    return tuple(share.person for share in sorted(free, key=burden))


def _after(free: Sequence[Share], shares: Sequence[Share], last: str | None) -> tuple[str, ...]:
    people = [share.person for share in shares]
    start = people.index(last) + 1 if last in people else 0
    with_room = {share.person for share in free}
    return tuple(person for person in people[start:] + people[:start] if person in with_room)
