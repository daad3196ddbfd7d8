"""Calls and function literals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from rules.feel import nodes as n
from rules.feel.built_ins import BUILT_INS
from rules.feel.calling import call as invoke_call
from rules.feel.calling import in_order, invoke_built_in
from rules.feel.closures.builder import Builder, noting
from rules.feel.conformance import resolved
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.evaluation import Evaluation
from rules.feel.places import RUN, SCOPE, Code, Environment, Place
from rules.feel.values import Function, Signature, Value
from rules.feel.variables import callee


def call(builder: Builder, node: n.Call, place: Place) -> Code:
    """Return the code of a call."""
    function = _function(builder, node.function, place)
    positional = [builder.code(argument, place) for argument in node.positional]
    named = [(argument.name, builder.code(argument.value, place)) for argument in node.named]

    def code(env: Environment) -> Value:
        called = function(env)
        arguments = [argument(env) for argument in positional]
        by_name = {name: argument(env) for name, argument in named}
        return invoke_call(called, arguments, by_name, env[RUN])

    return noting(_short_way(node, place, positional, code), node.span)


def _short_way(node: n.Call, place: Place, positional: list[Code], otherwise: Code) -> Code:
    """Return code that calls a built-in function directly, unless a variable has its name."""
    if not isinstance(node.function, n.Name) or node.named or place.binds(node.function.name):
        return otherwise
    name = node.function.name
    signature = _fitting(name, len(positional))
    if signature is None:
        return otherwise
    code = _built_in(name, signature, positional)
    return code if place.closed else _unless_in_scope(name, code, otherwise)


def _built_in(name: str, signature: Signature, positional: list[Code]) -> Code:
    if name == "not":
        return _negation(signature, positional[0])
    if name in _EXTREMES and len(positional) == 2:
        return _extreme(_EXTREMES[name], signature, positional[0], positional[1])
    missing: list[Value] = [None] * (len(signature.parameters) - len(positional))

    def code(env: Environment) -> Value:
        arguments = [argument(env) for argument in positional]
        return invoke_built_in(signature, [*arguments, *missing], env[RUN])

    return code


def _unless_in_scope(name: str, code: Code, otherwise: Code) -> Code:
    return lambda env: otherwise(env) if name in env[SCOPE] else code(env)


def _fitting(name: str, given: int) -> Signature | None:
    built_in = BUILT_INS.get(name)
    for signature in () if built_in is None else built_in.signatures:
        if in_order(signature, [None] * given) is not None:
            return signature
    return None


def _negation(signature: Signature, operand: Code) -> Code:
    def code(env: Environment) -> Value:
        value = operand(env)
        if value is True or value is False:
            return not value
        return invoke_built_in(signature, [value], env[RUN])

    return code


_EXTREMES: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {"min": min, "max": max}


def _extreme(
    pick: Callable[[Decimal, Decimal], Decimal], signature: Signature, first: Code, second: Code
) -> Code:
    def code(env: Environment) -> Value:
        a, b = first(env), second(env)
        if type(a) is Decimal and type(b) is Decimal:
            return pick(a, b)
        return invoke_built_in(signature, [a, b], env[RUN])

    return code


def _function(builder: Builder, node: n.Expression, place: Place) -> Code:
    code = builder.code(node, place)
    if not isinstance(node, n.Name) or node.name not in BUILT_INS:
        return code
    name, built_in = node.name, BUILT_INS[node.name]
    if place.binds(name):
        return lambda env: callee(name, code(env))
    return lambda env: callee(name, env[SCOPE][name]) if name in env[SCOPE] else built_in


def function_literal(builder: Builder, node: n.FunctionLiteral, place: Place) -> Code:
    """Return the code of `function(...)`."""
    if node.external:
        return noting(_external, node.span)
    names = tuple(parameter.name for parameter in node.parameters)
    body = builder.code(node.body, place.with_names(names))
    first = place.size

    def code(env: Environment) -> Value:
        captured = env.copy()

        def invoke(arguments: Sequence[Value], run: Evaluation) -> Value:
            own = captured.copy()
            own[RUN] = run
            own[first : first + len(arguments)] = arguments
            return body(own)

        types = tuple(
            None if parameter.type is None else resolved(parameter.type, builder.types)
            for parameter in node.parameters
        )
        signature = Signature(parameters=names, invoke=invoke, types=types)
        return Function(name="function", signatures=(signature,))

    return noting(code, node.span)


def _external(env: Environment) -> Value:
    raise EvaluationFault(FeelCode.EXTERNAL_FUNCTION)
