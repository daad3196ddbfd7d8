"""Which values belong to which types, and the implicit conversions (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from rules.feel import nodes as n
from rules.feel.arithmetic import midnight
from rules.feel.comparison import kind
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.temporal import FarDate
from rules.feel.types import (
    ANY,
    BUILT_IN,
    ContextOf,
    FeelType,
    FunctionOf,
    ListOf,
    RangeOf,
    SimpleType,
)
from rules.feel.unknown import Unknown
from rules.feel.values import Context, Function, Range, Signature, Value, unknown_in

_Seen: TypeAlias = dict[tuple[int, int], bool]


def instance_of(value: Value, wanted: FeelType) -> bool:
    """Tell whether the value belongs to the type; null belongs to `Any` and `Null` only.

    Example:
        >>> instance_of(("a",), ListOf(SimpleType("string"))), instance_of(None, ListOf(ANY))
        (True, False)
    """
    return _TESTS[type(wanted)](value, wanted, {})


def instance_answer(value: Value, wanted: FeelType) -> bool | Unknown:
    """Return what `instance of` answers: unknown while a part that is missing can decide."""
    if not _fits(value, wanted) or value is None:
        return instance_of(value, wanted)
    return unknown_in((value,)) or instance_of(value, wanted)


def _simple(value: Value, wanted: SimpleType, seen: _Seen) -> bool:
    if wanted.name == "Any":
        return value is not None
    return kind(value) == ("null" if wanted.name == "Null" else wanted.name)


def _list(value: Value, wanted: ListOf, seen: _Seen) -> bool:
    if not isinstance(value, tuple):
        return False
    return all(_part_fits(item, wanted.element, seen) for item in value)


def _range(value: Value, wanted: RangeOf, seen: _Seen) -> bool:
    if not isinstance(value, Range):
        return False
    return _fits(value.low, wanted.element) and _fits(value.high, wanted.element)


def _context(value: Value, wanted: ContextOf, seen: _Seen) -> bool:
    if not isinstance(value, Context):
        return False
    entries = value.entries
    return all(
        name in entries and _part_fits(entries[name], member, seen)
        for name, member in wanted.members.items()
    )


def _part_fits(value: Value, wanted: FeelType, seen: _Seen) -> bool:
    # Parts may be shared many times over; each is looked at once for each type.
    if not isinstance(value, tuple | Context):
        return _fits(value, wanted)
    pair = (id(value), id(wanted))
    if pair not in seen:
        seen[pair] = _TESTS[type(wanted)](value, wanted, seen)
    return seen[pair]


def _fits(value: Value, wanted: FeelType) -> bool:
    # Inside of a structure null stands for a value that is absent, of whatever type.
    return value is None or isinstance(value, Unknown) or instance_of(value, wanted)


def _function(value: Value, wanted: FunctionOf, seen: _Seen) -> bool:
    if not isinstance(value, Function):
        return False
    if wanted.parameters is None:
        return True
    return any(_accepts(signature, wanted) for signature in value.signatures)


def _accepts(signature: Signature, wanted: FunctionOf) -> bool:
    parameters = wanted.parameters or ()
    if len(signature.parameters) != len(parameters):
        return False
    pairs = zip(parameters, (declared or ANY for declared in signature.types), strict=False)
    if not all(conforms(given, declared) for given, declared in pairs):
        return False
    # What a function literal gives is not declared, so it is checked when it is called.
    return signature.result is None or conforms(signature.result, wanted.result)


_TESTS: dict[type, Callable[..., bool]] = {
    SimpleType: _simple,
    ListOf: _list,
    RangeOf: _range,
    ContextOf: _context,
    FunctionOf: _function,
}


def conforms(given: FeelType, wanted: FeelType) -> bool:
    """Tell whether every value of `given` may be used where `wanted` is asked for."""
    if wanted == ANY or given == wanted:
        return True
    if isinstance(given, ListOf) and isinstance(wanted, ListOf):
        return conforms(given.element, wanted.element)
    if isinstance(given, RangeOf) and isinstance(wanted, RangeOf):
        return conforms(given.element, wanted.element)
    if isinstance(given, ContextOf) and isinstance(wanted, ContextOf):
        return _context_conforms(given, wanted)
    return isinstance(given, FunctionOf) and _function_conforms(given, wanted)


def _context_conforms(given: ContextOf, wanted: ContextOf) -> bool:
    members = given.members
    return all(
        name in members and conforms(members[name], member)
        for name, member in wanted.members.items()
    )


def _function_conforms(given: FunctionOf, wanted: FeelType) -> bool:
    if not isinstance(wanted, FunctionOf) or wanted.parameters is None:
        return isinstance(wanted, FunctionOf)
    parameters = given.parameters or ()
    if len(parameters) != len(wanted.parameters):
        return False
    pairs = zip(wanted.parameters, parameters, strict=True)
    return all(conforms(a, b) for a, b in pairs) and conforms(given.result, wanted.result)


def coerced(value: Value, wanted: FeelType) -> Value:
    """Return the value as one of the type, by way of the singleton list rules.

    Raises:
        EvaluationFault: It is none and cannot be made one.

    Example:
        >>> coerced(("a",), SimpleType("string")), coerced("a", ListOf(SimpleType("string")))
        ('a', ('a',))
    """
    if _fits(value, wanted):
        # What a missing part turns out to be may not fit, so the whole is open until then.
        return value if wanted == ANY else unknown_in((value,)) or value
    if isinstance(value, tuple) and len(value) == 1 and _fits(value[0], wanted):
        return value[0]
    if isinstance(wanted, ListOf) and _fits(value, wanted.element):
        return (value,)
    if wanted == SimpleType("date and time") and (isinstance(value, date | FarDate)):
        return midnight(value)
    raise EvaluationFault(FeelCode.TYPE_NOT_FITTING, found=kind(value), expected=type_text(wanted))


def type_text(wanted: FeelType) -> str:
    """Return the type as FEEL writes it.

    Example:
        >>> type_text(ListOf(SimpleType("date and time")))
        'list<date and time>'
    """
    if isinstance(wanted, SimpleType):
        return wanted.name
    if isinstance(wanted, ListOf | RangeOf):
        name = "list" if isinstance(wanted, ListOf) else "range"
        return f"{name}<{type_text(wanted.element)}>"
    if isinstance(wanted, ContextOf):
        members = (f"{name}: {type_text(member)}" for name, member in wanted.members.items())
        return f"context<{', '.join(members)}>"
    parameters = ", ".join(type_text(parameter) for parameter in wanted.parameters or ())
    return f"function<{parameters}> -> {type_text(wanted.result)}"


def resolved(node: n.TypeNode, known: Mapping[str, FeelType]) -> FeelType:
    """Return the type that a type expression names.

    Args:
        node: The type as written.
        known: Types of the model beside the built-in ones.

    Raises:
        EvaluationFault: A name in it is not known.
    """
    match node:
        case n.NamedType(name=name):
            found = known.get(name) or BUILT_IN.get(name)
            if found is None:
                raise EvaluationFault(FeelCode.UNKNOWN_TYPE, name=name)
            return found
        case n.GenericType(name=name, element=element):
            inner = resolved(element, known)
            return ListOf(inner) if name == "list" else RangeOf(inner)
        case n.ContextType(members=members):
            return ContextOf({name: resolved(member, known) for name, member in members})
        case n.FunctionType(parameters=parameters, result=result):
            types = tuple(resolved(parameter, known) for parameter in parameters)
            return FunctionOf(types, resolved(result, known))
