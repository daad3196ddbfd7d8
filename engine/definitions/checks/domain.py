"""Values worth trying: those at which an expression can change its answer.

A comparison of a field with a constant changes its answer at the constant and nowhere else, so
the constant, its two neighbours and the ends of the field's own range stand for every value there
is. Two fields that are compared with one another share their constants, so that they meet in every
order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product

from engine.definitions.language import CaseField
from rules.feel import Context, Expression, Value, nodes, walk

Assignment = Mapping[str, Value]

_MOST_ASSIGNMENTS = 30_000
_STEPS = {"integer": Decimal(1), "money": Decimal("0.01"), "decimal": Decimal("0.01")}
_TODAY = date(2026, 6, 15)
_LEVELS = ("grassroots", "street", "district", "city", "province")
_OTHER = "…"
"""A text that no document compares with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """Assignments to try.

    Attributes:
        values: Values by name.
        exact: Whether they stand for every value there is, as far as these expressions can tell.
    """

    values: Mapping[str, tuple[Value, ...]]
    exact: bool

    def assignments(self) -> Iterator[dict[str, Value]]:
        """Every combination."""
        combined = product(*self.values.values())
        for chosen in islice(combined, _MOST_ASSIGNMENTS):
            yield dict(zip(self.values, chosen, strict=True))


def domain_of(
    expressions: Iterable[Expression], names: Iterable[str], fields: Mapping[str, CaseField]
) -> Domain:
    """The values at which these expressions can change their answers.

    Args:
        expressions: The syntax trees.
        names: The names to give values to: fields, `today` and `office`.
        fields: The fields of the case.
    """
    trees = list(expressions)
    constants = frozenset(value for tree in trees for value in _constants(tree))
    values = {
        name: tuple(_values(name, fields.get(name), constants)) for name in sorted(set(names))
    }
    size = 1
    for choices in values.values():
        size *= max(len(choices), 1)
    exact = size <= _MOST_ASSIGNMENTS and all(_is_plain(tree) for tree in trees)
    return Domain(values=values, exact=exact and not _opaque(values, fields))


def _opaque(values: Mapping[str, object], fields: Mapping[str, CaseField]) -> bool:
    return any(name in fields and fields[name].type == "list" for name in values)


def _constants(tree: Expression) -> Iterator[Value]:
    for node in walk(tree):
        if isinstance(node, nodes.Literal):
            yield node.value
        elif isinstance(node, nodes.Negation) and isinstance(node.operand, nodes.Literal):
            if isinstance(node.operand.value, Decimal):
                yield -node.operand.value
        elif isinstance(node, nodes.Call):
            yield from _dates(node)


def _dates(call: nodes.Call) -> Iterator[date]:
    """The day in `date("2026-01-01")`."""
    named = isinstance(call.function, nodes.Name) and call.function.name == "date"
    for argument in call.positional if named else ():
        if isinstance(argument, nodes.Literal) and isinstance(argument.value, str):
            try:
                yield date.fromisoformat(argument.value)
            except ValueError:
                continue


def _values(name: str, field: CaseField | None, constants: frozenset[Value]) -> Iterable[Value]:
    if name == "today":
        return (_TODAY,)
    if name == "office":
        return tuple(Context({"level": level, "region": _OTHER}) for level in _LEVELS)
    if field is None:
        return ()
    if field.type == "boolean":
        return (True, False)
    if field.type == "choice":
        return field.options
    if field.type in _STEPS:
        return _numbers(field, constants)
    return _others(field, constants)


def _others(field: CaseField, constants: frozenset[Value]) -> Iterable[Value]:
    if field.type == "date":
        return _days(constants)
    if field.type == "choices":
        return ((), *((option,) for option in field.options), field.options)
    if field.type == "list":
        return ((),)
    return (*sorted(value for value in constants if isinstance(value, str)), _OTHER)


def _numbers(field: CaseField, constants: frozenset[Value]) -> Iterator[Decimal]:
    step = _STEPS[field.type]
    least = field.min if field.min is not None else Decimal(0) if field.type == "money" else None
    pool = {value for value in constants if isinstance(value, Decimal)}
    pool |= {value for value in (least, field.max) if value is not None}
    tried = {near for value in pool or {Decimal(1)} for near in (value - step, value, value + step)}
    for value in sorted(tried):
        whole = field.type != "integer" or value == value.to_integral_value()
        if (
            whole
            and (least is None or value >= least)
            and (field.max is None or value <= field.max)
        ):
            yield value


def _days(constants: frozenset[Value]) -> Iterator[date]:
    pool = {value for value in constants if isinstance(value, date)} | {_TODAY}
    for day in sorted(pool):
        yield from (day - timedelta(days=1), day, day + timedelta(days=1))


_PLAIN = (
    nodes.Literal,
    nodes.Name,
    nodes.Conjunction,
    nodes.Disjunction,
    nodes.Comparison,
    nodes.Between,
    nodes.Membership,
    nodes.ComparisonTest,
    nodes.RangeLiteral,
    nodes.ListLiteral,
    nodes.Negation,
    nodes.If,
)


def _is_plain(tree: Expression) -> bool:
    """Whether the expression only compares names and constants with one another."""
    return all(
        isinstance(node, _PLAIN) or _is_office(node) or _is_plain_call(node) for node in walk(tree)
    )


def _is_office(node: Expression) -> bool:
    named = isinstance(node, nodes.Path) and isinstance(node.base, nodes.Name)
    return named and isinstance(node, nodes.Path) and node.name == "level"


def _is_plain_call(node: Expression) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Name)
        and node.function.name in ("not", "date")
    )


def shown(assignment: Assignment) -> str:
    """An assignment as people write it.

    Example:
        >>> shown({"household_size": Decimal(3), "urgent": True})
        'household_size = 3, urgent = true'
    """
    return ", ".join(f"{name} = {_shown(value)}" for name, value in assignment.items()) or "-"


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(_shown(item) for item in value)}]"
    if isinstance(value, Context):
        return f"{{{', '.join(f'{k}: {_shown(v)}' for k, v in value.entries.items())}}}"
    return f'"{value}"'
