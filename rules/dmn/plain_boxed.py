"""Boxed expressions in plain form, both ways.

A FEEL text stands for itself; every other expression is a mapping known by its first key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from rules.dmn import boxed as b
from rules.dmn.plain_fields import Fields, Path, Plain, as_items, as_text, kept, refused
from rules.dmn.plain_tables import read_table, write_table


def read_boxed(value: Plain, path: Path) -> b.BoxedExpression:
    """Return the expression.

    Raises:
        DmnError: The value is none.
    """
    if not isinstance(value, Mapping):
        return b.LiteralExpression(text=as_text(value, path))
    for key, read in _READERS.items():
        if key in value:
            fields = Fields(value, path)
            found = read(fields)
            fields.done()
            return found
    raise refused(path, ", ".join(_READERS))


def _inner(fields: Fields, key: str) -> b.BoxedExpression:
    return read_boxed(fields.get(key), (*fields.path, key))


def variable(value: Plain, path: Path) -> b.Variable:
    """Return a variable: its name, or a mapping with its type."""
    if isinstance(value, str):
        return b.Variable(name=value)
    fields = Fields(value, path)
    found = b.Variable(
        name=fields.needed("name"), type_ref=fields.text("type"), id=fields.text("id")
    )
    fields.done()
    return found


def write_variable(found: b.Variable) -> Plain:
    """Return a variable in plain form."""
    if found.type_ref is None and found.id is None:
        return found.name
    return kept(name=found.name, type=found.type_ref, id=found.id)


def _literal(fields: Fields) -> b.BoxedExpression:
    return b.LiteralExpression(
        text=fields.needed("expression"),
        language=fields.text("language"),
        id=fields.text("id"),
        type_ref=fields.text("type"),
        label=fields.text("label"),
    )


def _context(fields: Fields) -> b.BoxedExpression:
    return b.BoxedContext(
        entries=fields.items("context", _entry),
        id=fields.text("id"),
        type_ref=fields.text("type"),
        label=fields.text("label"),
    )


def _entry(value: Plain, path: Path) -> b.ContextEntry:
    fields = Fields(value, path)
    name = fields.text("name")
    type_ref, variable_id = fields.text("type"), fields.text("variable_id")
    named = None if name is None else b.Variable(name=name, type_ref=type_ref, id=variable_id)
    entry = b.ContextEntry(variable=named, value=_inner(fields, "value"), id=fields.text("id"))
    fields.done()
    return entry


def _list(fields: Fields) -> b.BoxedExpression:
    return b.BoxedList(
        items=fields.items("list", read_boxed),
        id=fields.text("id"),
        type_ref=fields.text("type"),
        label=fields.text("label"),
    )


def _relation(fields: Fields) -> b.BoxedExpression:
    return b.Relation(
        columns=fields.items("relation", variable),
        rows=fields.items("rows", _cells),
        id=fields.text("id"),
        type_ref=fields.text("type"),
        label=fields.text("label"),
    )


def _cells(value: Plain, path: Path) -> tuple[b.BoxedExpression, ...]:
    cells = enumerate(as_items(value, path))
    return tuple(read_boxed(cell, (*path, index)) for index, cell in cells)


def _invocation(fields: Fields) -> b.BoxedExpression:
    return b.Invocation(
        function=_inner(fields, "call"),
        bindings=fields.items("with", _binding),
        id=fields.text("id"),
        type_ref=fields.text("type"),
        label=fields.text("label"),
    )


def _binding(value: Plain, path: Path) -> b.Binding:
    fields = Fields(value, path)
    parameter = b.Variable(
        name=fields.needed("name"), type_ref=fields.text("type"), id=fields.text("id")
    )
    given = _inner(fields, "value") if "value" in fields else None
    fields.done()
    return b.Binding(parameter=parameter, value=given)


def _function(fields: Fields) -> b.BoxedExpression:
    return function_definition(fields, "function")


def function_definition(fields: Fields, key: str) -> b.FunctionDefinition:
    """Return a function whose parameters stand under `key`."""
    return b.FunctionDefinition(
        parameters=fields.items(key, variable),
        body=_inner(fields, "body") if "body" in fields else None,
        kind=_kind(fields),
        id=fields.text("id"),
        type_ref=fields.text("type"),
        label=fields.text("label"),
    )


def _kind(fields: Fields) -> Literal["FEEL", "Java", "PMML"]:
    kind = fields.text("kind")
    if kind is None or kind == "FEEL":
        return "FEEL"
    if kind in ("Java", "PMML"):
        return "Java" if kind == "Java" else "PMML"
    raise refused((*fields.path, "kind"), "FEEL, Java, PMML")


def _conditional(fields: Fields) -> b.BoxedExpression:
    return b.Conditional(
        condition=_inner(fields, "if"),
        then=_inner(fields, "then"),
        otherwise=_inner(fields, "else"),
        id=fields.text("id"),
        type_ref=fields.text("type"),
        label=fields.text("label"),
    )


def _filter(fields: Fields) -> b.BoxedExpression:
    return b.FilterExpression(
        domain=_inner(fields, "filter"),
        match=_inner(fields, "where"),
        id=fields.text("id"),
        type_ref=fields.text("type"),
        label=fields.text("label"),
    )


def _iteration(kind: Literal["for", "every", "some"]) -> Callable[[Fields], b.BoxedExpression]:
    body = "return" if kind == "for" else "satisfies"

    def read(fields: Fields) -> b.BoxedExpression:
        return b.Iteration(
            kind=kind,
            variable=fields.needed(kind),
            domain=_inner(fields, "in"),
            body=_inner(fields, body),
            id=fields.text("id"),
            type_ref=fields.text("type"),
            label=fields.text("label"),
        )

    return read


_READERS: dict[str, Callable[[Fields], b.BoxedExpression]] = {
    "expression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "call": _invocation,
    "function": _function,
    "if": _conditional,
    "filter": _filter,
    "for": _iteration("for"),
    "every": _iteration("every"),
    "some": _iteration("some"),
    "table": read_table,
}


def write_boxed(node: b.BoxedExpression) -> Plain:
    """Return an expression in plain form."""
    own = _WRITERS[type(node)](node)
    more = kept(id=node.id, type=node.type_ref, label=node.label)
    if isinstance(node, b.LiteralExpression) and not more and node.language is None:
        return node.text
    return {**own, **more}


def _write_literal(node: b.LiteralExpression) -> dict[str, Plain]:
    return {"expression": node.text, **kept(language=node.language)}


def _write_context(node: b.BoxedContext) -> dict[str, Plain]:
    return {"context": [_write_entry(entry) for entry in node.entries]}


def _write_entry(entry: b.ContextEntry) -> Plain:
    named = entry.variable
    own: dict[str, Plain] = {}
    if named is not None:
        own = {"name": named.name, **kept(type=named.type_ref, variable_id=named.id)}
    return {**own, "value": write_boxed(entry.value), **kept(id=entry.id)}


def _write_list(node: b.BoxedList) -> dict[str, Plain]:
    return {"list": [write_boxed(item) for item in node.items]}


def _write_relation(node: b.Relation) -> dict[str, Plain]:
    return {
        "relation": [write_variable(column) for column in node.columns],
        "rows": [[write_boxed(cell) for cell in row] for row in node.rows],
    }


def _write_invocation(node: b.Invocation) -> dict[str, Plain]:
    called = "" if node.function is None else write_boxed(node.function)
    return {"call": called, "with": [_write_binding(binding) for binding in node.bindings]}


def _write_binding(binding: b.Binding) -> Plain:
    parameter = binding.parameter
    own: dict[str, Plain] = {"name": parameter.name}
    own |= kept(type=parameter.type_ref, id=parameter.id)
    return own if binding.value is None else {**own, "value": write_boxed(binding.value)}


def write_function(node: b.FunctionDefinition, key: str) -> dict[str, Plain]:
    """Return a function in plain form, its parameters under `key`."""
    own: dict[str, Plain] = {key: [write_variable(parameter) for parameter in node.parameters]}
    if node.body is not None:
        own["body"] = write_boxed(node.body)
    return own if node.kind == "FEEL" else {**own, "kind": node.kind}


def _write_function(node: b.FunctionDefinition) -> dict[str, Plain]:
    return write_function(node, "function")


def _write_conditional(node: b.Conditional) -> dict[str, Plain]:
    return {
        "if": write_boxed(node.condition),
        "then": write_boxed(node.then),
        "else": write_boxed(node.otherwise),
    }


def _write_filter(node: b.FilterExpression) -> dict[str, Plain]:
    return {"filter": write_boxed(node.domain), "where": write_boxed(node.match)}


def _write_iteration(node: b.Iteration) -> dict[str, Plain]:
    body = "return" if node.kind == "for" else "satisfies"
    return {
        node.kind: node.variable,
        "in": write_boxed(node.domain),
        body: write_boxed(node.body),
    }


_WRITERS: dict[type[b.Boxed], Callable[..., dict[str, Plain]]] = {
    b.LiteralExpression: _write_literal,
    b.BoxedContext: _write_context,
    b.BoxedList: _write_list,
    b.Relation: _write_relation,
    b.Invocation: _write_invocation,
    b.FunctionDefinition: _write_function,
    b.Conditional: _write_conditional,
    b.FilterExpression: _write_filter,
    b.Iteration: _write_iteration,
    b.DecisionTable: write_table,
}
