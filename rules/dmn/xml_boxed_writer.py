"""Writing boxed expressions as DMN 1.5 XML."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from rules.dmn import boxed as b

DMN = "{https://www.omg.org/spec/DMN/20230324/MODEL/}"


def add(parent: Element, tag: str) -> Element:
    """Add and return a child element of DMN's namespace."""
    return SubElement(parent, f"{DMN}{tag}")


def add_text(parent: Element, tag: str, text: str | None) -> None:
    """Add a child element with a text, unless the text is None."""
    if text is not None:
        add(parent, tag).text = text


def set_known(node: Element, **attributes: str | None) -> None:
    """Set the attributes that are not None."""
    for name, value in attributes.items():
        if value is not None:
            node.set(name, value)


def add_boxed(parent: Element, node: b.BoxedExpression) -> None:
    """Add a boxed expression."""
    tag, fill = _WRITERS[type(node)]
    name = node.kind if isinstance(node, b.Iteration) else tag
    element = add(parent, name)
    set_known(element, id=node.id, label=node.label, typeRef=node.type_ref)
    fill(element, node)


def add_function(parent: Element, tag: str, node: b.FunctionDefinition) -> None:
    """Add a function definition under the tag that its place asks for."""
    element = add(parent, tag)
    set_known(element, id=node.id, label=node.label, typeRef=node.type_ref)
    _function(element, node)


def _in(parent: Element, tag: str, node: b.BoxedExpression) -> None:
    add_boxed(add(parent, tag), node)


def _variable(parent: Element, tag: str, variable: b.Variable) -> None:
    node = add(parent, tag)
    set_known(node, id=variable.id, name=variable.name, typeRef=variable.type_ref)


def _literal(element: Element, node: b.LiteralExpression) -> None:
    set_known(element, expressionLanguage=node.language)
    add_text(element, "text", node.text)


def _context(element: Element, node: b.BoxedContext) -> None:
    for entry in node.entries:
        inner = add(element, "contextEntry")
        set_known(inner, id=entry.id)
        if entry.variable is not None:
            _variable(inner, "variable", entry.variable)
        add_boxed(inner, entry.value)


def _list(element: Element, node: b.BoxedList) -> None:
    for item in node.items:
        add_boxed(element, item)


def _relation(element: Element, node: b.Relation) -> None:
    for column in node.columns:
        _variable(element, "column", column)
    for row in node.rows:
        inner = add(element, "row")
        for cell in row:
            add_boxed(inner, cell)


def _invocation(element: Element, node: b.Invocation) -> None:
    if node.function is not None:
        add_boxed(element, node.function)
    for binding in node.bindings:
        inner = add(element, "binding")
        _variable(inner, "parameter", binding.parameter)
        if binding.value is not None:
            add_boxed(inner, binding.value)


def _function(element: Element, node: b.FunctionDefinition) -> None:
    set_known(element, kind=None if node.kind == "FEEL" else node.kind)
    for parameter in node.parameters:
        _variable(element, "formalParameter", parameter)
    if node.body is not None:
        add_boxed(element, node.body)


def _conditional(element: Element, node: b.Conditional) -> None:
    _in(element, "if", node.condition)
    _in(element, "then", node.then)
    _in(element, "else", node.otherwise)


def _filter(element: Element, node: b.FilterExpression) -> None:
    _in(element, "in", node.domain)
    _in(element, "match", node.match)


def _iteration(element: Element, node: b.Iteration) -> None:
    element.set("iteratorVariable", node.variable)
    _in(element, "in", node.domain)
    _in(element, "return" if node.kind == "for" else "satisfies", node.body)


def _table(element: Element, node: b.DecisionTable) -> None:
    set_known(
        element,
        hitPolicy=None if node.hit_policy == "UNIQUE" else node.hit_policy,
        aggregation=node.aggregation,
        outputLabel=node.output_label,
        preferredOrientation=node.orientation,
    )
    for clause in node.inputs:
        _input(element, clause)
    for output in node.outputs:
        _output(element, output)
    for name in node.annotations:
        add(element, "annotation").set("name", name)
    for rule in node.rules:
        _rule(element, rule)


def _input(element: Element, clause: b.InputClause) -> None:
    node = add(element, "input")
    set_known(node, id=clause.id, label=clause.label)
    tested = add(node, "inputExpression")
    set_known(tested, typeRef=clause.type_ref)
    add_text(tested, "text", clause.expression)
    _tests(node, "inputValues", clause.values)


def _output(element: Element, clause: b.OutputClause) -> None:
    node = add(element, "output")
    set_known(node, id=clause.id, label=clause.label, name=clause.name, typeRef=clause.type_ref)
    _tests(node, "outputValues", clause.values)
    _tests(node, "defaultOutputEntry", clause.default)


def _tests(element: Element, tag: str, text: str | None) -> None:
    if text is not None:
        add_text(add(element, tag), "text", text)


def _rule(element: Element, rule: b.Rule) -> None:
    node = add(element, "rule")
    set_known(node, id=rule.id)
    add_text(node, "description", rule.description)
    for tag, texts in (
        ("inputEntry", rule.inputs),
        ("outputEntry", rule.outputs),
        ("annotationEntry", rule.annotations),
    ):
        for text in texts:
            add_text(add(node, tag), "text", text)


_WRITERS: dict[type[b.Boxed], tuple[str, Callable[..., None]]] = {
    b.LiteralExpression: ("literalExpression", _literal),
    b.BoxedContext: ("context", _context),
    b.BoxedList: ("list", _list),
    b.Relation: ("relation", _relation),
    b.Invocation: ("invocation", _invocation),
    b.FunctionDefinition: ("functionDefinition", _function),
    b.Conditional: ("conditional", _conditional),
    b.FilterExpression: ("filter", _filter),
    b.Iteration: ("", _iteration),
    b.DecisionTable: ("decisionTable", _table),
}
