"""Checks of a DMN model before use: the same that policies get, as far as DMN declares enough.

Only what is certain is an error. DMN allows tables with gaps and rows that never count, so these
are warnings; a name that nothing in reach has, a type that cannot be, two rows where one may fit
are errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from rules.dmn import boxed as b
from rules.dmn import model as m
from rules.dmn.errors import DmnCode, DmnError
from rules.dmn.item_types import ItemTypes
from rules.dmn.model_set import ModelSet, Reference
from rules.feel import (
    Expression,
    FeelSyntaxError,
    LimitExceededError,
    compile_expression,
    free_names,
    parse_expression,
    parse_unary_tests,
    walk,
)
from rules.feel import nodes as n
from rules.feel.built_ins import BUILT_IN_NAMES
from rules.feel.errors import EvaluationFault
from rules.feel.types import BUILT_IN
from rules.findings import Finding, Severity
from rules.nearest import nearest
from rules.policy.check_table import TableChecker
from rules.policy.faults import PolicyCode
from rules.policy.in_dmn.declarations import limits_of
from rules.policy.in_dmn.vocabulary import PART, mapping_of, own
from rules.policy.inference import Inference
from rules.policy.logic import Text
from rules.policy.model_needs import beyond, information_needs, names_of_items
from rules.policy.shapes import ANYTHING, Shape, declared_bounds
from rules.source import Mark

Names = Mapping[str, Shape]


class Places(Protocol):
    """Finds what a model says in the file it came from."""

    def element(self, identifier: str) -> Mark:
        """Return the place of an element."""

    def text(self, identifier: str, text: str, line: int = 1, column: int = 1) -> Mark:
        """Return the place of a text inside an element, or of a line and column inside the text."""


def check_model(
    model: m.Definitions, others: Iterable[m.Definitions], places: Places
) -> tuple[Finding, ...]:
    """Return what is wrong with a model or wants a look.

    Args:
        model: The model.
        others: Models that it may import.
        places: Where things stand in its file.
    """
    checker = _ModelChecker(model, others, places)
    checker.check()
    return tuple(checker.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a text stands, and what it may name.

    Attributes:
        element: Identifier of the element that holds it.
        words: Names of several words that it may reach through an import.
    """

    element: str
    names: Names
    words: tuple[str, ...] = ()

    def inside(self, names: Mapping[str, Shape]) -> Scope:
        """Return the scope with more names."""
        return replace(self, names={**self.names, **names})


class _ModelChecker:
    def __init__(
        self, model: m.Definitions, others: Iterable[m.Definitions], places: Places
    ) -> None:
        self._model = model
        self._set = ModelSet(model, others)
        self._types: ItemTypes = self._set.types(model.namespace)
        self._components = self._types.component_names()
        self._items = {item.name: item for item in model.item_definitions}
        self._places = places
        self._found: list[Finding] = []

    @property
    def findings(self) -> list[Finding]:
        """What was found, by place."""
        return sorted(self._found, key=lambda finding: finding.mark)

    def check(self) -> None:
        """Check everything."""
        for item in self._model.item_definitions:
            self._item(item, item.id or item.name)
        for element in self._model.elements:
            self._type(element.type_ref, element.id)
            names, words = self._reach(element)
            scope = Scope(element=element.id, names=names, words=words)
            if isinstance(element, m.Decision) and element.logic is not None:
                self._result(element.logic, scope, element.type_ref)
            if isinstance(element, m.KnowledgeModel) and element.function is not None:
                own = scope.inside({element.name: ANYTHING})
                self._function(element.function, own)
        self._circles()

    def _item(self, item: m.ItemDefinition, owner: str) -> None:
        self._type(item.type_ref, owner)
        for tests in (item.allowed_values, item.type_constraint):
            if tests:
                self._text(tests, Scope(element=owner, names={}), unary=True)
        for part in item.components:
            self._item(part, owner)

    def _type(self, name: str | None, owner: str) -> None:
        if name is None or name in BUILT_IN or name in self._types.feel_types:
            return
        known = [*BUILT_IN, *self._types.feel_types]
        mark = self._places.element(owner)
        near = nearest(name, known)
        self._add(DmnCode.UNKNOWN_TYPE, mark, owner, {"name": name, "near": near})

    def _reach(self, element: m.DrgElement) -> tuple[Names, tuple[str, ...]]:
        """Return what an element's logic may name, and report arrows that lead nowhere."""
        names: dict[str, Shape] = {}
        words: list[str] = []
        at = Reference(self._model.namespace, element.id)
        for requirement in information_needs(element):
            target = self._set.resolve(requirement.target, at)
            try:
                found = self._set.element(target)
            except EvaluationFault:
                mark = self._places.element(element.id)
                code = DmnCode.UNKNOWN_REFERENCE
                self._add(code, mark, element.id, {"target": requirement.target})
                continue
            prefix = self._set.import_name(target.namespace, at)
            words.append(found.variable_name)
            if prefix:
                names[prefix] = ANYTHING
            elif requirement.kind != "authority":
                names[found.variable_name] = self._shape(found.type_ref)
        return names, tuple(words)

    def _shape(self, name: str | None) -> Shape:
        """Return what is known of the values of a type."""
        item = self._items.get(name or "")
        if item is None:
            return declared_bounds(name or "Any")
        if item.is_collection or item.components or item.function:
            return ANYTHING
        base = self._shape(item.type_ref) if item.type_ref != item.name else ANYTHING
        return _limited(base, item.allowed_values)

    def _result(self, logic: b.BoxedExpression, scope: Scope, type_ref: str | None) -> None:
        shape, wanted = self._boxed(logic, scope), self._shape(type_ref)
        if isinstance(logic, b.LiteralExpression):
            self._fits(logic.text, shape, wanted, scope)

    def _fits(self, text: str, got: Shape, wanted: Shape, scope: Scope) -> None:
        mark = self._places.text(scope.element, text)
        if "other" in {got.type, wanted.type}:
            return
        if got.type != wanted.type:
            params = {"text": text, "got": got.type, "expected": wanted.type}
            self.add(PolicyCode.TYPE_MISMATCH, mark, scope, params)
        elif got.options is not None and wanted.options is not None:
            allowed = ", ".join(sorted(wanted.options))
            for value in sorted(got.options - wanted.options):
                near = nearest(value, wanted.options)
                given = {"value": value, "allowed": allowed, "near": near}
                self.add(PolicyCode.OPTION_UNKNOWN, mark, scope, given)

    def _boxed(self, node: b.BoxedExpression, scope: Scope) -> Shape:
        self._type(node.type_ref, scope.element)
        return _BOXED[type(node)](self, node, scope)

    def _literal(self, node: b.LiteralExpression, scope: Scope) -> Shape:
        if node.language and "FEEL" not in node.language.upper():
            return ANYTHING
        text = self._text(node.text, scope)
        return ANYTHING if text is None else self.inferred(text, scope)

    def _context(self, node: b.BoxedContext, scope: Scope) -> Shape:
        for entry in node.entries:
            shape = self._boxed(entry.value, scope)
            if entry.variable is not None:
                scope = scope.inside({entry.variable.name: shape})
        return ANYTHING

    def _list(self, node: b.BoxedList, scope: Scope) -> Shape:
        return self._all(node.items, scope)

    def _relation(self, node: b.Relation, scope: Scope) -> Shape:
        return self._all([cell for row in node.rows for cell in row], scope)

    def _invocation(self, node: b.Invocation, scope: Scope) -> Shape:
        called = () if node.function is None else (node.function,)
        return self._all([*called, *(i.value for i in node.bindings if i.value)], scope)

    def _function(self, node: b.FunctionDefinition, scope: Scope) -> Shape:
        if node.kind == "FEEL" and node.body is not None:
            names = {part.name: self._shape(part.type_ref) for part in node.parameters}
            self._boxed(node.body, scope.inside(names))
        return ANYTHING

    def _conditional(self, node: b.Conditional, scope: Scope) -> Shape:
        return self._all((node.condition, node.then, node.otherwise), scope)

    def _filter(self, node: b.FilterExpression, scope: Scope) -> Shape:
        # Entries of the filtered items are names in the condition, and nothing declares them all.
        return self._all((node.domain,), scope)

    def _iteration(self, node: b.Iteration, scope: Scope) -> Shape:
        self._boxed(node.domain, scope)
        self._boxed(node.body, scope.inside({node.variable: ANYTHING, "partial": ANYTHING}))
        return ANYTHING

    def _all(self, nodes: Iterable[b.BoxedExpression], scope: Scope) -> Shape:
        for node in nodes:
            self._boxed(node, scope)
        return ANYTHING

    def _table(self, node: b.DecisionTable, scope: Scope) -> Shape:
        return TableChecker(self, node, scope).shape()

    def inferred(self, text: Text, scope: Scope) -> Shape:
        """Return the shape of an expression, and report what cannot be in it."""
        inference = Inference(names=scope.names)
        shape = inference.shape(text.tree)
        self.remarks(inference, text, scope)
        return shape

    def remarks(self, inference: Inference, text: Text, scope: Scope) -> None:
        """Report what an inference found."""
        for remark in inference.remarks:
            span = remark.node.span
            mark = self._places.text(scope.element, text.source, span.line, span.column)
            source = text.source[span.start : span.end]
            self.add(remark.code, mark, scope, {"text": source, **remark.params})

    def add(
        self,
        code: StrEnum,
        mark: Mark,
        scope: Scope,
        params: Mapping[str, object],
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Report a finding of an element."""
        self._add(code, mark, scope.element, params, severity)

    def _add(
        self,
        code: StrEnum,
        mark: Mark,
        element: str,
        params: Mapping[str, object],
        severity: Severity = Severity.ERROR,
    ) -> None:
        found = Finding(code=code, mark=mark, path=(element,), severity=severity, params=params)
        if found not in self._found:
            self._found.append(found)

    def names_of(self, scope: Scope) -> Names:
        """Return what texts in a scope may name."""
        return scope.names

    def shape_of(self, type_ref: str | None, values: str | None) -> Shape:
        """Return what is known of a column with this type and these allowed values."""
        return _limited(self._shape(type_ref), values)

    def ranked(self, clause: b.OutputClause) -> bool:
        """Whether the outputs of a column have an order."""
        return bool(clause.values or self._types.allowed_values(clause.type_ref))

    def step(self, name: str) -> Decimal | None:
        """Return the least distance of two values, where a policy's model says what they are."""
        element = next((e for e in self._model.elements if e.name == name), None)
        parts = () if element is None else own(element, PART)
        declared = mapping_of(parts[0]).get("type") if parts else None
        return _STEPS.get(str(declared))

    def mark(self, scope: Scope, text: str) -> Mark:
        """Return the place of a text."""
        return self._places.text(scope.element, text)

    def fits(self, text: Text, got: Shape, wanted: Shape, scope: Scope) -> None:
        """Report a result that is not of its declared type."""
        self._fits(text.source, got, wanted, scope)

    def text(self, source: str, scope: Scope, *, unary: bool = False) -> Text | None:
        """Return a text read and compiled; None when it cannot be, which is reported."""
        return self._text(source, scope, unary=unary)

    def _text(self, source: str, scope: Scope, *, unary: bool = False) -> Text | None:
        if not source.strip():
            return None
        parse: Callable[..., Expression] = parse_unary_tests if unary else parse_expression
        try:
            tree = parse(source, names=[*scope.names, *scope.words, *self._components])
        except (FeelSyntaxError, LimitExceededError) as error:
            self._unreadable(source, error, scope)
            return None
        self._unknown_names(tree, source, scope)
        return Text(
            source=source,
            tree=tree,
            compiled=compile_expression(tree, self._types.feel_types),
            names=free_names(tree),
            mark=self._places.text(scope.element, source),
        )

    def _unreadable(
        self, source: str, error: FeelSyntaxError | LimitExceededError, scope: Scope
    ) -> None:
        line, column = 1, 1
        if isinstance(error, FeelSyntaxError):
            line, column = error.span.line, error.span.column
        mark = self._places.text(scope.element, source, line, column)
        self.add(error.code, mark, scope, {**error.params, "place": str(mark)})

    def _unknown_names(self, tree: Expression, source: str, scope: Scope) -> None:
        known = {*scope.names, *_ALWAYS, *BUILT_IN_NAMES}
        for name in sorted(free_names(tree) - known - names_of_items(tree)):
            named = next(x for x in walk(tree) if isinstance(x, n.Name) and x.name == name)
            mark = self._places.text(scope.element, source, named.span.line, named.span.column)
            near = nearest(name, [*scope.names, *(e.name for e in self._model.elements)])
            self.add(PolicyCode.NAME_UNKNOWN, mark, scope, {"name": name, "near": near})

    def _circles(self) -> None:
        needs = {
            e.id: [r.target.lstrip("#") for r in information_needs(e)] for e in self._model.elements
        }
        for element in self._model.elements:
            if isinstance(element, m.Decision) and element.id in beyond(element.id, needs):
                mark = self._places.element(element.id)
                self._add(DmnCode.CYCLE, mark, element.id, {"name": element.name})


_STEPS = {"integer": Decimal(1), "money": Decimal("0.01")}
_ALWAYS = frozenset({"?", "item", "partial"})


def _limited(shape: Shape, values: str | None) -> Shape:
    if not values:
        return shape
    try:
        limits = limits_of("", values)
    except DmnError:
        return shape
    return declared_bounds(shape.type, limits) if shape.type != "other" else shape


_BOXED: Mapping[type[b.Boxed], Callable[..., Shape]] = {
    b.LiteralExpression: _ModelChecker._literal,
    b.BoxedContext: _ModelChecker._context,
    b.BoxedList: _ModelChecker._list,
    b.Relation: _ModelChecker._relation,
    b.Invocation: _ModelChecker._invocation,
    b.FunctionDefinition: _ModelChecker._function,
    b.Conditional: _ModelChecker._conditional,
    b.FilterExpression: _ModelChecker._filter,
    b.Iteration: _ModelChecker._iteration,
    b.DecisionTable: _ModelChecker._table,
}
