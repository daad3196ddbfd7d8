"""Types, units, bounds and options of the policy form as item definitions of DMN, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pydantic import BaseModel

from rules.dmn.model import ItemDefinition
from rules.feel import Expression, FeelSyntaxError, LimitExceededError, parse_unary_tests
from rules.feel import nodes as n
from rules.policy.in_dmn.vocabulary import not_a_policy, plain_text
from rules.source import Plain

Spec = dict[str, Plain]

_FEEL_TYPES: Mapping[str, str] = {
    "boolean": "boolean",
    "integer": "number",
    "number": "number",
    "money": "number",
    "rate": "number",
    "text": "string",
    "choice": "string",
    "span": "string",
    "date": "date",
    "records": "Any",
}


def type_name(key: str) -> str:
    """Return the name of the item definition that belongs to a name."""
    return f"t_{key}"


def feel_type(spec: Mapping[str, Plain]) -> str:
    """Return the type of FEEL that values of a declaration have; a condition has none declared."""
    return _FEEL_TYPES[str(spec.get("type", "boolean"))]


def type_ref(key: str, spec: Mapping[str, Plain]) -> str:
    """Return the type that the variable of this name has."""
    return feel_type(spec) if item_definition(key, spec) is None else type_name(key)


def item_definition(key: str, spec: Mapping[str, Plain]) -> ItemDefinition | None:
    """Return the type with its bounds, options or columns; None when a basic type says it all."""
    if spec.get("type") == "records":
        columns = mapping(spec.get("of"))
        parts = tuple(_component(name, mapping(column)) for name, column in columns.items())
        return ItemDefinition(name=type_name(key), is_collection=True, components=parts)
    tests = _allowed(spec)
    if tests is None:
        return None
    return ItemDefinition(name=type_name(key), type_ref=feel_type(spec), allowed_values=tests)


def _component(name: str, column: Mapping[str, Plain]) -> ItemDefinition:
    return ItemDefinition(name=name, type_ref=feel_type(column), allowed_values=_allowed(column))


def _allowed(spec: Mapping[str, Plain]) -> str | None:
    options = spec.get("options")
    if isinstance(options, list) and options:
        return ", ".join(f'"{option}"' for option in options)
    low, high = (_bound(spec, end) for end in ("min", "max"))
    if low is None:
        return None if high is None else f"<= {high}"
    return f">= {low}" if high is None else f"[{low}..{high}]"


def _bound(spec: Mapping[str, Plain], end: str) -> str | None:
    value = spec.get(end)
    numeric = feel_type(spec) == "number" and isinstance(value, int | Decimal)
    return plain_text(value) if numeric and isinstance(value, int | Decimal) else None


def undeclared(spec: Mapping[str, Plain]) -> Spec:
    """Return what of a declaration its item definition does not say."""
    left = {key: value for key, value in spec.items() if key not in _said(spec)}
    if spec.get("type") == "records" and "of" in spec:
        columns = mapping(spec["of"])
        left["of"] = {name: undeclared(mapping(column)) for name, column in columns.items()}
    return left


def _said(spec: Mapping[str, Plain]) -> set[str]:
    if spec.get("options"):
        return {"options"}
    return {end for end in ("min", "max") if _bound(spec, end) is not None}


def declared(left: Spec, item: ItemDefinition | None) -> Spec:
    """Return the declaration that `undeclared` and `item_definition` took apart.

    Raises:
        DmnError: The type allows what the policy form cannot say.
    """
    spec = dict(left)
    if item is None:
        return spec
    if item.components:
        columns = mapping(spec.get("of"))
        spec["of"] = {
            part.name: declared(dict(mapping(columns.get(part.name))), part)
            for part in item.components
        }
    if item.allowed_values:
        spec.update(limits_of(item.name, item.allowed_values))
    return spec


def limits_of(name: str, text: str) -> Spec:
    """Return the options, or the least and greatest value, that unary tests allow.

    Raises:
        DmnError: They allow something else.
    """
    try:
        tests = parse_unary_tests(text).tests
    except (FeelSyntaxError, LimitExceededError) as error:
        raise _not_limits(name) from error
    texts = [test.value for test in tests if isinstance(test, n.Literal)]
    if len(texts) == len(tests) and all(isinstance(option, str) for option in texts):
        return {"options": [str(option) for option in texts]}
    if len(tests) == 1:
        return _bounds(name, tests[0])
    raise _not_limits(name)


def _bounds(name: str, test: Expression) -> Spec:
    if isinstance(test, n.RangeLiteral) and test.low_included and test.high_included:
        return {"min": _number(name, test.low), "max": _number(name, test.high)}
    if isinstance(test, n.ComparisonTest) and test.operator in _ENDS:
        return {_ENDS[test.operator]: _number(name, test.endpoint)}
    raise _not_limits(name)


_ENDS = {">=": "min", "<=": "max"}


def _number(name: str, node: Expression) -> int | Decimal:
    negative = isinstance(node, n.Negation)
    inner = node.operand if isinstance(node, n.Negation) else node
    if not isinstance(inner, n.Literal) or not isinstance(inner.value, Decimal):
        raise _not_limits(name)
    value = -inner.value if negative else inner.value
    # The reader of documents gives whole numbers as integers.
    return int(value) if value.as_tuple().exponent == 0 else value


def _not_limits(name: str) -> Exception:
    return not_a_policy(name, '"a", "b" | [low..high] | >= low | <= high')


def mapping(value: Plain) -> Mapping[str, Plain]:
    """Return a mapping; anything else is empty, for documents are checked before."""
    return value if isinstance(value, dict) else {}


def ordered(spec: Spec, model: type[BaseModel]) -> Spec:
    """Return a part with its keys in the order in which the policy form names them."""
    names = [field.alias or name for name, field in model.model_fields.items()]
    return {name: spec[name] for name in names if name in spec}
