"""What nodes mean once their parts have values; the interpreter and the closures share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from rules.feel import nodes as n
from rules.feel.access import as_list, item_at
from rules.feel.arithmetic import calculate
from rules.feel.comparison import equal, kind, member, ordered
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.evaluation import Evaluation
from rules.feel.logic import Truth, all_of, any_of, negated, truth
from rules.feel.unknown import Unknown, merge
from rules.feel.values import Context, Range, Value, unknown_in
from rules.feel.walk import walk


def compare(operator: str, left: Value, right: Value) -> Truth:
    """Return `left operator right` for any comparison operator.

    Raises:
        EvaluationFault: The values cannot be compared.
    """
    if operator == "=":
        return _comparable(left, right, equal(left, right))
    if operator == "!=":
        return negated(_comparable(left, right, equal(left, right)))
    return ordered(operator, left, right)


def _comparable(left: Value, right: Value, answer: Truth) -> Truth:
    if answer is None:
        raise EvaluationFault(
            FeelCode.TYPE_MISMATCH, left=kind(left), right=kind(right), operator="="
        )
    return answer


def combine(operator: str, left: Value, right: Value, run: Evaluation) -> Value:
    """Return the result of an arithmetic operator; long strings are bounded.

    Raises:
        EvaluationFault: The operator has no result for these values.
        LimitExceededError: The result would be too long.
    """
    result = calculate(operator, left, right)
    if isinstance(result, str):
        run.sized(len(result))
        run.handle(result)
    return result


def between(value: Value, low: Value, high: Value) -> Truth:
    """Return whether the value lies between the two, both included.

    Raises:
        EvaluationFault: The values have no common order.
    """
    unknown = [part for part in (value, low, high) if isinstance(part, Unknown)]
    if unknown:
        return merge(unknown)
    return all_of((ordered(">=", value, low), ordered("<=", value, high)))


def make_range(low: Value, high: Value, *, low_included: bool, high_included: bool) -> Value:
    """Return the range, or unknown when an end is.

    Raises:
        EvaluationFault: The ends have no order between them, or are the wrong way round.
    """
    unknown = [end for end in (low, high) if isinstance(end, Unknown)]
    if unknown:
        return merge(unknown)
    _check_ends(low, high)
    return Range(low=low, high=high, low_included=low_included, high_included=high_included)


def _check_ends(low: Value, high: Value) -> None:
    if low is None and high is None:
        raise EvaluationFault(FeelCode.INVALID_RANGE, low="null", high="null")
    if low is not None and high is not None and ordered("<=", low, high) is not True:
        raise EvaluationFault(FeelCode.INVALID_RANGE, low=kind(low), high=kind(high))


def open_range(operator: str, endpoint: Value) -> Value:
    """Return the range that a comparison in parentheses stands for.

    Raises:
        EvaluationFault: `!=` stands for none.
    """
    if isinstance(endpoint, Unknown):
        return endpoint
    if endpoint is None or operator == "!=":
        raise EvaluationFault(FeelCode.INVALID_RANGE, low=operator, high=kind(endpoint))
    included = operator in ("<=", ">=", "=")
    low = endpoint if operator in (">", ">=", "=") else None
    high = endpoint if operator in ("<", "<=", "=") else None
    return Range(
        low=low,
        high=high,
        low_included=included and low is not None,
        high_included=included and high is not None,
    )


def passes(value: Value, test: Value, *, mentions_input: bool) -> Truth:
    """Return whether a value passes a unary test that is an expression with this result.

    Args:
        value: The tested value.
        test: The result of the expression.
        mentions_input: Whether the expression speaks of `?` itself, so that its truth decides.

    Raises:
        EvaluationFault: The test is a range that the value has no order with.
    """
    if mentions_input or (isinstance(test, bool) and _no_truth(value)):
        return truth(test)
    answer = member(value, test)
    return False if answer is None else answer


def _no_truth(value: Value) -> bool:
    return not isinstance(value, bool | Unknown) and value is not None


def mentions_input(test: n.Expression) -> bool:
    """Tell whether a unary test speaks of `?`."""
    return any(isinstance(node, n.Name) and node.name == "?" for node in walk(test))


def alternatives(answers: Iterable[Truth], *, negate: bool) -> Truth:
    """Return the answer of unary tests from the answers of their alternatives."""
    answer = any_of(answers)
    return negated(answer) if negate else answer


def chosen(condition: Value, then: Callable[[], Value], otherwise: Callable[[], Value]) -> Value:
    """Return what an `if` gives: on an unknown condition the value both branches agree on."""
    if condition is True:
        return then()
    if not isinstance(condition, Unknown):
        return otherwise()
    first, second = then(), otherwise()
    return first if _agree(first, second) else _open(condition, first, second)


def _agree(first: Value, second: Value) -> bool:
    if first is None or second is None:
        return first is second
    return (
        unknown_in((first, second)) is None
        and equal(first, second) is True
        and (kind(first) not in ("time", "date and time") or first == second)
    )


def _open(condition: Unknown, first: Value, second: Value) -> Unknown:
    inner = unknown_in((first, second))
    return condition if inner is None else merge((condition, inner))


def filtered(base: Value, condition: Callable[[Value], Value], run: Evaluation) -> Value:
    """Return `base[condition]`: the item at a position, or the items that the condition holds for.

    Args:
        base: What is filtered; a single value counts as a list of it.
        condition: Gives the value of the condition for an item.
        run: The running evaluation.

    Raises:
        EvaluationFault: There is no item at the position.
        LimitExceededError: The loop steps are used up.
    """
    if isinstance(base, Unknown):
        return base
    items = as_list(base)
    first = condition(items[0] if items else None)
    if isinstance(first, Decimal):
        return item_at(items, first)
    return _selected(items, list(_answers(items, first, condition, run)))


def _answers(
    items: tuple[Value, ...], first: Value, condition: Callable[[Value], Value], run: Evaluation
) -> Iterator[Value]:
    for index, item in enumerate(items):
        run.spend()
        yield condition(item) if index else first


def _selected(items: tuple[Value, ...], answers: list[Value]) -> Value:
    unknown = [answer for answer in answers if isinstance(answer, Unknown)]
    if unknown:
        return merge(unknown)
    for answer in answers:
        if not isinstance(answer, bool | None):
            raise EvaluationFault(FeelCode.BAD_ARGUMENT, found=kind(answer), expected="boolean")
    return tuple(item for item, answer in zip(items, answers, strict=True) if answer is True)


def remembers(node: n.For) -> bool:
    """Tell whether a loop speaks of the results so far."""
    return any(isinstance(part, n.Name) and part.name == "partial" for part in walk(node.body))


def so_far(results: list[Value], run: Evaluation) -> tuple[Value, ...]:
    """Return the results so far as a value of their own.

    Raises:
        LimitExceededError: So many copies use up the loop steps.
    """
    copied = tuple(results)
    run.handle(copied)
    return copied


def quantified(every: bool, answers: Iterator[Value]) -> Truth:
    """Return what `every` or `some` gives, looking no further than needed."""
    seen: list[Truth] = []
    for answer in answers:
        decided = truth(answer)
        if decided is (not every):
            return decided
        seen.append(decided)
    return all_of(seen) if every else any_of(seen)


def make_context(entries: Iterable[tuple[str, Value]]) -> Context:
    """Return the context of entries; of two with one name it has none.

    Raises:
        EvaluationFault: A name stands twice.
    """
    found: dict[str, Value] = {}
    for key, value in entries:
        if key in found:
            raise EvaluationFault(FeelCode.DUPLICATE_KEY, name=key)
        found[key] = value
    return Context(found)
