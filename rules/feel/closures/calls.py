"""Calls and function literals."""

from __future__ import annotations

from collections.abc import Sequence

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
    missing: list[Value] = [None] * (len(signature.parameters) - len(positional))
    if name == "not":
        return _negation(positional[0], otherwise)

    def code(env: Environment) -> Value:
        if name in env[SCOPE]:
            return otherwise(env)
        arguments = [argument(env) for argument in positional]
        return invoke_built_in(signature, [*arguments, *missing], env[RUN])

    return code


def _fitting(name: str, given: int) -> Signature | None:
    built_in = BUILT_INS.get(name)
    for signature in () if built_in is None else built_in.signatures:
        if in_order(signature, [None] * given) is not None:
            return signature
    return None


def _negation(operand: Code, otherwise: Code) -> Code:
    function = BUILT_INS["not"].signatures[0]

    def code(env: Environment) -> Value:
        if "not" in env[SCOPE]:
            return otherwise(env)
        value = operand(env)
        if value is True or value is False:
            return not value
        return function.invoke((value,), env[RUN])

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
