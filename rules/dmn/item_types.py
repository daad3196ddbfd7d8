"""Types of a model: what values they take, and how a value is made to fit (DMN 1.5, 7.3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rules.dmn.errors import DmnCode
from rules.dmn.expressions import TextCompiler
from rules.dmn.model import ItemDefinition
from rules.feel.compiler import Compiled
from rules.feel.conformance import coerced
from rules.feel.errors import EvaluationFault
from rules.feel.evaluation import Evaluation
from rules.feel.types import ANY, BUILT_IN, ContextOf, FeelType, FunctionOf, ListOf
from rules.feel.unknown import Unknown
from rules.feel.values import Context, Value

_DEEPEST = 30


class ItemTypes:
    """The named types of one model and those it imports.

    Args:
        definitions: Item definitions by name; imported ones as `import.name`.
    """

    def __init__(self, definitions: Mapping[str, ItemDefinition]) -> None:
        self._definitions = definitions
        self.feel_types: dict[str, FeelType] = {
            name: self._feel_type(item, 0) for name, item in definitions.items()
        }
        self._tests: dict[str, Compiled | None] = {}
        texts = TextCompiler(names=(), types=self.feel_types)
        for text in _constraints(definitions.values()):
            self._tests[text] = texts.unary(text)

    def component_names(self) -> frozenset[str]:
        """Return the names of all components, for paths whose names have spaces."""
        return frozenset(_component_names(self._definitions.values()))

    def find(self, name: str | None) -> FeelType | None:
        """Return the type of a reference, or None when nothing is declared or known."""
        if name is None or name == "Any":
            return None
        return self.feel_types.get(name) or BUILT_IN.get(name)

    def allowed_values(self, name: str | None) -> str | None:
        """Return the allowed values of a type as written, or None."""
        item = self._definitions.get(name or "")
        return None if item is None else item.allowed_values

    def _feel_type(self, item: ItemDefinition, depth: int) -> FeelType:
        element = self._element_type(item, depth)
        return ListOf(element) if item.is_collection else element

    def _element_type(self, item: ItemDefinition, depth: int) -> FeelType:
        if depth > _DEEPEST:
            return ANY
        if item.components:
            return ContextOf({p.name: self._feel_type(p, depth + 1) for p in item.components})
        if item.function is not None:
            types = tuple(self._named(p.type_ref, depth) for p in item.function.parameters)
            return FunctionOf(types, self._named(item.function.output, depth))
        return self._named(item.type_ref, depth)

    def _named(self, name: str | None, depth: int) -> FeelType:
        item = self._definitions.get(name or "Any")
        if item is not None:
            return self._feel_type(item, depth + 1)
        return BUILT_IN.get(name or "Any", ANY)

    def fitted(self, value: Value, name: str | None, run: Evaluation) -> Value:
        """Return the value as one of the named type.

        Raises:
            EvaluationFault: It is none, or not among the allowed values.
        """
        wanted = self.find(name)
        if wanted is None or value is None:
            return value
        fitting = coerced(value, wanted)
        item = self._definitions.get(name or "")
        if item is not None:
            self._check(fitting, item, run, 0)
        return fitting

    def _check(self, value: Value, item: ItemDefinition, run: Evaluation, depth: int) -> None:
        if isinstance(value, Unknown) or depth > _DEEPEST:
            return
        self._check_tests(value, item.type_constraint, run)
        parts = value if item.is_collection and isinstance(value, tuple) else (value,)
        for part in parts:
            self._check_part(part, item, run, depth)

    def _check_part(self, value: Value, item: ItemDefinition, run: Evaluation, depth: int) -> None:
        self._check_tests(value, item.allowed_values, run)
        base = self._definitions.get(item.type_ref or "")
        if base is not None:
            self._check(value, base, run, depth + 1)
        if isinstance(value, Context):
            for component in item.components:
                if component.name in value.entries:
                    self._check(value.entries[component.name], component, run, depth + 1)

    def _check_tests(self, value: Value, text: str | None, run: Evaluation) -> None:
        tests = None if text is None else self._tests[text]
        if tests is None or value is None:
            return
        if tests.within({"?": value}, run) is False:
            raise EvaluationFault(DmnCode.VALUE_NOT_ALLOWED, allowed=text)


def _constraints(items: Iterable[ItemDefinition]) -> Iterable[str]:
    for item in items:
        yield from (text for text in (item.allowed_values, item.type_constraint) if text)
        yield from _constraints(item.components)


def _component_names(items: Iterable[ItemDefinition]) -> Iterable[str]:
    for item in items:
        for component in item.components:
            yield component.name
        yield from _component_names(item.components)
