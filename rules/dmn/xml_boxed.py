"""Reading boxed expressions from DMN XML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast
from xml.etree.ElementTree import Element

from rules.dmn import boxed as b
from rules.dmn.errors import DmnCode, DmnError
from rules.dmn.xml_tree import child, child_text, children, local, place_of
from rules.feel.scanner import normal_name


def type_name(raw: str | None) -> str | None:
    """Return a type reference without the prefixes that DMN 1.1 files write.

    Example:
        >>> type_name("feel:number"), type_name("{urn:x}tRisk"), type_name("other.tRisk")
        ('number', 'tRisk', 'other.tRisk')
    """
    if raw is None or not raw.strip():
        return None
    name = raw.strip().rpartition("}")[2]
    prefix, colon, rest = name.partition(":")
    return normal_name(rest if colon and prefix and " " not in prefix else name)


def variable(element: Element) -> b.Variable:
    """Return a variable, parameter or column."""
    return b.Variable(
        name=normal_name(element.get("name") or ""),
        type_ref=type_name(element.get("typeRef") or child_text(element, "typeRef")),
        id=element.get("id"),
    )


def expression(element: Element) -> b.BoxedExpression:
    """Return the boxed expression that an element is.

    Raises:
        DmnError: The element is no boxed expression.
    """
    read = _READERS.get(local(element))
    if read is None:
        raise _invalid(element, local(element))
    return read(element)


def expression_in(element: Element | None) -> b.BoxedExpression | None:
    """Return the boxed expression directly inside an element, or None."""
    inner = None if element is None else child(element, *_READERS)
    return None if inner is None else expression(inner)


def required_expression(element: Element, name: str) -> b.BoxedExpression:
    """Return the boxed expression inside the child element `name`.

    Raises:
        DmnError: There is none.
    """
    found = expression_in(child(element, name))
    if found is None:
        raise _invalid(element, f"{local(element)}/{name}")
    return found


def _invalid(element: Element, what: str) -> DmnError:
    return DmnError(DmnCode.INVALID_ELEMENT, element=what, **place_of(element))


def _id(element: Element) -> str | None:
    return element.get("id")


def _type(element: Element) -> str | None:
    return type_name(element.get("typeRef"))


def _label(element: Element) -> str | None:
    return element.get("label")


def _literal(element: Element) -> b.LiteralExpression:
    return b.LiteralExpression(
        id=_id(element),
        type_ref=_type(element),
        label=_label(element),
        text=child_text(element, "text") or "",
        language=element.get("expressionLanguage"),
    )


def _context(element: Element) -> b.BoxedContext:
    entries = tuple(_entry(entry) for entry in children(element, "contextEntry"))
    return b.BoxedContext(
        id=_id(element), type_ref=_type(element), label=_label(element), entries=entries
    )


def _entry(element: Element) -> b.ContextEntry:
    named = child(element, "variable")
    value = expression_in(element)
    if value is None:
        raise _invalid(element, "contextEntry")
    return b.ContextEntry(
        variable=None if named is None else variable(named), value=value, id=_id(element)
    )


def _list(element: Element) -> b.BoxedList:
    items = tuple(expression(item) for item in children(element, *_READERS))
    return b.BoxedList(id=_id(element), type_ref=_type(element), label=_label(element), items=items)


def _relation(element: Element) -> b.Relation:
    rows = (children(row, *_READERS) for row in children(element, "row"))
    return b.Relation(
        id=_id(element),
        type_ref=_type(element),
        label=_label(element),
        columns=tuple(variable(column) for column in children(element, "column")),
        rows=tuple(tuple(expression(cell) for cell in row) for row in rows),
    )


def _invocation(element: Element) -> b.Invocation:
    return b.Invocation(
        id=_id(element),
        type_ref=_type(element),
        label=_label(element),
        function=expression_in(element),
        bindings=tuple(_binding(binding) for binding in children(element, "binding")),
    )


def _binding(element: Element) -> b.Binding:
    parameter = child(element, "parameter")
    if parameter is None:
        raise _invalid(element, "binding")
    return b.Binding(parameter=variable(parameter), value=expression_in(element))


def function_definition(element: Element) -> b.FunctionDefinition:
    """Return a function definition, also that of a business knowledge model."""
    kind = element.get("kind") or "FEEL"
    if kind not in ("FEEL", "Java", "PMML"):
        raise _invalid(element, f"kind {kind}")
    return b.FunctionDefinition(
        id=_id(element),
        type_ref=_type(element),
        label=_label(element),
        parameters=tuple(variable(item) for item in children(element, "formalParameter")),
        body=expression_in(element),
        kind=cast("Literal['FEEL', 'Java', 'PMML']", kind),
    )


def _conditional(element: Element) -> b.Conditional:
    return b.Conditional(
        id=_id(element),
        type_ref=_type(element),
        label=_label(element),
        condition=required_expression(element, "if"),
        then=required_expression(element, "then"),
        otherwise=required_expression(element, "else"),
    )


def _filter(element: Element) -> b.FilterExpression:
    return b.FilterExpression(
        id=_id(element),
        type_ref=_type(element),
        label=_label(element),
        domain=required_expression(element, "in"),
        match=required_expression(element, "match"),
    )


def _iteration(element: Element) -> b.Iteration:
    kind = local(element)
    return b.Iteration(
        id=_id(element),
        type_ref=_type(element),
        label=_label(element),
        kind="for" if kind == "for" else "every" if kind == "every" else "some",
        variable=normal_name(element.get("iteratorVariable") or ""),
        domain=required_expression(element, "in"),
        body=required_expression(element, "return" if kind == "for" else "satisfies"),
    )


def _table(element: Element) -> b.DecisionTable:
    policy = element.get("hitPolicy") or "UNIQUE"
    aggregation = element.get("aggregation")
    if policy not in HIT_POLICIES or aggregation not in (None, *AGGREGATIONS):
        raise _invalid(element, f"hitPolicy {policy} {aggregation}")
    return b.DecisionTable(
        id=_id(element),
        type_ref=_type(element),
        label=_label(element),
        hit_policy=cast("b.HitPolicy", policy),
        aggregation=cast("b.Aggregation | None", aggregation),
        inputs=tuple(_input(item) for item in children(element, "input")),
        outputs=tuple(_output(item) for item in children(element, "output")),
        annotations=tuple(item.get("name") or "" for item in children(element, "annotation")),
        rules=tuple(_rule(item) for item in children(element, "rule")),
        output_label=element.get("outputLabel"),
        orientation=element.get("preferredOrientation"),
    )


HIT_POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = ("SUM", "COUNT", "MIN", "MAX")


def _values(element: Element, name: str) -> str | None:
    values = child(element, name)
    return None if values is None else child_text(values, "text")


def _input(element: Element) -> b.InputClause:
    tested = child(element, "inputExpression")
    return b.InputClause(
        expression="" if tested is None else child_text(tested, "text") or "",
        type_ref=None if tested is None else _type(tested),
        values=_values(element, "inputValues"),
        label=_label(element),
        id=_id(element),
    )


def _output(element: Element) -> b.OutputClause:
    default = child(element, "defaultOutputEntry")
    name = element.get("name")
    return b.OutputClause(
        name=None if name is None else normal_name(name),
        type_ref=_type(element),
        values=_values(element, "outputValues"),
        default=None if default is None else child_text(default, "text"),
        label=_label(element),
        id=_id(element),
    )


def _rule(element: Element) -> b.Rule:
    return b.Rule(
        inputs=_texts(element, "inputEntry"),
        outputs=_texts(element, "outputEntry"),
        annotations=_texts(element, "annotationEntry"),
        description=child_text(element, "description"),
        id=_id(element),
    )


def _texts(element: Element, name: str) -> tuple[str, ...]:
    return tuple(child_text(item, "text") or "" for item in children(element, name))


_READERS: dict[str, Callable[[Element], b.BoxedExpression]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": function_definition,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "every": _iteration,
    "some": _iteration,
    "decisionTable": _table,
}
