"""Saying with DMN 1.3 what came into the standard later, where the older version can say it.

Boxed conditionals, filters and iterations (1.4) become the same expression as text. The constraint
of a type as a whole (1.5) has no older form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rules.dmn import boxed as b
from rules.dmn import model as m
from rules.dmn.errors import DmnCode, DmnError

_NEWER = (b.Conditional, b.FilterExpression, b.Iteration)


def without_newer(model: m.Definitions) -> m.Definitions:
    """Return a model that means the same and needs nothing newer than DMN 1.3.

    Raises:
        DmnError: There is none.
    """
    for item in model.item_definitions:
        _check_item(item)
    return replace(model, elements=tuple(_element(element) for element in model.elements))


def _check_item(item: m.ItemDefinition) -> None:
    if item.type_constraint is not None:
        raise _refused(item.name)
    for part in item.components:
        _check_item(part)


def _element(element: m.DrgElement) -> m.DrgElement:
    if isinstance(element, m.Decision) and element.logic is not None:
        return replace(element, logic=_boxed(element.logic, element.name))
    if isinstance(element, m.KnowledgeModel) and element.function is not None:
        return replace(element, function=_function(element.function, element.name))
    return element


def _boxed(node: b.BoxedExpression, owner: str) -> b.BoxedExpression:
    if isinstance(node, _NEWER):
        text = _text(node)
        if text is None:
            raise _refused(owner)
        return b.LiteralExpression(id=node.id, type_ref=node.type_ref, label=node.label, text=text)
    if isinstance(node, b.BoxedContext):
        entries = (replace(e, value=_boxed(e.value, owner)) for e in node.entries)
        return replace(node, entries=tuple(entries))
    if isinstance(node, b.BoxedList):
        return replace(node, items=tuple(_boxed(item, owner) for item in node.items))
    if isinstance(node, b.Relation):
        rows = (tuple(_boxed(cell, owner) for cell in row) for row in node.rows)
        return replace(node, rows=tuple(rows))
    if isinstance(node, b.FunctionDefinition):
        return _function(node, owner)
    return _invocation(node, owner) if isinstance(node, b.Invocation) else node


def _function(node: b.FunctionDefinition, owner: str) -> b.FunctionDefinition:
    return node if node.body is None else replace(node, body=_boxed(node.body, owner))


def _invocation(node: b.Invocation, owner: str) -> b.Invocation:
    bindings = (
        replace(item, value=_boxed(item.value, owner) if item.value is not None else None)
        for item in node.bindings
    )
    return replace(node, bindings=tuple(bindings))


def _refused(name: str) -> DmnError:
    return DmnError(DmnCode.NOT_IN_VERSION, element=name, version="1.3")


def _text(node: b.BoxedExpression) -> str | None:
    """Return a boxed expression as text; None where a text would not mean the same."""
    write = _TEXTS.get(type(node))
    return None if write is None else write(node)


def _inner(*nodes: b.BoxedExpression) -> list[str] | None:
    # A type declared inside fits the value to it on the way; text has no place for that.
    texts = [None if node.type_ref else _text(node) for node in nodes]
    found = [f"({text})" for text in texts if text]
    return found if len(found) == len(nodes) else None


def _literal(node: b.LiteralExpression) -> str | None:
    return node.text if node.language is None and "//" not in node.text else None


def _conditional(node: b.Conditional) -> str | None:
    parts = _inner(node.condition, node.then, node.otherwise)
    return None if parts is None else "if {} then {} else {}".format(*parts)


def _filter(node: b.FilterExpression) -> str | None:
    parts = _inner(node.domain, node.match)
    return None if parts is None else "{}[{}]".format(*parts)


def _iteration(node: b.Iteration) -> str | None:
    parts = _inner(node.domain, node.body)
    if parts is None:
        return None
    word = "return" if node.kind == "for" else "satisfies"
    return f"{node.kind} {node.variable} in {parts[0]} {word} {parts[1]}"


def _list(node: b.BoxedList) -> str | None:
    parts = _inner(*node.items)
    return None if parts is None else f"[{', '.join(parts)}]"


_TEXTS: dict[type[b.Boxed], Callable[..., str | None]] = {
    b.LiteralExpression: _literal,
    b.Conditional: _conditional,
    b.FilterExpression: _filter,
    b.Iteration: _iteration,
    b.BoxedList: _list,
}
