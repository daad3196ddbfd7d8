"""What `for`, `some` and `every` run over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from rules.feel.comparison import kind
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.evaluation import Evaluation
from rules.feel.numbers import is_integral
from rules.feel.temporal import FarDate, from_days, to_days
from rules.feel.unknown import Unknown
from rules.feel.values import Range, Value


def items_of(domain: Value, run: Evaluation) -> Iterator[Value]:
    """Return the values of a domain that is one expression: a list, a range, a single value.

    Raises:
        EvaluationFault: The domain is null, or a range without steps.
        LimitExceededError: On iteration, when the loop steps are used up.
    """
    if isinstance(domain, tuple):
        return _counted(iter(domain), run)
    if isinstance(domain, Range):
        return _range_items(domain, run)
    if domain is None:
        raise EvaluationFault(FeelCode.TYPE_MISMATCH, left="null", right="list", operator="in")
    return _counted(iter((domain,)), run)


def steps(start: Value, end: Value, run: Evaluation) -> Iterator[Value]:
    """Return the values of `start..end`: whole numbers or days, upwards or downwards.

    Raises:
        EvaluationFault: The ends are neither whole numbers nor dates.
        LimitExceededError: On iteration, when the loop steps are used up.
    """
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        if not (is_integral(start) and is_integral(end)):
            raise EvaluationFault(FeelCode.INVALID_RANGE, low=start, high=end)
        return _counted(map(Decimal, _between(int(start), int(end))), run)
    if isinstance(start, date | FarDate) and isinstance(end, date | FarDate):
        return _counted(map(from_days, _between(to_days(start), to_days(end))), run)
    raise EvaluationFault(FeelCode.INVALID_RANGE, low=kind(start), high=kind(end))


def _between(start: int, end: int) -> Iterator[int]:
    return iter(range(start, end + 1) if start <= end else range(start, end - 1, -1))


def _range_items(domain: Range, run: Evaluation) -> Iterator[Value]:
    found = steps(domain.low, domain.high, run)
    skipped = [
        end
        for end, included in (
            (domain.low, domain.low_included),
            (domain.high, domain.high_included),
        )
        if not included
    ]
    return (value for value in found if value not in skipped)


def _counted(values: Iterator[Value], run: Evaluation) -> Iterator[Value]:
    for value in values:
        run.spend()
        yield value


def unknown_domain(*ends: Value) -> Unknown | None:
    """Return the unknown among the ends of a domain, if there is one."""
    return next((end for end in ends if isinstance(end, Unknown)), None)
