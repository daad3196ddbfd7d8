"""Reading DMN XML, versions 1.1 to 1.5, from a string."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from rules.dmn import model as m
from rules.dmn.boxed import Variable
from rules.dmn.errors import DmnCode, DmnError
from rules.dmn.xml_boxed import expression_in, function_definition, type_name, variable
from rules.dmn.xml_extensions import read_extensions
from rules.dmn.xml_tree import (
    child,
    child_text,
    children,
    local,
    namespace_of,
    parse_xml,
    place_of,
    text_of,
)
from rules.feel.scanner import normal_name

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}


def read_dmn_xml(text: str) -> m.Definitions:
    """Return the model that a DMN file describes.

    Raises:
        DmnError: The text is no DMN, or XML of a kind that is refused.
    """
    root = parse_xml(text)
    if local(root) != "definitions" or namespace_of(root) not in NAMESPACES:
        raise DmnError(DmnCode.NOT_DMN, element=root.tag[:200], **place_of(root))
    return m.Definitions(
        name=root.get("name") or "",
        namespace=root.get("namespace") or "",
        id=root.get("id"),
        description=child_text(root, "description"),
        extensions=read_extensions(root),
        imports=tuple(_import(item) for item in children(root, "import")),
        item_definitions=tuple(_item(item) for item in children(root, "itemDefinition")),
        elements=tuple(_ELEMENTS[local(item)](item) for item in children(root, *_ELEMENTS)),
    )


def _import(element: Element) -> m.Import:
    return m.Import(
        name=normal_name(element.get("name") or ""),
        namespace=element.get("namespace") or "",
        kind=element.get("importType") or "",
        location=element.get("locationURI"),
    )


def _item(element: Element) -> m.ItemDefinition:
    return m.ItemDefinition(
        name=normal_name(element.get("name") or ""),
        type_ref=type_name(child_text(element, "typeRef") or element.get("typeRef")),
        is_collection=element.get("isCollection") in ("true", "1"),
        allowed_values=_tests(element, "allowedValues"),
        type_constraint=_tests(element, "typeConstraint"),
        components=tuple(_item(part) for part in children(element, "itemComponent")),
        function=_function_item(child(element, "functionItem")),
        label=element.get("label"),
        id=element.get("id"),
    )


def _tests(element: Element, name: str) -> str | None:
    tests = child(element, name)
    return None if tests is None else child_text(tests, "text")


def _function_item(element: Element | None) -> m.FunctionItem | None:
    if element is None:
        return None
    return m.FunctionItem(
        output=type_name(element.get("outputTypeRef")),
        parameters=tuple(variable(part) for part in children(element, "parameters")),
    )


def _id(element: Element) -> str:
    return element.get("id") or element.get("name") or ""


def _name(element: Element) -> str:
    return normal_name(element.get("name") or "")


def _variable(element: Element) -> Variable | None:
    found = child(element, "variable")
    return None if found is None else variable(found)


def _input(element: Element) -> m.InputData:
    return m.InputData(
        id=_id(element),
        name=_name(element),
        variable=_variable(element),
        label=element.get("label"),
        description=child_text(element, "description"),
        extensions=read_extensions(element),
    )


def _source(element: Element) -> m.KnowledgeSource:
    return m.KnowledgeSource(
        id=_id(element),
        name=_name(element),
        variable=_variable(element),
        label=element.get("label"),
        description=child_text(element, "description"),
        extensions=read_extensions(element),
        kind=child_text(element, "type"),
        location=element.get("locationURI"),
        requirements=_requirements(element),
    )


def _decision(element: Element) -> m.Decision:
    return m.Decision(
        id=_id(element),
        name=_name(element),
        variable=_variable(element),
        label=element.get("label"),
        description=child_text(element, "description"),
        extensions=read_extensions(element),
        requirements=_requirements(element),
        logic=expression_in(element),
        question=child_text(element, "question"),
        allowed_answers=child_text(element, "allowedAnswers"),
    )


def _knowledge_model(element: Element) -> m.KnowledgeModel:
    logic = child(element, "encapsulatedLogic")
    return m.KnowledgeModel(
        id=_id(element),
        name=_name(element),
        variable=_variable(element),
        label=element.get("label"),
        description=child_text(element, "description"),
        extensions=read_extensions(element),
        requirements=_requirements(element),
        function=None if logic is None else function_definition(logic),
    )


def _service(element: Element) -> m.DecisionService:
    return m.DecisionService(
        id=_id(element),
        name=_name(element),
        variable=_variable(element),
        label=element.get("label"),
        description=child_text(element, "description"),
        extensions=read_extensions(element),
        outputs=_targets(element, "outputDecision"),
        encapsulated=_targets(element, "encapsulatedDecision"),
        input_decisions=_targets(element, "inputDecision"),
        input_data=_targets(element, "inputData"),
    )


def _targets(element: Element, name: str) -> tuple[str, ...]:
    return tuple(_target(item) for item in children(element, name))


def _target(element: Element) -> str:
    target = element.get("href") or text_of(element) or ""
    return target if "#" in target else f"#{target}"


_REQUIRED: dict[str, m.RequirementKind] = {
    "requiredInput": "input",
    "requiredDecision": "decision",
    "requiredKnowledge": "knowledge",
    "requiredAuthority": "authority",
}
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement", "authorityRequirement")


def _requirements(element: Element) -> tuple[m.Requirement, ...]:
    return tuple(
        _requirement(outer, inner)
        for outer in children(element, *_REQUIREMENTS)
        for inner in children(outer, *_REQUIRED)
    )


def _requirement(outer: Element, inner: Element) -> m.Requirement:
    kind = "authority" if local(outer) == "authorityRequirement" else _REQUIRED[local(inner)]
    return m.Requirement(kind=kind, target=_target(inner), id=outer.get("id"))


_ELEMENTS: dict[str, Callable[[Element], m.DrgElement]] = {
    "inputData": _input,
    "knowledgeSource": _source,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge_model,
    "decisionService": _service,
}
