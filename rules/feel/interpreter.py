"""The plain interpreter: the definition of what an expression means.

The compiled form in `compiler` must give the same value and the same diagnostics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from rules.feel import nodes as n
from rules.feel import semantics
from rules.feel.access import entry_of
from rules.feel.arithmetic import negate
from rules.feel.calling import call
from rules.feel.conformance import instance_answer, resolved
from rules.feel.errors import EvaluationFault, FeelCode, LimitExceededError
from rules.feel.evaluation import Diagnostics, Evaluation
from rules.feel.iteration import items_of, steps, unknown_domain
from rules.feel.limits import DEFAULT_LIMITS, Limits
from rules.feel.logic import Truth, all_of, any_of, truth
from rules.feel.temporal import DateTime
from rules.feel.types import FeelType
from rules.feel.unknown import Unknown
from rules.feel.values import Function, Scope, Signature, Value
from rules.feel.variables import Variables, callee

NO_TYPES: Mapping[str, FeelType] = MappingProxyType({})


def interpret(
    expression: n.Expression,
    scope: Scope,
    diagnostics: Diagnostics | None = None,
    *,
    now: DateTime | None = None,
    types: Mapping[str, FeelType] = NO_TYPES,
    limits: Limits = DEFAULT_LIMITS,
) -> Value:
    """Return the value of an expression; arguments as for a compiled one.

    Raises:
        LimitExceededError: A bound of the evaluation is reached.
    """
    run = Evaluation(diagnostics, now, limits)
    try:
        return _Interpreter(run, types).value(expression, Variables(scope))
    except RecursionError:
        raise LimitExceededError(bound="call_depth", limit=limits.call_depth) from None


class _Interpreter:
    def __init__(self, run: Evaluation, types: Mapping[str, FeelType]) -> None:
        self._run = run
        self._types = types

    def value(self, node: n.Expression, at: Variables) -> Value:
        """Return the value of a node; a fault in it is null and a diagnostic."""
        try:
            return _MEANINGS[type(node)](self, node, at)
        except EvaluationFault as fault:
            self._run.note(fault, node.span)
            return None

    def literal(self, node: n.Literal, at: Variables) -> Value:
        return node.value

    def name(self, node: n.Name, at: Variables) -> Value:
        return at.value(node.name)

    def path(self, node: n.Path, at: Variables) -> Value:
        return entry_of(self.value(node.base, at), node.name)

    def filter(self, node: n.Filter, at: Variables) -> Value:
        base = self.value(node.base, at)
        return semantics.filtered(
            base, lambda item: self.value(node.condition, at.of_item(item)), self._run
        )

    def call(self, node: n.Call, at: Variables) -> Value:
        function = self.value(node.function, at)
        if isinstance(node.function, n.Name):
            function = callee(node.function.name, function)
        positional = [self.value(argument, at) for argument in node.positional]
        named = {argument.name: self.value(argument.value, at) for argument in node.named}
        return call(function, positional, named, self._run)

    def negation(self, node: n.Negation, at: Variables) -> Value:
        return negate(self.value(node.operand, at))

    def arithmetic(self, node: n.Arithmetic, at: Variables) -> Value:
        left, right = self.value(node.left, at), self.value(node.right, at)
        return semantics.combine(node.operator, left, right, self._run)

    def comparison(self, node: n.Comparison, at: Variables) -> Value:
        left, right = self.value(node.left, at), self.value(node.right, at)
        self._run.handle(left, right)
        return semantics.compare(node.operator, left, right)

    def conjunction(self, node: n.Conjunction, at: Variables) -> Value:
        left = truth(self.value(node.left, at))
        if left is False:
            return False
        return all_of((left, truth(self.value(node.right, at))))

    def disjunction(self, node: n.Disjunction, at: Variables) -> Value:
        left = truth(self.value(node.left, at))
        if left is True:
            return True
        return any_of((left, truth(self.value(node.right, at))))

    def between(self, node: n.Between, at: Variables) -> Value:
        value = self.value(node.value, at)
        return semantics.between(value, self.value(node.low, at), self.value(node.high, at))

    def membership(self, node: n.Membership, at: Variables) -> Value:
        value = self.value(node.value, at)
        inner = at.inner({"?": value})
        return semantics.alternatives(
            (self._passes(value, test, inner) for test in node.tests), negate=False
        )

    def _passes(self, value: Value, test: n.Expression, at: Variables) -> Truth:
        try:
            if isinstance(test, n.ComparisonTest):
                return semantics.compare(test.operator, value, self.value(test.endpoint, at))
            mentioned = semantics.mentions_input(test)
            found = self.value(test, at)
            self._run.handle(found)
            return semantics.passes(value, found, mentions_input=mentioned)
        except EvaluationFault as fault:
            self._run.note(fault, test.span)
            return None

    def unary_tests(self, node: n.UnaryTests, at: Variables) -> Value:
        if not node.tests:
            return True
        value = at.value("?")
        return semantics.alternatives(
            (self._passes(value, test, at) for test in node.tests), negate=node.negated
        )

    def comparison_test(self, node: n.ComparisonTest, at: Variables) -> Value:
        return semantics.open_range(node.operator, self.value(node.endpoint, at))

    def instance_of(self, node: n.InstanceOf, at: Variables) -> Value:
        value = self.value(node.value, at)
        wanted = resolved(node.type, self._types)
        return instance_answer(value, wanted)

    def range(self, node: n.RangeLiteral, at: Variables) -> Value:
        return semantics.make_range(
            self.value(node.low, at),
            self.value(node.high, at),
            low_included=node.low_included,
            high_included=node.high_included,
        )

    def list(self, node: n.ListLiteral, at: Variables) -> Value:
        return tuple(self.value(item, at) for item in node.items)

    def context(self, node: n.ContextLiteral, at: Variables) -> Value:
        seen: dict[str, Value] = {}
        inner = at.inner(seen)
        entries: list[tuple[str, Value]] = []
        for entry in node.entries:
            value = self.value(entry.value, inner)
            entries.append((entry.key, value))
            seen[entry.key] = value
        return semantics.make_context(entries)

    def function(self, node: n.FunctionLiteral, at: Variables) -> Value:
        if node.external:
            raise EvaluationFault(FeelCode.EXTERNAL_FUNCTION)
        names = tuple(parameter.name for parameter in node.parameters)

        def invoke(arguments: Sequence[Value], run: Evaluation) -> Value:
            own = dict(zip(names, arguments, strict=True))
            return _Interpreter(run, self._types).value(node.body, at.inner(own))

        types = tuple(
            None if parameter.type is None else resolved(parameter.type, self._types)
            for parameter in node.parameters
        )
        signature = Signature(parameters=names, invoke=invoke, types=types)
        return Function(name="function", signatures=(signature,))

    def choice(self, node: n.If, at: Variables) -> Value:
        return semantics.chosen(
            self.value(node.condition, at),
            lambda: self.value(node.then, at),
            lambda: self.value(node.otherwise, at),
        )

    def loop(self, node: n.For, at: Variables) -> Value:
        results: list[Value] = []
        remembers = semantics.remembers(node)
        for inner in self._rounds(node.iterators, at):
            if isinstance(inner, Unknown):
                return inner
            self._run.sized(len(results))
            partial = semantics.so_far(results, self._run) if remembers else ()
            results.append(self.value(node.body, inner.inner({"partial": partial})))
        return tuple(results)

    def quantified(self, node: n.Quantified, at: Variables) -> Value:
        answers = (
            inner if isinstance(inner, Unknown) else self.value(node.condition, inner)
            for inner in self._rounds(node.iterators, at)
        )
        return semantics.quantified(node.every, answers)

    def _rounds(
        self, iterators: tuple[n.Iterator, ...], at: Variables
    ) -> Iterator[Variables | Unknown]:
        """Yield the variables of each round, or an unknown domain in place of its rounds."""
        if not iterators:
            yield at
            return
        first, rest = iterators[0], iterators[1:]
        values = self._domain(first, at)
        if isinstance(values, Unknown):
            yield values
            return
        for value in values:
            yield from self._rounds(rest, at.inner({first.name: value}))

    def _domain(self, iterator: n.Iterator, at: Variables) -> Iterator[Value] | Unknown:
        start = self.value(iterator.domain, at)
        if iterator.end is None:
            return start if isinstance(start, Unknown) else items_of(start, self._run)
        end = self.value(iterator.end, at)
        return unknown_domain(start, end) or steps(start, end, self._run)


_MEANINGS: dict[type[n.Node], Callable[..., Value]] = {
    n.Literal: _Interpreter.literal,
    n.Name: _Interpreter.name,
    n.Path: _Interpreter.path,
    n.Filter: _Interpreter.filter,
    n.Call: _Interpreter.call,
    n.Negation: _Interpreter.negation,
    n.Arithmetic: _Interpreter.arithmetic,
    n.Comparison: _Interpreter.comparison,
    n.Conjunction: _Interpreter.conjunction,
    n.Disjunction: _Interpreter.disjunction,
    n.Between: _Interpreter.between,
    n.Membership: _Interpreter.membership,
    n.ComparisonTest: _Interpreter.comparison_test,
    n.UnaryTests: _Interpreter.unary_tests,
    n.InstanceOf: _Interpreter.instance_of,
    n.RangeLiteral: _Interpreter.range,
    n.ListLiteral: _Interpreter.list,
    n.ContextLiteral: _Interpreter.context,
    n.FunctionLiteral: _Interpreter.function,
    n.If: _Interpreter.choice,
    n.For: _Interpreter.loop,
    n.Quantified: _Interpreter.quantified,
}
