"""The nearest number that would turn a failed criterion, found by asking again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rules.feel import Value
from rules.policy.coverage import step_of
from rules.policy.model import Fact
from rules.policy.rulebook import Rulebook
from rules.policy.verdict import Verdict

Passes = Callable[[Decimal], bool]

_REACH = 50
"""Doublings of the distance before the search gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestPass:
    """A number that would make the criterion met, all else as it is.

    Attributes:
        value: Passes; one step nearer to what is given does not.
    """

    fact: str
    given: Decimal
    value: Decimal


def nearest_passes(rulebook: Rulebook, verdict: Verdict, criterion: str) -> Iterator[NearestPass]:
    """Yield for each number behind a failed criterion the nearest value that passes, if any.

    Both ways from the given value are tried, in steps of one or of one fen.
    """
    area = rulebook.areas[verdict.decision.partition(".")[0]]
    question = f"{area.key}.{criterion}"
    for fact in rulebook.facts(question, as_of=verdict.as_of):
        given, step = verdict.facts.get(fact.key), step_of(fact.type)
        if isinstance(given, Decimal) and step is not None:
            passes = _question(rulebook, verdict, question, fact)
            value = _nearest(passes, fact, given, step)
            if value is not None:
                yield NearestPass(fact=fact.key, given=given, value=value)


def _question(rulebook: Rulebook, verdict: Verdict, question: str, fact: Fact) -> Passes:
    def passes(number: Decimal) -> bool:
        facts: dict[str, Value] = {**verdict.facts, fact.key: number}
        day, region = verdict.as_of, verdict.region
        return rulebook.answer(question, facts, as_of=day, region=region) is True

    return passes


def _nearest(passes: Passes, fact: Fact, given: Decimal, step: Decimal) -> Decimal | None:
    found = [
        value
        for direction in (-step, step)
        if (value := _towards(passes, fact, given, direction)) is not None
    ]
    return min(found, key=lambda value: abs(value - given), default=None)


def _towards(passes: Passes, fact: Fact, given: Decimal, step: Decimal) -> Decimal | None:
    """Double the distance until a value passes, then halve the gap to the last that failed."""
    failing, steps = 0, 1
    for _ in range(_REACH):
        if not _inside(fact, given + steps * step):
            steps = _last_step(fact, given, step)
            return _between(passes, given, step, failing, steps) if steps > failing else None
        if passes(given + steps * step):
            return _between(passes, given, step, failing, steps)
        failing, steps = steps, steps * 2
    return None


def _between(
    passes: Passes, given: Decimal, step: Decimal, failing: int, passing: int
) -> Decimal | None:
    if not passes(given + passing * step):
        return None
    while passing - failing > 1:
        middle = (failing + passing) // 2
        if passes(given + middle * step):
            passing = middle
        else:
            failing = middle
    return given + passing * step


def _inside(fact: Fact, number: Decimal) -> bool:
    above = fact.low is None or number >= fact.low
    return above and (fact.high is None or number <= fact.high)


def _last_step(fact: Fact, given: Decimal, step: Decimal) -> int:
    bound = fact.low if step < 0 else fact.high
    return 0 if bound is None else int((bound - given) / step)
