"""From syntax tree to closures, compiled once; the interpreter is the definition they follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rules.feel import nodes as n
from rules.feel.built_ins import BUILT_INS
from rules.feel.closures import calls, conditions, loops, operators, structures
from rules.feel.errors import LimitExceededError
from rules.feel.evaluation import Diagnostics, Evaluation, SingleEvaluation
from rules.feel.interpreter import NO_TYPES
from rules.feel.limits import DEFAULT_LIMITS, Limits
from rules.feel.places import FIRST_SLOT, Code, Place, environment
from rules.feel.temporal import DateTime
from rules.feel.types import FeelType
from rules.feel.values import Scope, Value
from rules.feel.walk import children, walk

_FOLDABLE = (
    n.Arithmetic,
    n.Comparison,
    n.Negation,
    n.RangeLiteral,
    n.ListLiteral,
    n.Conjunction,
    n.Disjunction,
    n.Between,
    n.ComparisonTest,
    n.Path,
)
_COUNTING = (n.Call, n.For, n.Quantified, n.Filter)
_OF_THE_MOMENT = frozenset(("now", "today"))
_QUIET = SingleEvaluation()


class Compiled:
    """An expression ready to be evaluated any number of times, from any thread.

    Args of a call:
        scope: Values of the variables.
        diagnostics: Collects the run-time errors, whose value is null.
        now: What `now()` and `today()` answer; without it they are null.
        limits: Bounds on the evaluation.

    Example:
        >>> from decimal import Decimal
        >>> from rules.feel.parser import parse_expression
        >>> price = compile_expression(parse_expression("fee * 1.06"))
        >>> price({"fee": Decimal("100")})
        Decimal('106.00')
    """

    __slots__ = ("_code", "_plain", "_quiet", "_slots")

    def __init__(self, code: Code, size: int, *, plain: bool) -> None:
        self._code = code
        self._slots: tuple[None, ...] = (None,) * (size - FIRST_SLOT)
        self._plain = plain
        self._quiet = (_QUIET, *self._slots)

    def __call__(
        self,
        scope: Scope,
        diagnostics: Diagnostics | None = None,
        *,
        now: DateTime | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Value:
        """Return the value.

        Raises:
            LimitExceededError: A bound of the evaluation is reached.
        """
        if self._plain and diagnostics is None and limits is DEFAULT_LIMITS:
            # Neither loops nor calls: nothing is counted, so nothing needs to be fresh.
            try:
                return self._code([scope, *self._quiet])
            except RecursionError:
                raise LimitExceededError(bound="call_depth", limit=limits.call_depth) from None
        return self.within(scope, Evaluation(diagnostics, now, limits))

    def within(self, scope: Scope, run: Evaluation) -> Value:
        """Return the value as part of an evaluation that is already running.

        Raises:
            LimitExceededError: A bound of that evaluation is reached.
        """
        try:
            return self._code([scope, run, *self._slots])
        except RecursionError:
            limit = run.limits.call_depth
            raise LimitExceededError(bound="call_depth", limit=limit) from None


def compile_expression(
    expression: n.Expression, types: Mapping[str, FeelType] = NO_TYPES
) -> Compiled:
    """Return the closures for an expression.

    Args:
        expression: The syntax tree.
        types: Types of the model, for `instance of` and declared parameters.
    """
    compiler = Compiler(types)
    code = compiler.code(expression, Place())
    plain = not any(isinstance(node, _COUNTING) for node in walk(expression))
    return Compiled(code, compiler.size, plain=plain)


class Compiler:
    """Builds the closures of one expression.

    Attributes:
        types: Types of the model.
        size: Length of the environment that the closures need.
    """

    def __init__(self, types: Mapping[str, FeelType]) -> None:
        self.types = types
        self.size = Place().size
        # With each value its node, so that no other node ever has the same id.
        self._constants: dict[int, tuple[n.Expression, Value]] = {}

    def code(self, node: n.Expression, place: Place) -> Code:
        """Return the closure of a node at a place."""
        self.size = max(self.size, place.size)
        made = _BUILDERS[type(node)](self, node, place)
        if isinstance(node, n.Literal):
            self._note(node, node.value)
        elif isinstance(node, n.Name):
            fixed = place.fixed(node.name)
            if fixed is not None:
                self._note(node, fixed.value)
        elif self._is_foldable(node, place):
            return self._folded(node, made)
        return made

    def _is_foldable(self, node: n.Expression, place: Place) -> bool:
        if isinstance(node, n.Call):
            return _is_settled(node, place) and all(map(self.is_constant, node.positional))
        return isinstance(node, _FOLDABLE) and all(map(self.is_constant, children(node)))

    def _note(self, node: n.Expression, value: Value) -> None:
        self._constants[id(node)] = (node, value)

    def is_constant(self, node: n.Expression) -> bool:
        """Tell whether a node, compiled before, always has the same value."""
        return id(node) in self._constants

    def constant(self, node: n.Expression) -> Value:
        """Return the value of a node that is constant."""
        return self._constants[id(node)][1]

    def _folded(self, node: n.Expression, made: Code) -> Code:
        diagnostics: Diagnostics = []
        try:
            value = made(environment({}, Evaluation(diagnostics), self.size))
        except LimitExceededError:
            return made
        if diagnostics:
            return made
        self._note(node, value)
        return lambda env: value


def _is_settled(node: n.Call, place: Place) -> bool:
    """Tell whether a call gives the same for the same arguments, whoever asks and when."""
    function = node.function
    return (
        isinstance(function, n.Name)
        and not node.named
        and place.closed
        and not place.binds(function.name)
        and function.name in BUILT_INS
        and function.name not in _OF_THE_MOMENT
    )


_BUILDERS: dict[type[n.Node], Callable[..., Code]] = {
    n.Literal: operators.literal,
    n.Name: operators.name,
    n.Negation: operators.negation,
    n.Arithmetic: operators.arithmetic,
    n.Comparison: operators.comparison,
    n.Conjunction: conditions.conjunction,
    n.Disjunction: conditions.disjunction,
    n.Between: conditions.between,
    n.Membership: conditions.membership,
    n.UnaryTests: conditions.unary_tests,
    n.ComparisonTest: conditions.comparison_test,
    n.If: conditions.choice,
    n.InstanceOf: conditions.instance,
    n.Path: structures.path,
    n.Filter: structures.filtered,
    n.RangeLiteral: structures.range_literal,
    n.ListLiteral: structures.list_literal,
    n.ContextLiteral: structures.context_literal,
    n.Call: calls.call,
    n.FunctionLiteral: calls.function_literal,
    n.For: loops.loop,
    n.Quantified: loops.quantified,
}
