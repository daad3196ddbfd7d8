"""Calling functions: matching arguments to parameters, coercion, bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from rules.feel.comparison import kind
from rules.feel.conformance import coerced
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.evaluation import Evaluation
from rules.feel.unknown import Unknown
from rules.feel.values import Function, Signature, Value, unknown_in

_SURELY_KNOWN = frozenset((Decimal, str, bool, type(None), date))


def call(
    function: Value,
    positional: Sequence[Value],
    named: Mapping[str, Value],
    run: Evaluation,
) -> Value:
    """Return the result of a call.

    Raises:
        EvaluationFault: The value is no function, or the arguments do not fit.
        LimitExceededError: A bound of the evaluation is reached.
    """
    if isinstance(function, Unknown):
        return function
    if not isinstance(function, Function):
        raise EvaluationFault(FeelCode.NOT_A_FUNCTION, found=kind(function))
    signature, arguments = _bound(function, positional, named)
    if signature.unknowns != "handle" and (unknown := _unknown(signature, arguments)) is not None:
        return unknown
    return invoke(signature, arguments, run)


def _unknown(signature: Signature, arguments: Sequence[Value]) -> Unknown | None:
    if signature.unknowns == "absorb":
        return unknown_in(arguments)
    return unknown_in(value for value in arguments if isinstance(value, Unknown))


def invoke_built_in(signature: Signature, arguments: Sequence[Value], run: Evaluation) -> Value:
    """Return the result of a built-in function whose signature is known to fit.

    Raises:
        EvaluationFault: An argument is not what the function wants.
        LimitExceededError: A bound of the evaluation is reached.
    """
    if signature.unknowns != "handle" and not _SURELY_KNOWN.issuperset(map(type, arguments)):
        unknown = _unknown(signature, arguments)
        if unknown is not None:
            return unknown
    run.handle(*arguments)
    return signature.invoke(arguments, run)


def invoke(signature: Signature, arguments: Sequence[Value], run: Evaluation) -> Value:
    """Return the result for arguments that are complete and in order.

    Raises:
        EvaluationFault: An argument or the result does not have the declared type.
        LimitExceededError: A bound of the evaluation is reached.
    """
    if signature.types:
        arguments = [
            value if wanted is None else coerced(value, wanted)
            for value, wanted in zip(arguments, signature.types, strict=True)
        ]
        unknown = _unknown_of_type(signature, arguments)
        if unknown is not None:
            return unknown
    if not signature.counted:
        run.handle(*arguments)
        return signature.invoke(arguments, run)
    run.enter_call()
    try:
        result = signature.invoke(arguments, run)
    finally:
        run.leave_call()
    return result if signature.result is None else coerced(result, signature.result)


def _unknown_of_type(signature: Signature, arguments: Sequence[Value]) -> Unknown | None:
    # Whether it fits the declared type is not known yet, so neither is the result.
    pairs = zip(arguments, signature.types, strict=True)
    return unknown_in(
        value for value, wanted in pairs if wanted is not None and isinstance(value, Unknown)
    )


def _bound(
    function: Function, positional: Sequence[Value], named: Mapping[str, Value]
) -> tuple[Signature, Sequence[Value]]:
    for signature in function.signatures:
        arguments = _by_name(signature, named) if named else in_order(signature, positional)
        if arguments is not None:
            return signature, arguments
    given = ", ".join(named) if named else len(positional)
    raise EvaluationFault(FeelCode.WRONG_ARGUMENTS, function=function.name, given=given)


def in_order(signature: Signature, positional: Sequence[Value]) -> Sequence[Value] | None:
    """Return arguments for every parameter, or None when they do not fit."""
    given, most = len(positional), len(signature.parameters)
    if given < most - signature.optional or (given > most and not signature.variadic):
        return None
    return positional if given >= most else [*positional, *[None] * (most - given)]


def _by_name(signature: Signature, named: Mapping[str, Value]) -> Sequence[Value] | None:
    parameters = signature.parameters
    needed = parameters[: len(parameters) - signature.optional]
    if not named.keys() <= set(parameters) or not named.keys() >= set(needed):
        return None
    return [named.get(parameter) for parameter in parameters]
