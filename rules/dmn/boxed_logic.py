"""Boxed expressions, compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rules.dmn import boxed as b
from rules.dmn.expressions import Logic, TextCompiler, noted
from rules.dmn.item_types import ItemTypes
from rules.dmn.tables import CompiledTable
from rules.feel import semantics
from rules.feel.calling import call
from rules.feel.comparison import kind
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.evaluation import Evaluation
from rules.feel.iteration import items_of
from rules.feel.unknown import Unknown
from rules.feel.values import Context, Function, Scope, Signature, Value


class BoxedCompiler:
    """Compiles the boxed expressions of one element.

    Args:
        types: The types of the model.
    """

    def __init__(self, types: ItemTypes) -> None:
        self._types = types

    def logic(self, node: b.BoxedExpression | None, texts: TextCompiler) -> Logic:
        """Return the logic of an expression; a missing one is null."""
        if node is None:
            return lambda scope, run: None
        made = noted(_BUILDERS[type(node)](self, node, texts))
        if node.type_ref is None or isinstance(node, b.FunctionDefinition):
            return made
        return self.fitted(made, node.type_ref)

    def fitted(self, logic: Logic, type_ref: str | None) -> Logic:
        """Return logic whose value is made to fit a type, or null."""
        if self._types.find(type_ref) is None:
            return logic
        return noted(lambda scope, run: self._types.fitted(logic(scope, run), type_ref, run))

    def literal(self, node: b.LiteralExpression, texts: TextCompiler) -> Logic:
        """Return the logic of a FEEL text."""
        return texts.expression(node.text)

    def context(self, node: b.BoxedContext, texts: TextCompiler) -> Logic:
        """Return the logic of a context."""
        entries: list[tuple[str | None, Logic]] = []
        for entry in node.entries:
            entries.append(self._entry(entry, texts))
            if entry.variable is not None:
                texts = texts.inside((entry.variable.name,))

        def logic(scope: Scope, run: Evaluation) -> Value:
            found: dict[str, Value] = {}
            for name, value in entries:
                result = value({**scope, **found}, run)
                if name is None:
                    return result
                found[name] = result
            return Context(found)

        return logic

    def _entry(self, entry: b.ContextEntry, texts: TextCompiler) -> tuple[str | None, Logic]:
        if entry.variable is None:
            return None, self.logic(entry.value, texts)
        inner = texts.inside((entry.variable.name,))
        value = self.logic(entry.value, inner)
        return entry.variable.name, self.fitted(value, entry.variable.type_ref)

    def list(self, node: b.BoxedList, texts: TextCompiler) -> Logic:
        """Return the logic of a list."""
        items = [self.logic(item, texts) for item in node.items]
        return lambda scope, run: tuple([item(scope, run) for item in items])

    def relation(self, node: b.Relation, texts: TextCompiler) -> Logic:
        """Return the logic of a relation."""
        names = [column.name for column in node.columns]
        rows = [[self.logic(cell, texts) for cell in row] for row in node.rows]

        def row_value(row: Sequence[Logic], scope: Scope, run: Evaluation) -> Value:
            cells = (cell(scope, run) for cell in row)
            return Context(dict(zip(names, cells, strict=False)))

        return lambda scope, run: tuple([row_value(row, scope, run) for row in rows])

    def invocation(self, node: b.Invocation, texts: TextCompiler) -> Logic:
        """Return the logic of a call with named arguments."""
        function = self.logic(node.function, texts)
        bindings = [
            (binding.parameter.name, self._bound(binding, texts)) for binding in node.bindings
        ]

        def logic(scope: Scope, run: Evaluation) -> Value:
            called = function(scope, run)
            named = {name: value(scope, run) for name, value in bindings}
            return call(called, (), named, run)

        return logic

    def _bound(self, binding: b.Binding, texts: TextCompiler) -> Logic:
        value = self.logic(binding.value, texts)
        return self.fitted(value, binding.parameter.type_ref)

    def function(self, node: b.FunctionDefinition, texts: TextCompiler) -> Logic:
        """Return the logic of a function definition."""
        make = self.function_maker(node, texts, "function")
        return lambda scope, run: make(lambda: scope)

    def function_maker(
        self, node: b.FunctionDefinition, texts: TextCompiler, name: str
    ) -> Callable[[Callable[[], Scope]], Function]:
        """Return what makes the function once its surrounding scope is known.

        Raises:
            EvaluationFault: On making, for a body that is not FEEL.
        """
        parameters = tuple(parameter.name for parameter in node.parameters)
        type_refs = [parameter.type_ref for parameter in node.parameters]
        body = self.fitted(self.logic(node.body, texts.inside(parameters)), node.type_ref)

        def make(surrounding: Callable[[], Scope]) -> Function:
            def invoke(arguments: Sequence[Value], run: Evaluation) -> Value:
                pairs = zip(arguments, type_refs, strict=True)
                own = [self._types.fitted(value, type_ref, run) for value, type_ref in pairs]
                return body({**surrounding(), **dict(zip(parameters, own, strict=True))}, run)

            if node.kind != "FEEL":
                raise EvaluationFault(FeelCode.EXTERNAL_FUNCTION)
            types = tuple(self._types.find(type_ref) for type_ref in type_refs)
            signature = Signature(parameters=parameters, invoke=invoke, types=types)
            return Function(name=name, signatures=(signature,))

        return make

    def conditional(self, node: b.Conditional, texts: TextCompiler) -> Logic:
        """Return the logic of if, then, else."""
        condition = self.logic(node.condition, texts)
        then, otherwise = self.logic(node.then, texts), self.logic(node.otherwise, texts)

        def logic(scope: Scope, run: Evaluation) -> Value:
            decided = condition(scope, run)
            if not isinstance(decided, bool | None | Unknown):
                raise EvaluationFault(
                    FeelCode.BAD_ARGUMENT, found=kind(decided), expected="boolean"
                )
            return semantics.chosen(
                decided, lambda: then(scope, run), lambda: otherwise(scope, run)
            )

        return logic

    def filter(self, node: b.FilterExpression, texts: TextCompiler) -> Logic:
        """Return the logic of a filter."""
        domain = self.logic(node.domain, texts)
        match = self.logic(node.match, texts.inside(("item",)))

        def logic(scope: Scope, run: Evaluation) -> Value:
            def answer(item: Value) -> Value:
                entries = item.entries if isinstance(item, Context) else {}
                return match({**scope, "item": item, **entries}, run)

            return semantics.filtered(domain(scope, run), answer, run)

        return logic

    def iteration(self, node: b.Iteration, texts: TextCompiler) -> Logic:
        """Return the logic of for, every or some."""
        domain = self.logic(node.domain, texts)
        body = self.logic(node.body, texts.inside((node.variable, "partial")))
        if node.kind == "for":
            return _for(node.variable, domain, body)
        return _quantified(node.variable, domain, body, every=node.kind == "every")

    def table(self, node: b.DecisionTable, texts: TextCompiler) -> Logic:
        """Return the logic of a decision table."""
        return CompiledTable(node, texts, self._types)


def _for(variable: str, domain: Logic, body: Logic) -> Logic:
    def logic(scope: Scope, run: Evaluation) -> Value:
        values = domain(scope, run)
        if isinstance(values, Unknown):
            return values
        results: list[Value] = []
        for value in items_of(values, run):
            run.sized(len(results))
            results.append(
                body({**scope, variable: value, "partial": semantics.so_far(results, run)}, run)
            )
        return tuple(results)

    return logic


def _quantified(variable: str, domain: Logic, body: Logic, *, every: bool) -> Logic:
    def logic(scope: Scope, run: Evaluation) -> Value:
        values = domain(scope, run)
        if isinstance(values, Unknown):
            return values
        answers = (body({**scope, variable: value}, run) for value in items_of(values, run))
        return semantics.quantified(every, answers)

    return logic


_BUILDERS: dict[type[b.Boxed], Callable[..., Logic]] = {
    b.LiteralExpression: BoxedCompiler.literal,
    b.BoxedContext: BoxedCompiler.context,
    b.BoxedList: BoxedCompiler.list,
    b.Relation: BoxedCompiler.relation,
    b.Invocation: BoxedCompiler.invocation,
    b.FunctionDefinition: BoxedCompiler.function,
    b.Conditional: BoxedCompiler.conditional,
    b.FilterExpression: BoxedCompiler.filter,
    b.Iteration: BoxedCompiler.iteration,
    b.DecisionTable: BoxedCompiler.table,
}
