"""What a decision table answers from the rows that match (DMN 1.5, section 8.2.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from rules.dmn.boxed import Aggregation, HitPolicy
from rules.dmn.errors import DmnCode
from rules.feel.built_ins import BUILT_INS
from rules.feel.calling import call
from rules.feel.comparison import equal
from rules.feel.errors import EvaluationFault
from rules.feel.evaluation import Evaluation
from rules.feel.unknown import Unknown, merge
from rules.feel.values import Context, Value, unknown_in

_MOST_OPEN_ROWS = 8  # 256 cases; with more rows open the answer is left unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that matches, or may.

    Attributes:
        number: Its place in the table, from 0.
        value: Its output: a value, or a context when the table has several outputs.
        rank: Priority of its output; the lowest comes first.
        open: What must be known to say whether it matches; None when it does.
    """

    number: int
    value: Value
    rank: tuple[int, ...]
    open: Unknown | None = None


Policy = Callable[[Sequence[Row], Evaluation], Value]
Apart = Callable[[], frozenset[tuple[int, int]]]


def answer(rows: Sequence[Row], policy: Policy, run: Evaluation, apart: Apart) -> Value:
    """Return the answer of a table.

    It is unknown unless the answer is the same whichever of the open rows match.

    Args:
        rows: The rows that match or may.
        policy: The table's way from matching rows to an answer.
        run: The evaluation.
        apart: Gives the pairs of rows that never match together.

    Raises:
        EvaluationFault: The policy does not allow what the rows give.
    """
    open_rows = [row for row in rows if row.open is not None]
    if not open_rows:
        return policy(rows, run)
    causes = [row.open for row in open_rows if row.open is not None]
    if len(open_rows) > _MOST_OPEN_ROWS:
        return merge(causes)
    return _common(_possible(rows, policy, run, apart()), causes)


def _possible(
    rows: Sequence[Row], policy: Policy, run: Evaluation, apart: frozenset[tuple[int, int]]
) -> Iterable[Value]:
    certain = {row.number for row in rows if row.open is None}
    numbers = [row.number for row in rows if row.open is not None]
    for chosen in product((False, True), repeat=len(numbers)):
        matching = certain | {
            number for number, taken in zip(numbers, chosen, strict=True) if taken
        }
        run.spend()
        if any(pair in apart for pair in combinations(sorted(matching), 2)):
            continue
        try:
            yield policy([row for row in rows if row.number in matching], run)
        except EvaluationFault:
            yield None


def _common(values: Iterable[Value], causes: list[Unknown]) -> Value:
    found = list(values)
    first = found[0]
    same = all(equal(value, first) is True for value in found)
    inner = unknown_in(found)
    if same and inner is None:
        return first
    return merge(causes if inner is None else [*causes, inner])


def _unique(rows: Sequence[Row], run: Evaluation) -> Value:
    if len(rows) > 1:
        numbers = ", ".join(str(row.number + 1) for row in rows)
        raise EvaluationFault(DmnCode.SEVERAL_ROWS, rows=numbers)
    return rows[0].value


def _any(rows: Sequence[Row], run: Evaluation) -> Value:
    if any(equal(row.value, rows[0].value) is False for row in rows[1:]):
        raise EvaluationFault(DmnCode.DIFFERENT_OUTPUTS, rows=len(rows))
    return rows[0].value


def _first(rows: Sequence[Row], run: Evaluation) -> Value:
    return rows[0].value


def _priority(rows: Sequence[Row], run: Evaluation) -> Value:
    return min(rows, key=lambda row: row.rank).value


def _rule_order(rows: Sequence[Row], run: Evaluation) -> Value:
    return tuple(row.value for row in rows)


def _output_order(rows: Sequence[Row], run: Evaluation) -> Value:
    return tuple(row.value for row in sorted(rows, key=lambda row: row.rank))


def _aggregated(aggregation: Aggregation) -> Policy:
    function = BUILT_INS[aggregation.lower()]

    def policy(rows: Sequence[Row], run: Evaluation) -> Value:
        if isinstance(rows[0].value, Context):
            return _by_column(rows, run)
        return call(function, [tuple(row.value for row in rows)], {}, run)

    def _by_column(rows: Sequence[Row], run: Evaluation) -> Value:
        contexts = [row.value for row in rows if isinstance(row.value, Context)]
        return Context(
            {
                name: call(function, [tuple(c.entries[name] for c in contexts)], {}, run)
                for name in contexts[0].entries
            }
        )

    return policy


_POLICIES: dict[HitPolicy, Policy] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _rule_order,
}


def policy_for(
    hit_policy: HitPolicy, aggregation: Aggregation | None, default: Callable[[], Value]
) -> Policy:
    """Return the way from matching rows to an answer.

    Args:
        hit_policy: The table's hit policy.
        aggregation: The aggregation of `COLLECT`.
        default: Gives the answer when no row matches.
    """
    chosen = _POLICIES[hit_policy]
    if hit_policy == "COLLECT" and aggregation is not None:
        chosen = _aggregated(aggregation)
    counting = hit_policy == "COLLECT" and aggregation == "COUNT"

    def policy(rows: Sequence[Row], run: Evaluation) -> Value:
        if rows:
            return chosen(rows, run)
        found = default()
        return Decimal(0) if counting and found is None else found

    return policy
