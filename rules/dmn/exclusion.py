"""Which rows of a table can never match together, as far as their cells are made of constants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rules.dmn.boxed import DecisionTable
from rules.feel import nodes as n
from rules.feel.comparison import kind, ordered
from rules.feel.errors import FeelSyntaxError, LimitExceededError
from rules.feel.parser import parse_unary_tests
from rules.feel.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """Values from `low` to `high`; None is without end."""

    low: Value = None
    high: Value = None
    low_included: bool = False
    high_included: bool = False


def exclusive_rows(table: DecisionTable, names: Sequence[str]) -> frozenset[tuple[int, int]]:
    """Return the pairs of rows, counted from 0, that no inputs can match together.

    Args:
        table: The table.
        names: Names that its cells may use.
    """
    rows = [[_stretches(text, names) for text in rule.inputs] for rule in table.rules]
    return frozenset(
        (first, second)
        for first, second in combinations(range(len(rows)), 2)
        if any(_apart(one, other) for one, other in zip(rows[first], rows[second], strict=False))
    )


def _stretches(text: str, names: Sequence[str]) -> tuple[_Stretch, ...] | None:
    """Return what a cell matches; None where that is not certain."""
    try:
        tree = parse_unary_tests(text.strip() or "-", names=names)
    except (FeelSyntaxError, LimitExceededError):
        return None
    if tree.negated or not tree.tests:
        return None
    found = [_stretch(test) for test in tree.tests]
    known = tuple(stretch for stretch in found if stretch is not None)
    return known if len(known) == len(found) else None


def _stretch(test: n.Expression) -> _Stretch | None:
    if isinstance(test, n.Literal) and test.value is not None:
        return _Stretch(low=test.value, high=test.value, low_included=True, high_included=True)
    if isinstance(test, n.ComparisonTest) and isinstance(test.endpoint, n.Literal):
        return _compared(test.operator, test.endpoint.value)
    if isinstance(test, n.RangeLiteral):
        ends = (test.low, test.high)
        if all(isinstance(end, n.Literal) and end.value is not None for end in ends):
            low, high = (end.value for end in ends if isinstance(end, n.Literal))
            return _Stretch(
                low=low,
                high=high,
                low_included=test.low_included,
                high_included=test.high_included,
            )
    return None


def _compared(operator: str, value: Value) -> _Stretch | None:
    if value is None or operator not in ("<", "<=", ">", ">="):
        return None
    if operator.startswith("<"):
        return _Stretch(high=value, high_included=operator == "<=")
    return _Stretch(low=value, low_included=operator == ">=")


def _apart(one: Iterable[_Stretch] | None, other: Sequence[_Stretch] | None) -> bool:
    if one is None or other is None:
        return False
    return all(_below(a, b) or _below(b, a) for a in one for b in other)


def _below(lower: _Stretch, upper: _Stretch) -> bool:
    """Whether all of one stretch lies below all of the other."""
    if lower.high is None or upper.low is None:
        return False
    name = kind(lower.high)
    if name != kind(upper.low) or name not in _ORDERED:
        return False
    if lower.high == upper.low:
        return not (lower.high_included and upper.low_included)
    return name == "boolean" or ordered("<", lower.high, upper.low) is True


_ORDERED = frozenset({"number", "string", "date", "boolean"})
