"""What is known of a value before any case is seen: its type, its unit and its bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal, TypeAlias

from rules.feel import Value
from rules.policy.language import TypeName

ShapeType: TypeAlias = Literal["boolean", "number", "text", "date", "other"]
Bound: TypeAlias = Decimal | None

BOTH = frozenset({True, False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All values that an expression can have.

    Attributes:
        type: `other` where nothing is known.
        unit: None where any unit would do, as for a literal or the result of a product.
        options: All texts it can be; None when any.
        closed: Whether the options are those of a declared choice, so that no others make sense.
        low: Least number; None without end.
        high: Greatest number; None without end.
        truths: Truth values it can have.
    """

    type: ShapeType = "other"
    unit: str | None = None
    options: frozenset[str] | None = None
    closed: bool = False
    low: Bound = None
    high: Bound = None
    truths: frozenset[bool] = BOTH


ANYTHING = Shape()
CONDITION = Shape(type="boolean")

_TYPES: dict[TypeName, ShapeType] = {
    "boolean": "boolean",
    "integer": "number",
    "number": "number",
    "money": "number",
    "rate": "number",
    "text": "text",
    "choice": "text",
    "span": "text",
    "date": "date",
    "records": "other",
}


def declared(
    type_name: TypeName,
    *,
    unit: str | None = None,
    options: Iterable[str] = (),
    low: Bound = None,
    high: Bound = None,
) -> Shape:
    """Return the shape of something that declares its type."""
    kind = _TYPES[type_name]
    known = frozenset(options) if type_name == "choice" else None
    closed = known is not None
    return Shape(type=kind, unit=unit, options=known, closed=closed, low=low, high=high)


def declared_bounds(type_name: str, limits: Mapping[str, object] | None = None) -> Shape:
    """Return the shape of a basic type of FEEL, or of a shape's type, with its limits.

    Args:
        type_name: `number`, `string`, `boolean`, `date`; anything else is anything.
        limits: `options`, or `min` and `max`.
    """
    kind = _FEEL_TYPES.get(type_name)
    if kind is None:
        return ANYTHING
    given = limits or {}
    options, low, high = given.get("options"), given.get("min"), given.get("max")
    known = frozenset(map(str, options)) if isinstance(options, list) else None
    return Shape(
        type=kind,
        options=known if kind == "text" else None,
        closed=known is not None and kind == "text",
        low=Decimal(low) if isinstance(low, int | Decimal) else None,
        high=Decimal(high) if isinstance(high, int | Decimal) else None,
    )


_FEEL_TYPES: Mapping[str, ShapeType] = {
    "boolean": "boolean",
    "number": "number",
    "string": "text",
    "text": "text",
    "date": "date",
}


def of_value(value: Value) -> Shape:
    """Return the shape of one value.

    Example:
        >>> of_value(Decimal("1.5")).low
        Decimal('1.5')
    """
    if isinstance(value, bool):
        return Shape(type="boolean", truths=frozenset({value}))
    if isinstance(value, Decimal):
        return Shape(type="number", low=value, high=value)
    if isinstance(value, str):
        return Shape(type="text", options=frozenset({value}))
    return ANYTHING


def hull(shapes: Iterable[Shape]) -> Shape:
    """Return the narrowest shape that holds all values of all of these."""
    found = list(shapes)
    types = {shape.type for shape in found}
    if len(types) != 1:
        return ANYTHING
    units = {shape.unit for shape in found if shape.unit}
    return Shape(
        type=types.pop(),
        unit=units.pop() if len(units) == 1 else None,
        options=_options(found),
        closed=any(shape.closed for shape in found),
        low=_least([shape.low for shape in found]),
        high=_greatest([shape.high for shape in found]),
        truths=frozenset[bool]().union(*(shape.truths for shape in found)),
    )


def _options(shapes: list[Shape]) -> frozenset[str] | None:
    sets = [shape.options for shape in shapes if shape.options is not None]
    return frozenset[str]().union(*sets) if len(sets) == len(shapes) else None


def _least(bounds: list[Bound]) -> Bound:
    known = [bound for bound in bounds if bound is not None]
    return min(known) if len(known) == len(bounds) else None


def _greatest(bounds: list[Bound]) -> Bound:
    known = [bound for bound in bounds if bound is not None]
    return max(known) if len(known) == len(bounds) else None


def arithmetic(operator: str, left: Shape, right: Shape) -> Shape:
    """Return the bounds of `left operator right`, both numbers; its unit is left open."""
    with localcontext(prec=34):
        low, high = _bounds(operator, left, right)
    return Shape(type="number", low=low, high=high)


def _bounds(operator: str, left: Shape, right: Shape) -> tuple[Bound, Bound]:
    if operator == "+":
        return _add(left.low, right.low), _add(left.high, right.high)
    if operator == "-":
        return _add(left.low, _negated(right.high)), _add(left.high, _negated(right.low))
    ends = (left.low, left.high, right.low, right.high)
    if any(end is None for end in ends):
        return None, None
    if operator == "*":
        corners = [a * b for a in ends[:2] for b in ends[2:] if a is not None and b is not None]
        return min(corners), max(corners)
    if operator == "/" and _apart_from_zero(right):
        corners = [a / b for a in ends[:2] for b in ends[2:] if a is not None and b is not None]
        return min(corners), max(corners)
    return None, None


def _apart_from_zero(shape: Shape) -> bool:
    return (shape.low is not None and shape.low > 0) or (shape.high is not None and shape.high < 0)


def _add(left: Bound, right: Bound) -> Bound:
    return None if left is None or right is None else left + right


def _negated(bound: Bound) -> Bound:
    return None if bound is None else -bound


def compared(operator: str, left: Shape, right: Shape) -> frozenset[bool]:
    """Return the truth values that `left operator right` can have, for two numbers or texts."""
    if operator in {"=", "!="}:
        truths = _equal(left, right)
        return truths if operator == "=" else frozenset(not truth for truth in truths)
    if operator in {">", ">="}:
        left, right = right, left
    strict = operator in {"<", ">"}
    if _certainly_below(left, right, strict=strict):
        return frozenset({True})
    if _certainly_below(right, left, strict=not strict):
        return frozenset({False})
    return BOTH


def _certainly_below(left: Shape, right: Shape, *, strict: bool) -> bool:
    if left.high is None or right.low is None:
        return False
    return left.high < right.low or (not strict and left.high == right.low)


def _equal(left: Shape, right: Shape) -> frozenset[bool]:
    if left.options is not None and right.options is not None:
        return _equal_texts(left.options, right.options)
    if _certainly_below(left, right, strict=True) or _certainly_below(right, left, strict=True):
        return frozenset({False})
    if left.low is not None and left.low == left.high == right.low == right.high:
        return frozenset({True})
    return BOTH


def _equal_texts(left: frozenset[str], right: frozenset[str]) -> frozenset[bool]:
    if not left & right:
        return frozenset({False})
    return frozenset({True}) if len(left) == len(right) == 1 else BOTH
