"""Models that import one another: where a reference leads, and which names are in scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.dmn.errors import DmnCode
from rules.dmn.item_types import ItemTypes
from rules.dmn.model import Definitions, DrgElement, ItemDefinition
from rules.feel.errors import EvaluationFault


@dataclass(frozen=True, slots=True)
class Reference:
    """An element of a model."""

    namespace: str
    id: str


class ModelSet:
    """A model with those it imports.

    Args:
        main: The model itself.
        others: Models that it, or one of them, may import.
    """

    def __init__(self, main: Definitions, others: Iterable[Definitions] = ()) -> None:
        self.main = main
        self._models = {model.namespace: model for model in (*others, main)}
        self._elements: Mapping[Reference, DrgElement] = {
            Reference(model.namespace, element.id): element
            for model in self._models.values()
            for element in model.elements
        }

    def element(self, reference: Reference) -> DrgElement:
        """Return the element that a reference leads to.

        Raises:
            EvaluationFault: There is none.
        """
        found = self._elements.get(reference)
        if found is None:
            raise EvaluationFault(DmnCode.UNKNOWN_REFERENCE, target=reference.id)
        return found

    def references(self) -> Iterator[Reference]:
        """Yield references to all elements of all models."""
        return iter(self._elements)

    def find(self, name: str, namespace: str | None = None) -> Reference | None:
        """Return the reference to the element of that name, in the main model first."""
        wanted = namespace or self.main.namespace
        for reference, element in self._elements.items():
            if reference.namespace == wanted and name in (element.name, element.variable_name):
                return reference
        if namespace is None:
            return self._imported(name)
        return None

    def _imported(self, name: str) -> Reference | None:
        for item in self.main.imports:
            prefix = f"{item.name}." if item.name else ""
            if name.startswith(prefix):
                found = self.find(name.removeprefix(prefix), self._by_id(item.namespace))
                if found is not None:
                    return found
        return None

    def resolve(self, target: str, at: Reference) -> Reference:
        """Return the reference that a target written at an element means."""
        namespace, _, identifier = target.rpartition("#")
        if not namespace or namespace == at.namespace:
            return Reference(at.namespace, identifier)
        if Reference(namespace, identifier) in self._elements:
            return Reference(namespace, identifier)
        return Reference(self._by_id(namespace), identifier)

    def _by_id(self, namespace: str) -> str:
        # Some editors write the imported file's id where its namespace should stand.
        for model in self._models.values():
            if model.id == namespace:
                return model.namespace
        return namespace

    def import_name(self, namespace: str, at: Reference) -> str:
        """Return the name under which a model's elements are in scope; empty for its own."""
        if namespace == at.namespace:
            return ""
        model = self._models[at.namespace]
        for item in model.imports:
            if namespace in (item.namespace, self._by_id(item.namespace)):
                return item.name
        return ""

    def types(self, namespace: str) -> ItemTypes:
        """Return the types that a model sees: its own, and imported ones with their prefix."""
        return ItemTypes(dict(self._items(namespace, "", frozenset())))

    def _items(
        self, namespace: str, prefix: str, seen: frozenset[str]
    ) -> Iterator[tuple[str, ItemDefinition]]:
        model = self._models.get(self._by_id(namespace))
        if model is None or namespace in seen:
            return
        for item in model.imports:
            inner = f"{prefix}{item.name}." if item.name else prefix
            yield from self._items(item.namespace, inner, seen | {namespace})
        for definition in model.item_definitions:
            yield prefix + definition.name, definition
