"""A fact as a caller has it, checked and made what rules compute with."""

from __future__ import annotations

from decimal import Decimal

from rules.feel import Unknown, Value
from rules.policy.faults import PolicyCode, QuestionError
from rules.policy.model import Fact
from rules.policy.values import typed


def fact_value(fact: Fact, given: object) -> Value:
    """Return the fact's value; an unknown without a name gets the fact's.

    Raises:
        QuestionError: The value is not of the fact's type or lies outside of its bounds.
    """
    try:
        value = typed(fact, given)
        _check_bounds(fact, value)
    except ValueError as error:
        raise QuestionError(
            PolicyCode.FACT_INVALID, fact=fact.key, expected=_expected(fact)
        ) from error
    if isinstance(value, Unknown) and not value.facts:
        return Unknown.of(fact.key, value.cause)
    return value


def _check_bounds(fact: Fact, value: Value) -> None:
    if isinstance(value, str) and len(value) > fact.max_length:
        raise ValueError(fact.max_length)
    if isinstance(value, Decimal):
        below = fact.low is not None and value < fact.low
        above = fact.high is not None and value > fact.high
        if below or above:
            raise ValueError(value)


def _expected(fact: Fact) -> str:
    if fact.options:
        return " | ".join(fact.options)
    bounds = [f">= {fact.low}"] if fact.low is not None else []
    bounds += [f"<= {fact.high}"] if fact.high is not None else []
    return " ".join([fact.type, *bounds])
