"""Functions on lists (DMN 1.5, sections 10.3.4.4 and 10.3.4.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cmp_to_key, reduce

from rules.feel.access import as_list
from rules.feel.arithmetic import calculate
from rules.feel.built_ins.arguments import (
    function,
    items,
    numbers,
    refuse,
    signature,
    spread,
    whole,
)
from rules.feel.calling import call
from rules.feel.comparison import equal, ordered
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.evaluation import Evaluation
from rules.feel.logic import Truth, all_of, any_of, truth
from rules.feel.numbers import NUMBERS, ZERO
from rules.feel.unknown import Unknown, merge
from rules.feel.values import Function, Value


def _same(left: Value, right: Value) -> bool:
    return equal(left, right) is True


def _contains(sought_in: Value, element: Value) -> Value:
    if isinstance(sought_in, Unknown):
        return sought_in
    answers = (equal(item, element) for item in items(sought_in))
    return any_of(False if answer is None else answer for answer in answers)


def _extreme(operator: str) -> Callable[..., Value]:
    def chosen(*arguments: Value) -> Value:
        found = spread(arguments)
        if not found:
            raise refuse(found, "list that is not empty")
        ordered("<", found[0], found[0])  # a single item must have an order, too
        return reduce(lambda a, b: b if ordered(operator, b, a) is True else a, found)

    return chosen


def _sum(*arguments: Value) -> Value:
    found = spread(arguments)
    if not found:
        raise refuse(found, "list that is not empty")
    summed = numbers(found) if isinstance(found[0], Decimal) else _durations(found)
    return reduce(_added, summed)


def _added(left: Value, right: Value) -> Value:
    return calculate("+", left, right)


def _multiplied(left: Value, right: Value) -> Value:
    return calculate("*", left, right)


def _durations(values: tuple[Value, ...]) -> Iterable[Value]:
    for value in values:
        calculate("-", value, value)  # strings can be added but not summed
    return values


def _count(counted: Value) -> Value:
    return Decimal(len(items(counted)))


def _some_numbers(arguments: tuple[Value, ...]) -> list[Decimal]:
    found = numbers(spread(arguments))
    if not found:
        raise refuse((), "list that is not empty")
    return found


def _mean(*arguments: Value) -> Value:
    found = spread(arguments)
    return calculate("/", _sum(found), Decimal(len(found)))


def _product(*arguments: Value) -> Value:
    return reduce(_multiplied, tuple[Value, ...](_some_numbers(arguments)))


def _median(*arguments: Value) -> Value:
    found = sorted(_some_numbers(arguments))
    middle = len(found) // 2
    if len(found) % 2:
        return found[middle]
    return NUMBERS.divide(NUMBERS.add(found[middle - 1], found[middle]), Decimal(2))


def _stddev(*arguments: Value) -> Value:
    found = _some_numbers(arguments)
    if len(found) < 2:
        raise refuse(tuple(found), "list of two or more")
    mean = NUMBERS.divide(reduce(NUMBERS.add, found), Decimal(len(found)))
    squares = (NUMBERS.power(NUMBERS.subtract(value, mean), Decimal(2)) for value in found)
    variance = NUMBERS.divide(reduce(NUMBERS.add, squares, ZERO), Decimal(len(found) - 1))
    return NUMBERS.sqrt(variance)


def _mode(*arguments: Value) -> Value:
    found = numbers(spread(arguments))
    counts: dict[Decimal, int] = {}
    for value in found:
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return tuple(sorted(value for value, count in counts.items() if count == most))


def _every(*arguments: Value) -> Value:
    return _logical(all_of, arguments)


def _some(*arguments: Value) -> Value:
    return _logical(any_of, arguments)


def _logical(combine: Callable[[Iterable[Truth]], Truth], arguments: tuple[Value, ...]) -> Value:
    if len(arguments) == 1 and isinstance(arguments[0], Unknown):
        return arguments[0]
    return combine(truth(item) for item in spread(arguments))


def _position(position: Value, size: int) -> int:
    place = whole(position)
    if place == 0 or abs(place) > size:
        raise EvaluationFault(FeelCode.INDEX_OUT_OF_RANGE, index=place, size=size)
    return place - 1 if place > 0 else size + place


def _sublist(source: Value, start: Value, length: Value) -> Value:
    found = items(source)
    begin = _position(start, len(found))
    if length is None:
        return found[begin:]
    count = whole(length)
    if count < 0 or begin + count > len(found):
        raise EvaluationFault(FeelCode.INDEX_OUT_OF_RANGE, index=begin + count, size=len(found))
    return found[begin : begin + count]


def _append(source: Value, *added: Value) -> Value:
    return (*items(source), *added)


def _concatenate(run: Evaluation, *sources: Value) -> Value:
    run.sized(sum(len(as_list(source)) for source in sources))
    return tuple(item for source in sources for item in items(source))


def _insert(source: Value, position: Value, item: Value) -> Value:
    found = items(source)
    place = _position(position, len(found))
    return (*found[:place], item, *found[place:])


def _remove(source: Value, position: Value) -> Value:
    found = items(source)
    place = _position(position, len(found))
    return (*found[:place], *found[place + 1 :])


def _replace_at(run: Evaluation, source: Value, position: Value, item: Value) -> Value:
    found = items(source)
    if isinstance(position, Function):
        return tuple(_replaced(run, position, old, item) for old in found)
    place = _position(position, len(found))
    return (*found[:place], item, *found[place + 1 :])


def _replaced(run: Evaluation, match: Function, old: Value, new: Value) -> Value:
    answer = call(match, [old, new], {}, run)
    if isinstance(answer, bool | Unknown):
        return answer if isinstance(answer, Unknown) else (new if answer else old)
    raise refuse(answer, "boolean")


def _reverse(source: Value) -> Value:
    return tuple(reversed(items(source)))


def _index_of(source: Value, match: Value) -> Value:
    found = items(source)
    return tuple(Decimal(i) for i, item in enumerate(found, 1) if _same(item, match))


def _distinct(run: Evaluation, source: Value) -> Value:
    kept: list[Value] = []
    for item in items(source):
        run.spend(len(kept) + 1)
        if not any(_same(item, other) for other in kept):
            kept.append(item)
    return tuple(kept)


def _union(run: Evaluation, *sources: Value) -> Value:
    return _distinct(run, _concatenate(run, *sources))


def _flatten(run: Evaluation, source: Value) -> Value:
    found: list[Value] = []
    for item in _flat(items(source), run):
        found.append(item)
        run.sized(len(found))
    return tuple(found)


def _flat(source: tuple[Value, ...], run: Evaluation) -> Iterator[Value]:
    run.spend(len(source) + 1)
    for item in source:
        if isinstance(item, tuple):
            yield from _flat(item, run)
        else:
            yield item


class _Undecided(Exception):  # not an error: leaves the sort when the order is open
    def __init__(self, unknown: Unknown) -> None:
        super().__init__()
        self.unknown = unknown


def _sort(run: Evaluation, source: Value, precedes: Value) -> Value:
    def compared(left: Value, right: Value) -> int:
        if _precedes(run, precedes, left, right):
            return -1
        return 1 if _precedes(run, precedes, right, left) else 0

    found = items(source)
    try:
        return tuple(sorted(found, key=cmp_to_key(compared)))
    except _Undecided as undecided:
        return merge([undecided.unknown])


def _precedes(run: Evaluation, precedes: Value, left: Value, right: Value) -> bool:
    answer = (
        ordered("<", left, right) if precedes is None else call(precedes, [left, right], {}, run)
    )
    if isinstance(answer, Unknown):
        raise _Undecided(answer)
    if not isinstance(answer, bool):
        raise refuse(answer, "boolean")
    return answer


def _of_list(name: str, implementation: Callable[..., Value]) -> Function:
    return function(name, signature(implementation, "list*"))


LIST_FUNCTIONS = (
    function("list contains", signature(_contains, "list", "element", unknowns="handle")),
    function("count", signature(_count, "list", unknowns="hold")),
    _of_list("min", _extreme("<")),
    _of_list("max", _extreme(">")),
    _of_list("sum", _sum),
    _of_list("mean", _mean),
    _of_list("product", _product),
    _of_list("median", _median),
    _of_list("stddev", _stddev),
    _of_list("mode", _mode),
    function("all", signature(_every, "list*", unknowns="handle")),
    function("any", signature(_some, "list*", unknowns="handle")),
    function("sublist", signature(_sublist, "list", "start position", "length?", unknowns="hold")),
    function("append", signature(_append, "list", "item*", unknowns="hold")),
    function("concatenate", signature(_concatenate, "list*", unknowns="hold", running=True)),
    function("insert before", signature(_insert, "list", "position", "newItem", unknowns="hold")),
    function("remove", signature(_remove, "list", "position", unknowns="hold")),
    function(
        "list replace",
        signature(_replace_at, "list", "position", "newItem", running=True),
        signature(_replace_at, "list", "match", "newItem", running=True),
    ),
    function("reverse", signature(_reverse, "list", unknowns="hold")),
    function("index of", signature(_index_of, "list", "match")),
    function("union", signature(_union, "list*", running=True)),
    function("distinct values", signature(_distinct, "list", running=True)),
    function("flatten", signature(_flatten, "list", running=True)),
    function("sort", signature(_sort, "list", "precedes?", running=True)),
)
