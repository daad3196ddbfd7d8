"""Declaring built-in functions and reading their arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias, TypeVar

from rules.feel.comparison import kind
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.evaluation import Evaluation
from rules.feel.temporal import Date, DateTime, FarDate
from rules.feel.unknown import Unknown
from rules.feel.values import Context, Function, Range, Signature, Value

_LARGEST_WHOLE = 30  # digits; larger ones are no position, scale or part of a date

T = TypeVar("T", bound=Value)
Implementation: TypeAlias = Callable[..., Value]
Unknowns: TypeAlias = Literal["absorb", "hold", "handle"]


class OpenArgumentError(Exception):
    """An argument is a list of one item that is not known, and stands for the item.

    Attributes:
        unknown: The item; the result is unknown for the same reason.
    """

    def __init__(self, unknown: Unknown) -> None:
        super().__init__()
        self.unknown = unknown


def signature(
    implementation: Implementation,
    *parameters: str,
    unknowns: Unknowns = "absorb",
    running: bool = False,
) -> Signature:
    """Return one way to call a built-in function.

    Args:
        implementation: Takes the arguments in order; first the evaluation, where `running`.
        parameters: Names; `name?` may be left out, `name*` may be repeated.
        unknowns: What unknown arguments do, see `Signature`.
        running: Whether the implementation wants the running evaluation.
    """
    names = tuple(parameter.rstrip("?*") for parameter in parameters)

    def invoke(arguments: Sequence[Value], run: Evaluation) -> Value:
        try:
            return implementation(run, *arguments) if running else implementation(*arguments)
        except OpenArgumentError as error:
            return error.unknown

    return Signature(
        parameters=names,
        invoke=invoke,
        optional=sum(parameter.endswith("?") for parameter in parameters),
        variadic=any(parameter.endswith("*") for parameter in parameters),
        unknowns=unknowns,
        counted=False,
    )


def function(name: str, *signatures: Signature) -> Function:
    """Return a built-in function with these signatures, the first that fits being taken."""
    return Function(name=name, signatures=signatures)


def refuse(value: Value, wanted: str) -> EvaluationFault:
    """Return the fault that an argument is not what is wanted."""
    return EvaluationFault(FeelCode.BAD_ARGUMENT, found=kind(value), expected=wanted)


def _of(value: Value, wanted: type[T], name: str) -> T:
    # A list of one item may stand for the item (DMN 1.5, 10.3.2.9.4).
    value = _single(value)
    if type(value) is not wanted:
        raise refuse(value, name)
    return value


def _single(value: Value) -> Value:
    single = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    if isinstance(single, Unknown):
        raise OpenArgumentError(single)
    return single


def number(value: Value) -> Decimal:
    """Return a number argument.

    Raises:
        EvaluationFault: It is none; likewise for the functions below.
    """
    return _of(value, Decimal, "number")


def whole(value: Value) -> int:
    """Return a number argument without its fraction."""
    found = number(value)
    if found.adjusted() > _LARGEST_WHOLE:
        raise refuse(value, "smaller number")
    return int(found)


def string(value: Value) -> str:
    """Return a string argument."""
    return _of(value, str, "string")


def optional_string(value: Value) -> str | None:
    """Return a string argument that may be null."""
    return None if value is None else string(value)


def context(value: Value) -> Context:
    """Return a context argument."""
    return _of(value, Context, "context")


def bounds(value: Value) -> Range:
    """Return a range argument."""
    return _of(value, Range, "range")


def items(value: Value) -> tuple[Value, ...]:
    """Return a list argument; a single value counts as a list of it."""
    if value is None:
        raise refuse(value, "list")
    return value if isinstance(value, tuple) else (value,)


def numbers(values: Sequence[Value]) -> list[Decimal]:
    """Return a list argument whose items must all be numbers."""
    for value in values:
        if type(value) is not Decimal:
            raise refuse(value, "number")
    return [value for value in values if isinstance(value, Decimal)]


def spread(arguments: Sequence[Value]) -> tuple[Value, ...]:
    """Return the list that a function like `min(list)` or `min(a, b)` works on."""
    if len(arguments) == 1:
        return items(arguments[0])
    return tuple(arguments)


def day(value: Value) -> Date:
    """Return the date of a date or date and time argument."""
    value = _single(value)
    if isinstance(value, DateTime):
        return value.date
    if isinstance(value, date | FarDate):
        return value
    raise refuse(value, "date")
