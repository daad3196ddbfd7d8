"""How each fact of a case is read: a short way for what it usually is, checked all the same.

Whatever a short way does not know goes through `fact_value`, which decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Final, TypeAlias

from rules.feel import Value
from rules.policy.facts import fact_value
from rules.policy.language import TypeName
from rules.policy.model import Fact

Reader: TypeAlias = Callable[[object], Value]

_FEN: Final = Decimal("0.01")
_ONE: Final = Decimal(1)
_EXACT: Final = Context(prec=50, Emin=MIN_EMIN, Emax=MAX_EMAX)
_LARGEST: Final = Decimal("1E+40")
"""With bounds up to here the exact context rounds nothing."""

_SMALL: Final = tuple(map(Decimal, range(256)))
"""Whole numbers that are made once: ages, persons, months."""


def fact_reader(fact: Fact) -> Reader:
    """Return what checks a value given for a fact and makes it what rules compute with.

    The reader raises `QuestionError` for a value that is not of the fact's type or lies outside of
    its bounds.
    """
    make = _READERS.get(fact.type)
    return make(fact) if make else lambda given: fact_value(fact, given)


def _boolean(fact: Fact) -> Reader:
    return lambda given: given if given is True or given is False else fact_value(fact, given)


def _choice(fact: Fact) -> Reader:
    options = frozenset(fact.options)
    return lambda given: (
        given if type(given) is str and given in options else fact_value(fact, given)
    )


def _text(fact: Fact) -> Reader:
    longest = fact.max_length
    return lambda given: (
        given if type(given) is str and len(given) <= longest else fact_value(fact, given)
    )


def _date(fact: Fact) -> Reader:
    return lambda given: given if type(given) is date else fact_value(fact, given)


def _integer(fact: Fact) -> Reader:
    small, other = _small(fact), _multiple(fact, _ONE)

    def read(given: object) -> Value:
        if type(given) is int:
            try:
                return small[given]
            except KeyError:
                pass  # not a small one, or out of bounds
        return other(given)

    return read


def _money(fact: Fact) -> Reader:
    return _multiple(fact, _FEN)


def _number(fact: Fact) -> Reader:
    low, high = _bounds(fact)

    def read(given: object) -> Value:
        if type(given) is Decimal and not given.is_nan() and low <= given <= high:
            return given
        return fact_value(fact, given)

    return read


def _multiple(fact: Fact, step: Decimal) -> Reader:
    """Return the reader of a number that is a multiple of a step."""
    low, high = _bounds(fact)
    least = int(low.to_integral_value(ROUND_CEILING))
    greatest = int(high.to_integral_value(ROUND_FLOOR))
    rest = _EXACT.remainder

    def read(given: object) -> Value:
        if type(given) is int:
            return Decimal(given) if least <= given <= greatest else fact_value(fact, given)
        if (
            type(given) is Decimal
            and not given.is_nan()
            and low <= given <= high
            # Most amounts are written with just these places.
            and (given.same_quantum(step) or not rest(given, step))
        ):
            return given
        return fact_value(fact, given)

    return read


def _bounds(fact: Fact) -> tuple[Decimal, Decimal]:
    """Return the bounds within which the short way answers."""
    low = -_LARGEST if fact.low is None else max(fact.low, -_LARGEST)
    high = _LARGEST if fact.high is None else min(fact.high, _LARGEST)
    return low, high


def _small(fact: Fact) -> Mapping[int, Decimal]:
    return {
        int(number): number
        for number in _SMALL
        if (fact.low is None or number >= fact.low) and (fact.high is None or number <= fact.high)
    }


_READERS: Mapping[TypeName, Callable[[Fact], Reader]] = {
    "boolean": _boolean,
    "choice": _choice,
    "text": _text,
    "date": _date,
    "integer": _integer,
    "money": _money,
    "number": _number,
    "rate": _number,
}
