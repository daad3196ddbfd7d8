"""Writing DMN XML, with a diagram, from a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from rules.dmn import model as m
from rules.dmn.boxed import Variable
from rules.dmn.diagram import HEIGHT, WIDTH, Box, layout, requirements_of
from rules.dmn.ids import element_id, requirement_id
from rules.dmn.older import without_newer
from rules.dmn.xml_boxed_writer import DMN, add, add_boxed, add_function, add_text, set_known
from rules.dmn.xml_extensions import PREFIXES, add_extensions

DI = "{http://www.omg.org/spec/DMN/20180521/DI/}"
DC = "{http://www.omg.org/spec/DMN/20180521/DC/}"
DMNDI = "{https://www.omg.org/spec/DMN/20230324/DMNDI/}"
_OLDER = (
    (
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
    ),
    (
        "https://www.omg.org/spec/DMN/20230324/DMNDI/",
        "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    ),
)

Version: TypeAlias = Literal["1.5", "1.3"]
"""Versions that are written; dmn-js and what is built on it know none newer than 1.3."""

Targets: TypeAlias = Mapping[str, m.DrgElement]

_ARROWS = {
    "input": ("informationRequirement", "requiredInput"),
    "decision": ("informationRequirement", "requiredDecision"),
    "knowledge": ("knowledgeRequirement", "requiredKnowledge"),
    "authority": ("authorityRequirement", "requiredAuthority"),
}


def write_dmn_xml(model: m.Definitions, version: Version = "1.5") -> str:
    """Return the model as the text of a DMN file; `read_dmn_xml` reads it.

    Args:
        model: The model.
        version: The version of DMN. In 1.3, what came later is written as text of FEEL.

    Raises:
        DmnError: The model needs something that the version does not have.

    Example:
        >>> from rules.dmn.plain_reader import read_plain
        >>> from rules.dmn.xml_reader import read_dmn_xml
        >>> text = write_dmn_xml(read_plain({"model": "aid", "namespace": "urn:aid",
        ...                                  "decisions": {"one": {"logic": "1"}}}))
        >>> read_dmn_xml(text).elements[0].logic.text
        '1'
    """
    if version == "1.3":
        model = without_newer(model)
    root = Element(f"{DMN}definitions")
    set_known(root, id=model.id or element_id(model.name), name=model.name)
    set_known(root, namespace=model.namespace)
    add_text(root, "description", model.description)
    add_extensions(root, f"{DMN}extensionElements", model.extensions)
    for item in model.imports:
        _add_import(root, item)
    for definition in model.item_definitions:
        _add_item(root, "itemDefinition", definition)
    targets = {f"#{element.id}": element for element in model.elements}
    for element in model.elements:
        _WRITERS[type(element)](root, element, targets)
    _add_diagram(root, model)
    return _text(root, version)


def _text(root: Element, version: Version) -> str:
    namespaces = {"": DMN, "di": DI, "dc": DC, "dmndi": DMNDI, **PREFIXES}
    for prefix, namespace in namespaces.items():
        register_namespace(prefix, namespace.strip("{}"))
    indent(root)
    body = tostring(root, encoding="unicode")
    if version == "1.3":
        # Only the declarations at the root name the namespaces, each in quotes.
        head, close, rest = body.partition(">")
        for newer, older in _OLDER:
            head = head.replace(f'="{newer}"', f'="{older}"')
        body = head + close + rest
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _add_import(root: Element, item: m.Import) -> None:
    node = add(root, "import")
    set_known(node, name=item.name, namespace=item.namespace, importType=item.kind)
    set_known(node, locationURI=item.location)


def _add_item(parent: Element, tag: str, item: m.ItemDefinition) -> None:
    node = add(parent, tag)
    collection = "true" if item.is_collection else None
    set_known(node, id=item.id, name=item.name, label=item.label, isCollection=collection)
    add_text(node, "typeRef", item.type_ref)
    _add_tests(node, "allowedValues", item.allowed_values)
    _add_tests(node, "typeConstraint", item.type_constraint)
    for component in item.components:
        _add_item(node, "itemComponent", component)
    if item.function is not None:
        function = add(node, "functionItem")
        set_known(function, outputTypeRef=item.function.output)
        for parameter in item.function.parameters:
            _add_variable(function, "parameters", parameter)


def _add_tests(parent: Element, tag: str, text: str | None) -> None:
    if text is not None:
        add_text(add(parent, tag), "text", text)


def _add_variable(parent: Element, tag: str, variable: Variable) -> None:
    node = add(parent, tag)
    set_known(node, id=variable.id, name=variable.name, typeRef=variable.type_ref)


def _add_element(root: Element, tag: str, element: m.Element) -> Element:
    node = add(root, tag)
    set_known(node, id=element.id, name=element.name, label=element.label)
    add_text(node, "description", element.description)
    add_extensions(node, f"{DMN}extensionElements", element.extensions)
    return node


def _add_own_variable(node: Element, element: m.Element) -> None:
    _add_variable(node, "variable", element.variable or Variable(name=element.name))


def _add_requirements(
    node: Element, owner: m.Element, requirements: Sequence[m.Requirement], targets: Targets
) -> None:
    for number, requirement in enumerate(requirements, 1):
        outer, inner = _arrow(requirement, targets)
        arrow = add(node, outer)
        arrow.set("id", requirement.id or requirement_id(owner.id, number))
        add(arrow, inner).set("href", requirement.target)


def _arrow(requirement: m.Requirement, targets: Targets) -> tuple[str, str]:
    outer, inner = _ARROWS[requirement.kind]
    target = targets.get(requirement.target)
    if requirement.kind == "authority" and isinstance(target, m.InputData):
        return outer, "requiredInput"
    if requirement.kind == "authority" and isinstance(target, m.Decision):
        return outer, "requiredDecision"
    return outer, inner


def _add_input(root: Element, element: m.InputData, targets: Targets) -> None:
    _add_own_variable(_add_element(root, "inputData", element), element)


def _add_source(root: Element, element: m.KnowledgeSource, targets: Targets) -> None:
    node = _add_element(root, "knowledgeSource", element)
    set_known(node, locationURI=element.location)
    _add_requirements(node, element, element.requirements, targets)
    add_text(node, "type", element.kind)


def _add_decision(root: Element, element: m.Decision, targets: Targets) -> None:
    node = _add_element(root, "decision", element)
    add_text(node, "question", element.question)
    add_text(node, "allowedAnswers", element.allowed_answers)
    _add_own_variable(node, element)
    _add_requirements(node, element, element.requirements, targets)
    if element.logic is not None:
        add_boxed(node, element.logic)


def _add_knowledge_model(root: Element, element: m.KnowledgeModel, targets: Targets) -> None:
    node = _add_element(root, "businessKnowledgeModel", element)
    _add_own_variable(node, element)
    if element.function is not None:
        add_function(node, "encapsulatedLogic", element.function)
    _add_requirements(node, element, element.requirements, targets)


def _add_service(root: Element, element: m.DecisionService, targets: Targets) -> None:
    node = _add_element(root, "decisionService", element)
    _add_own_variable(node, element)
    for tag, references in (
        ("outputDecision", element.outputs),
        ("encapsulatedDecision", element.encapsulated),
        ("inputDecision", element.input_decisions),
        ("inputData", element.input_data),
    ):
        for reference in references:
            add(node, tag).set("href", reference)


_WRITERS: dict[type[m.Element], Callable[..., None]] = {
    m.InputData: _add_input,
    m.KnowledgeSource: _add_source,
    m.Decision: _add_decision,
    m.KnowledgeModel: _add_knowledge_model,
    m.DecisionService: _add_service,
}


def _add_diagram(root: Element, model: m.Definitions) -> None:
    diagram = SubElement(SubElement(root, f"{DMNDI}DMNDI"), f"{DMNDI}DMNDiagram")
    diagram.set("id", "diagram_1")
    boxes = layout(model)
    for element in model.elements:
        _add_shape(diagram, element.id, boxes[element.id])
    for element in model.elements:
        for number, requirement in enumerate(requirements_of(element), 1):
            below = boxes.get(requirement.target.lstrip("#"))
            if below is not None:
                name = requirement.id or requirement_id(element.id, number)
                _add_edge(diagram, name, boxes[element.id], below)


def _add_shape(diagram: Element, identifier: str, box: Box) -> None:
    shape = SubElement(diagram, f"{DMNDI}DMNShape")
    shape.set("id", f"shape_{identifier}")
    shape.set("dmnElementRef", identifier)
    bounds = SubElement(shape, f"{DC}Bounds")
    set_known(bounds, x=str(box.x), y=str(box.y), width=str(WIDTH), height=str(HEIGHT))


def _add_edge(diagram: Element, identifier: str, upper: Box, lower: Box) -> None:
    edge = SubElement(diagram, f"{DMNDI}DMNEdge")
    edge.set("id", f"edge_{identifier}")
    edge.set("dmnElementRef", identifier)
    for x, y in ((lower.x, lower.y), (upper.x, upper.y + HEIGHT)):
        set_known(SubElement(edge, f"{DI}waypoint"), x=str(x + WIDTH // 2), y=str(y))
