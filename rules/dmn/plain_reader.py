"""From plain data, the content of a YAML file, to a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rules.dmn import model as m
from rules.dmn.boxed import FunctionDefinition, Variable
from rules.dmn.ids import element_id
from rules.dmn.plain_boxed import function_definition, read_boxed, variable
from rules.dmn.plain_extensions import read_extension
from rules.dmn.plain_fields import Fields, Path, Plain, as_text, refused

_KINDS: dict[type[m.Element], m.RequirementKind] = {
    m.InputData: "input",
    m.Decision: "decision",
    m.KnowledgeModel: "knowledge",
    m.DecisionService: "knowledge",
    m.KnowledgeSource: "authority",
}


def read_plain(data: Plain) -> m.Definitions:
    """Return the model.

    Args:
        data: Mappings, lists, texts and numbers; keys are those that `write_plain` writes.

    Raises:
        DmnError: Something else was expected somewhere; its `path` leads there.

    Example:
        >>> model = read_plain({"model": "aid", "namespace": "urn:aid",
        ...                     "decisions": {"one": {"logic": "1"}}})
        >>> model.elements[0].name
        'one'
    """
    fields = Fields(data, ())
    model = m.Definitions(
        name=fields.needed("model"),
        namespace=fields.needed("namespace"),
        id=fields.text("id"),
        description=fields.text("description"),
        extensions=fields.items("extensions", read_extension),
        imports=fields.named("imports", _import),
        item_definitions=fields.named("types", _item),
        elements=(
            *fields.named("inputs", _input),
            *fields.named("sources", _source),
            *fields.named("decisions", _decision),
            *fields.named("functions", _knowledge_model),
            *fields.named("services", _service),
        ),
    )
    fields.done()
    return replace(model, elements=tuple(_resolved(model.elements)))


def _import(name: str, value: Plain, path: Path) -> m.Import:
    fields = Fields(value, path)
    found = m.Import(
        name=name,
        namespace=fields.needed("namespace"),
        kind=fields.text("kind") or "https://www.omg.org/spec/DMN/20230324/MODEL/",
        location=fields.text("location"),
    )
    fields.done()
    return found


def _item(name: str, value: Plain, path: Path) -> m.ItemDefinition:
    if isinstance(value, str):
        return m.ItemDefinition(name=name, type_ref=value)
    fields = Fields(value, path)
    item = m.ItemDefinition(
        name=name,
        type_ref=fields.text("type"),
        is_collection=fields.flag("list"),
        allowed_values=fields.text("allowed"),
        type_constraint=fields.text("constraint"),
        components=fields.named("parts", _item),
        function=_function_item(fields),
        label=fields.text("label"),
        id=fields.text("id"),
    )
    fields.done()
    return item


def _function_item(fields: Fields) -> m.FunctionItem | None:
    if "gives" not in fields and "takes" not in fields:
        return None
    return m.FunctionItem(output=fields.text("gives"), parameters=fields.items("takes", variable))


def _variable(name: str, fields: Fields) -> Variable:
    return Variable(
        name=fields.text("variable") or name,
        type_ref=fields.text("type"),
        id=fields.text("variable_id"),
    )


def _id(name: str, fields: Fields) -> str:
    return fields.text("id") or element_id(name)


def _fields(value: Plain, path: Path) -> Fields:
    return Fields({"type": value} if isinstance(value, str) else value, path)


def _input(name: str, value: Plain, path: Path) -> m.InputData:
    fields = _fields(value, path)
    found = m.InputData(
        id=_id(name, fields),
        name=name,
        variable=_variable(name, fields),
        label=fields.text("label"),
        description=fields.text("description"),
        extensions=fields.items("extensions", read_extension),
    )
    fields.done()
    return found


def _source(name: str, value: Plain, path: Path) -> m.KnowledgeSource:
    fields = Fields(value, path)
    found = m.KnowledgeSource(
        id=_id(name, fields),
        name=name,
        label=fields.text("label"),
        description=fields.text("description"),
        extensions=fields.items("extensions", read_extension),
        kind=fields.text("kind"),
        location=fields.text("location"),
        requirements=fields.items("needs", _requirement),
    )
    fields.done()
    return found


def _decision(name: str, value: Plain, path: Path) -> m.Decision:
    fields = Fields(value, path)
    found = m.Decision(
        id=_id(name, fields),
        name=name,
        variable=_variable(name, fields),
        label=fields.text("label"),
        description=fields.text("description"),
        extensions=fields.items("extensions", read_extension),
        requirements=fields.items("needs", _requirement),
        logic=read_boxed(fields.get("logic"), (*path, "logic")) if "logic" in fields else None,
        question=fields.text("question"),
        allowed_answers=fields.text("answers"),
    )
    fields.done()
    return found


def _knowledge_model(name: str, value: Plain, path: Path) -> m.KnowledgeModel:
    fields = Fields(value, path)
    found = m.KnowledgeModel(
        id=_id(name, fields),
        name=name,
        variable=_variable(name, fields),
        label=fields.text("label"),
        description=fields.text("description"),
        extensions=fields.items("extensions", read_extension),
        requirements=fields.items("needs", _requirement),
        function=_encapsulated(fields),
    )
    fields.done()
    return found


def _encapsulated(outer: Fields) -> FunctionDefinition | None:
    if "function" not in outer:
        return None
    fields = Fields(outer.get("function"), (*outer.path, "function"))
    found = function_definition(fields, "parameters")
    fields.done()
    return found


def _service(name: str, value: Plain, path: Path) -> m.DecisionService:
    fields = Fields(value, path)
    found = m.DecisionService(
        id=_id(name, fields),
        name=name,
        variable=_variable(name, fields),
        label=fields.text("label"),
        description=fields.text("description"),
        extensions=fields.items("extensions", read_extension),
        outputs=fields.items("gives", as_text),
        encapsulated=fields.items("inside", as_text),
        input_decisions=fields.items("takes_decisions", as_text),
        input_data=fields.items("takes", as_text),
    )
    fields.done()
    return found


def _requirement(value: Plain, path: Path) -> m.Requirement:
    """Return a requirement; one given by name only is made whole by `_resolved`."""
    if isinstance(value, str):
        return m.Requirement(kind="input", target=value)
    fields = Fields(value, path)
    target = fields.needed("target")
    kind = fields.text("kind")
    found = m.Requirement(kind=_kind(kind, path), target=target, id=fields.text("id"))
    fields.done()
    return found


def _kind(kind: str | None, path: Path) -> m.RequirementKind:
    for known in _KINDS.values():
        if kind in (known, None):
            return known
    raise refused((*path, "kind"), ", ".join(sorted(set(_KINDS.values()))))


def _resolved(elements: tuple[m.DrgElement, ...]) -> Iterable[m.DrgElement]:
    by_name = {element.name: element for element in elements}
    for element in elements:
        if isinstance(element, m.KnowledgeSource):
            whole = tuple(_whole(r, by_name) for r in element.requirements)
            # Whatever an authority rests on, the arrow is one of authority.
            authority = tuple(replace(requirement, kind="authority") for requirement in whole)
            yield replace(element, requirements=authority)
        elif isinstance(element, m.Decision | m.KnowledgeModel):
            yield replace(
                element, requirements=tuple(_whole(r, by_name) for r in element.requirements)
            )
        elif isinstance(element, m.DecisionService):
            yield _service_with_targets(element, by_name)
        else:
            yield element


def _whole(requirement: m.Requirement, by_name: Mapping[str, m.DrgElement]) -> m.Requirement:
    if "#" in requirement.target:
        return requirement
    target = _target(requirement.target, by_name)
    kind = _KINDS[type(by_name[requirement.target])]
    return replace(requirement, kind=kind, target=target)


def _target(name: str, by_name: Mapping[str, m.DrgElement]) -> str:
    if "#" in name:
        return name
    if name not in by_name:
        raise refused(("needs", name), "name of an element, or namespace#id")
    return f"#{by_name[name].id}"


def _service_with_targets(
    service: m.DecisionService, by_name: Mapping[str, m.DrgElement]
) -> m.DecisionService:
    def targets(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_target(name, by_name) for name in names)

    return replace(
        service,
        outputs=targets(service.outputs),
        encapsulated=targets(service.encapsulated),
        input_decisions=targets(service.input_decisions),
        input_data=targets(service.input_data),
    )
