"""Types, units, options and bounds of expressions, worked out without any case.

Only what is certain is reported: an expression beyond this analysis is `other`, and fits anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from rules.feel import nodes as n
from rules.nearest import nearest
from rules.policy.faults import PolicyCode
from rules.policy.shapes import (
    ANYTHING,
    BOTH,
    CONDITION,
    Shape,
    arithmetic,
    compared,
    hull,
    of_value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something wrong with a part of an expression; `node` says which."""

    code: PolicyCode
    node: n.Expression
    params: Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class Inference:
    """Works out the shape of expressions.

    Attributes:
        names: Shapes of everything an expression may name.
        remarks: What was found wrong so far.
    """

    names: Mapping[str, Shape]
    remarks: list[Remark] = field(default_factory=list)

    def shape(self, node: n.Expression) -> Shape:
        """Return the shape of an expression."""
        return _SHAPES.get(type(node), _anything)(self, node)

    def test(self, node: n.Expression, value: Shape) -> Shape:
        """Return the shape of a unary test on a value of this shape."""
        inner = Inference(names={**self.names, "?": value}, remarks=self.remarks)
        if isinstance(node, n.UnaryTests):
            for test in node.tests:
                inner.single_test(test, value)
            return CONDITION
        return inner.single_test(node, value)

    def single_test(self, node: n.Expression, value: Shape) -> Shape:
        """Return the shape of one alternative of a unary test."""
        if isinstance(node, n.ComparisonTest):
            return self.comparison(node, node.operator, value, self.shape(node.endpoint))
        if isinstance(node, n.RangeLiteral):
            low = self.comparison(node, "<=", self.shape(node.low), value)
            high = self.comparison(node, "<=", value, self.shape(node.high))
            return Shape(type="boolean", truths=_both(low.truths, high.truths))
        shape = self.shape(node)
        if shape.type == "boolean" and value.type != "boolean":
            return shape
        return self.comparison(node, "=", value, shape)

    def comparison(self, node: n.Expression, operator: str, left: Shape, right: Shape) -> Shape:
        """Return the truth values of a comparison; report sides that cannot be compared."""
        if "other" in {left.type, right.type}:
            return CONDITION
        if left.type != right.type:
            self._remark(PolicyCode.TYPE_MISMATCH, node, got=right.type, expected=left.type)
            return CONDITION
        self._same_unit(node, left, right)
        if left.type == "text":
            self._known_option(node, left, right)
        if left.type == "date":
            return CONDITION
        return Shape(type="boolean", truths=_compared(operator, left, right))

    def expect(self, node: n.Expression, wanted: str) -> Shape:
        """Return the shape of a node that has to be of a type."""
        shape = self.shape(node)
        if shape.type not in {wanted, "other"}:
            self._remark(PolicyCode.TYPE_MISMATCH, node, got=shape.type, expected=wanted)
            return ANYTHING
        return shape

    def _same_unit(self, node: n.Expression, left: Shape, right: Shape) -> str | None:
        if left.unit and right.unit and left.unit != right.unit:
            self._remark(PolicyCode.UNIT_MISMATCH, node, left=left.unit, right=right.unit)
        return left.unit or right.unit

    def _known_option(self, node: n.Expression, left: Shape, right: Shape) -> None:
        for one, other in ((left, right), (right, left)):
            known, given = one.options, other.options
            if known is None or given is None or not one.closed or len(given) != 1:
                continue
            if given <= known:
                continue
            value = next(iter(given))
            near = nearest(value, known)
            allowed = ", ".join(sorted(known))
            self._remark(PolicyCode.OPTION_UNKNOWN, node, value=value, allowed=allowed, near=near)
            return

    def _remark(self, code: PolicyCode, node: n.Expression, **params: object) -> None:
        self.remarks.append(Remark(code=code, node=node, params=params))

    # One method for each kind of node.

    def literal(self, node: n.Literal) -> Shape:
        """Return the value itself as a shape."""
        return of_value(node.value)

    def name(self, node: n.Name) -> Shape:
        """Return the shape the name stands for."""
        return self.names.get(node.name, ANYTHING)

    def negation(self, node: n.Negation) -> Shape:
        """Return the bounds of the opposite number."""
        inner = self.shape(node.operand)
        if inner.type != "number":
            return ANYTHING
        low = None if inner.high is None else -inner.high
        high = None if inner.low is None else -inner.low
        return replace(inner, low=low, high=high)

    def arithmetic(self, node: n.Arithmetic) -> Shape:
        """Return the bounds of a sum, product and so on."""
        left, right = self.shape(node.left), self.shape(node.right)
        if "boolean" in {left.type, right.type}:
            wrong = node.left if left.type == "boolean" else node.right
            self._remark(PolicyCode.TYPE_MISMATCH, wrong, got="boolean", expected="number")
        if left.type != "number" or right.type != "number":
            return self._not_both_numbers(node, left, right)
        shape = arithmetic(node.operator, left, right)
        if node.operator in {"+", "-"}:
            return replace(shape, unit=self._same_unit(node, left, right))
        plain = right.unit is None or (node.operator == "*" and left.unit is None)
        return replace(shape, unit=(left.unit or right.unit) if plain else None)

    def _not_both_numbers(self, node: n.Arithmetic, left: Shape, right: Shape) -> Shape:
        if {left.type, right.type} == {"number", "text"}:
            wrong = node.left if left.type == "text" else node.right
            self._remark(PolicyCode.TYPE_MISMATCH, wrong, got="text", expected="number")
        if "date" in {left.type, right.type} and node.operator in {"+", "-"}:
            other = right if left.type == "date" else left
            return ANYTHING if other.type == "date" else Shape(type="date")
        return ANYTHING

    def compare(self, node: n.Comparison) -> Shape:
        """Return the truth values of `left operator right`."""
        return self.comparison(node, node.operator, self.shape(node.left), self.shape(node.right))

    def conjunction(self, node: n.Conjunction) -> Shape:
        """Return the truth values of `left and right`."""
        left, right = self.expect(node.left, "boolean"), self.expect(node.right, "boolean")
        return Shape(type="boolean", truths=_both(left.truths, right.truths))

    def disjunction(self, node: n.Disjunction) -> Shape:
        """Return the truth values of `left or right`."""
        left, right = self.expect(node.left, "boolean"), self.expect(node.right, "boolean")
        return Shape(type="boolean", truths=_either(left.truths, right.truths))

    def between(self, node: n.Between) -> Shape:
        """Return the truth values of `value between low and high`."""
        value = self.shape(node.value)
        low = self.comparison(node, "<=", self.shape(node.low), value)
        high = self.comparison(node, "<=", value, self.shape(node.high))
        return Shape(type="boolean", truths=_both(low.truths, high.truths))

    def membership(self, node: n.Membership) -> Shape:
        """Return the truth values of `value in tests`."""
        value = self.shape(node.value)
        truths = frozenset({False})
        for test in node.tests:
            truths = _either(truths, self.test(test, value).truths)
        return Shape(type="boolean", truths=truths)

    def choice(self, node: n.If) -> Shape:
        """Return what either branch can be; a branch never taken does not count."""
        condition = self.expect(node.condition, "boolean")
        then, otherwise = self.shape(node.then), self.shape(node.otherwise)
        if then.unit and otherwise.unit:
            self._same_unit(node, then, otherwise)
        if condition.type == "boolean" and len(condition.truths) == 1:
            return then if True in condition.truths else otherwise
        return hull((then, otherwise))

    def call(self, node: n.Call) -> Shape:
        """Return what a built-in function gives."""
        if not isinstance(node.function, n.Name) or node.named:
            return ANYTHING
        known = _FUNCTIONS.get(node.function.name) if node.positional else None
        return known(self, node) if known else self._unknown_call(node)

    def _unknown_call(self, node: n.Call) -> Shape:
        for argument in node.positional:
            self.shape(argument)
        return ANYTHING

    def opposite(self, node: n.Call) -> Shape:
        """Return the truth values of `not(condition)`."""
        inner = self.expect(node.positional[0], "boolean")
        return Shape(type="boolean", truths=frozenset(not truth for truth in inner.truths))

    def extreme(self, node: n.Call) -> Shape:
        """Return the bounds of `min` or `max` of several numbers."""
        shapes = [self.shape(argument) for argument in node.positional]
        if len(shapes) < 2 or any(shape.type != "number" for shape in shapes):
            return ANYTHING
        for other in shapes[1:]:
            self._same_unit(node, shapes[0], other)
        pick = min if isinstance(node.function, n.Name) and node.function.name == "min" else max
        lows = [shape.low for shape in shapes if shape.low is not None]
        highs = [shape.high for shape in shapes if shape.high is not None]
        # A bound known for one side already bounds the extreme on that side.
        low_known = len(lows) == len(shapes) or (pick is max and lows)
        high_known = len(highs) == len(shapes) or (pick is min and highs)
        return replace(
            hull(shapes),
            low=pick(lows) if low_known else None,
            high=pick(highs) if high_known else None,
        )

    def rounded(self, node: n.Call) -> Shape:
        """Return the bounds of a rounding, which may go one unit beyond on either side."""
        inner = self.expect(node.positional[0], "number")
        if inner.type != "number":
            return Shape(type="number")
        low = None if inner.low is None else inner.low - 1
        high = None if inner.high is None else inner.high + 1
        return replace(inner, low=low, high=high)


def _anything(_: Inference, node: n.Expression) -> Shape:
    return ANYTHING


def _compared(operator: str, left: Shape, right: Shape) -> frozenset[bool]:
    return BOTH if left.type == "boolean" else compared(operator, left, right)


def _both(left: frozenset[bool], right: frozenset[bool]) -> frozenset[bool]:
    return frozenset(a and b for a in left for b in right)


def _either(left: frozenset[bool], right: frozenset[bool]) -> frozenset[bool]:
    return frozenset(a or b for a in left for b in right)


_SHAPES: Mapping[type[n.Node], Callable[..., Shape]] = {
    n.Literal: Inference.literal,
    n.Name: Inference.name,
    n.Negation: Inference.negation,
    n.Arithmetic: Inference.arithmetic,
    n.Comparison: Inference.compare,
    n.Conjunction: Inference.conjunction,
    n.Disjunction: Inference.disjunction,
    n.Between: Inference.between,
    n.Membership: Inference.membership,
    n.If: Inference.choice,
    n.Call: Inference.call,
}

_FUNCTIONS: Mapping[str, Callable[[Inference, n.Call], Shape]] = {
    "not": Inference.opposite,
    "min": Inference.extreme,
    "max": Inference.extreme,
    "round up": Inference.rounded,
    "round down": Inference.rounded,
    "round half up": Inference.rounded,
    "round half down": Inference.rounded,
    "floor": Inference.rounded,
    "ceiling": Inference.rounded,
}
