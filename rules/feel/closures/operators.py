"""Literals, variables, arithmetic and comparison, with a short way for numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from rules.feel import nodes as n
from rules.feel.arithmetic import negate, power
from rules.feel.closures.builder import Builder, noting
from rules.feel.errors import EvaluationFault
from rules.feel.numbers import NUMBERS
from rules.feel.places import RUN, SCOPE, Code, Environment, Place
from rules.feel.semantics import combine, compare
from rules.feel.span import Span
from rules.feel.values import Value
from rules.feel.variables import built_in

_TESTS: dict[str, Callable[[Any, Any], Any]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_SUMS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
    "**": power,
}


def literal(builder: Builder, node: n.Literal, place: Place) -> Code:
    """Return the code of a literal."""
    value = node.value
    return lambda env: value


def name(builder: Builder, node: n.Name, place: Place) -> Code:
    """Return the code of a variable."""
    return place.load(node.name, _scope_variable(node.name, node.span))


def _scope_variable(variable: str, span: Span) -> Code:
    def load(env: Environment) -> Value:
        try:
            value: Value = env[SCOPE][variable]
            return value
        except KeyError:
            return otherwise(env)

    otherwise = noting(lambda env: built_in(variable), span)
    return load


def negation(builder: Builder, node: n.Negation, place: Place) -> Code:
    """Return the code of a sign."""
    operand = builder.code(node.operand, place)
    return noting(lambda env: negate(operand(env)), node.span)


def arithmetic(builder: Builder, node: n.Arithmetic, place: Place) -> Code:
    """Return the code of an arithmetic operator."""
    left, right = builder.code(node.left, place), builder.code(node.right, place)
    if builder.is_constant(node.right):
        return _calculated_with(left, builder.constant(node.right), node)
    slot = _slot(node.right, place)
    if slot is not None:
        return _calculated_with_slot(left, slot, node)
    short = _SUMS[node.operator]

    def code(env: Environment) -> Value:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return short(a, b)
            except DecimalException:
                pass  # the long way below names the fault
        return _calculated(node, a, b, env)

    return code


def _slot(node: n.Expression, place: Place) -> int | None:
    return place.slot(node.name) if isinstance(node, n.Name) else None


def _calculated_with(left: Code, constant: Value, node: n.Arithmetic) -> Code:
    if not isinstance(constant, Decimal):
        return lambda env: _calculated(node, left(env), constant, env)
    short = _SUMS[node.operator]

    def code(env: Environment) -> Value:
        a = left(env)
        if type(a) is Decimal:
            try:
                return short(a, constant)
            except DecimalException:
                pass  # the long way below names the fault
        return _calculated(node, a, constant, env)

    return code


def _calculated_with_slot(left: Code, slot: int, node: n.Arithmetic) -> Code:
    short = _SUMS[node.operator]

    def code(env: Environment) -> Value:
        a, b = left(env), env[slot]
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return short(a, b)
            except DecimalException:
                pass  # the long way below names the fault
        return _calculated(node, a, b, env)

    return code


def _calculated(node: n.Arithmetic, a: Value, b: Value, env: Environment) -> Value:
    try:
        return combine(node.operator, a, b, env[RUN])
    except EvaluationFault as fault:
        env[RUN].note(fault, node.span)
        return None


def comparison(builder: Builder, node: n.Comparison, place: Place) -> Code:
    """Return the code of a comparison."""
    left, right = builder.code(node.left, place), builder.code(node.right, place)
    first, second = _slot(node.left, place), _slot(node.right, place)
    if builder.is_constant(node.right):
        return _with_constant(left, first, builder.constant(node.right), node, place)
    if first is not None and second is not None:
        return _slots_compared(first, second, node)
    short = _TESTS[node.operator]

    def code(env: Environment) -> Value:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            truth: bool = short(a, b)
            return truth
        return _compared(node, a, b, env)

    return code


def _with_constant(
    left: Code, slot: int | None, constant: Value, node: n.Comparison, place: Place
) -> Code:
    # By far the commonest criteria, so worth ways of their own without an inner call.
    kind = type(constant) if isinstance(constant, Decimal | str) else None
    if slot is not None:
        return _slot_with_constant(slot, constant, kind, node)
    if isinstance(node.left, n.Name) and not place.binds(node.left.name):
        return _variable_with_constant(node.left.name, left, constant, kind, node)
    return _code_with_constant(left, constant, kind, node)


def _code_with_constant(left: Code, constant: Value, kind: type | None, node: n.Comparison) -> Code:
    short = _TESTS[node.operator]

    def code(env: Environment) -> Value:
        a = left(env)
        if type(a) is kind:
            truth: bool = short(a, constant)
            return truth
        return _compared(node, a, constant, env)

    return code


def _variable_with_constant(
    variable: str, load: Code, constant: Value, kind: type | None, node: n.Comparison
) -> Code:
    short = _TESTS[node.operator]

    def code(env: Environment) -> Value:
        a = env[SCOPE].get(variable)
        if type(a) is kind:
            truth: bool = short(a, constant)
            return truth
        return _compared(node, load(env), constant, env)

    return code


def _slot_with_constant(slot: int, constant: Value, kind: type | None, node: n.Comparison) -> Code:
    short = _TESTS[node.operator]

    def code(env: Environment) -> Value:
        a = env[slot]
        if type(a) is kind:
            truth: bool = short(a, constant)
            return truth
        return _compared(node, a, constant, env)

    return code


def _slots_compared(first: int, second: int, node: n.Comparison) -> Code:
    short = _TESTS[node.operator]

    def code(env: Environment) -> Value:
        a, b = env[first], env[second]
        if type(a) is Decimal and type(b) is Decimal:
            truth: bool = short(a, b)
            return truth
        return _compared(node, a, b, env)

    return code


def _compared(node: n.Comparison, a: Value, b: Value, env: Environment) -> Value:
    env[RUN].handle(a, b)
    try:
        return compare(node.operator, a, b)
    except EvaluationFault as fault:
        env[RUN].note(fault, node.span)
        return None
