"""From a model to plain data, which a YAML file can hold; what can be derived is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rules.dmn import model as m
from rules.dmn.boxed import Variable
from rules.dmn.ids import element_id, requirement_id
from rules.dmn.plain_boxed import write_boxed, write_function, write_variable
from rules.dmn.plain_extensions import write_extension
from rules.dmn.plain_fields import Plain, kept

_KINDS: Mapping[m.RequirementKind, tuple[type[m.Element], ...]] = {
    "input": (m.InputData,),
    "decision": (m.Decision,),
    "knowledge": (m.KnowledgeModel, m.DecisionService),
    "authority": (m.KnowledgeSource,),
}


def write_plain(model: m.Definitions) -> dict[str, Plain]:
    """Return the model in plain form; `read_plain` gives it back.

    Example:
        >>> from rules.dmn.plain_reader import read_plain
        >>> data = {"model": "aid", "namespace": "urn:aid", "inputs": {"age": "number"},
        ...         "decisions": {"old": {"needs": ["age"], "logic": "age > 60"}}}
        >>> write_plain(read_plain(data)) == data
        True
    """
    by_target = {f"#{element.id}": element for element in model.elements}
    return kept(
        model=model.name,
        namespace=model.namespace,
        id=None if model.id == element_id(model.name) else model.id,
        description=model.description,
        extensions=[write_extension(part) for part in model.extensions],
        imports={item.name: _import(item) for item in model.imports},
        types={item.name: _item(item) for item in model.item_definitions},
        inputs=_group(model, m.InputData, _input),
        sources=_group(model, m.KnowledgeSource, lambda e: _source(e, by_target)),
        decisions=_group(model, m.Decision, lambda e: _decision(e, by_target)),
        functions=_group(model, m.KnowledgeModel, lambda e: _knowledge_model(e, by_target)),
        services=_group(model, m.DecisionService, lambda e: _service(e, by_target)),
    )


def _group(
    model: m.Definitions, kind: type[m.Element], write: Callable[..., Plain]
) -> dict[str, Plain]:
    return {item.name: write(item) for item in model.elements if type(item) is kind}


def _import(item: m.Import) -> Plain:
    kind = None if item.kind == "https://www.omg.org/spec/DMN/20230324/MODEL/" else item.kind
    return kept(namespace=item.namespace, kind=kind, location=item.location)


def _item(item: m.ItemDefinition) -> Plain:
    more = kept(
        list=item.is_collection,
        allowed=item.allowed_values,
        constraint=item.type_constraint,
        parts={part.name: _item(part) for part in item.components},
        label=item.label,
        id=item.id,
    )
    if item.function is not None:
        more["gives"] = item.function.output
        more["takes"] = [write_variable(part) for part in item.function.parameters]
    if not more and item.type_ref is not None:
        return item.type_ref
    return {**kept(type=item.type_ref), **more}


def _common(element: m.Element) -> dict[str, Plain]:
    own = element.variable or Variable(name=element.name)
    return kept(
        id=None if element.id == element_id(element.name) else element.id,
        type=own.type_ref,
        variable=None if own.name == element.name else own.name,
        variable_id=own.id,
        label=element.label,
        description=element.description,
        extensions=[write_extension(part) for part in element.extensions],
    )


def _input(element: m.InputData) -> Plain:
    common = _common(element)
    return common["type"] if common.keys() == {"type"} else common


def _source(element: m.KnowledgeSource, by_target: Mapping[str, m.DrgElement]) -> Plain:
    return {
        **_common(element),
        **kept(
            kind=element.kind,
            location=element.location,
            needs=_needs(element, element.requirements, by_target),
        ),
    }


def _decision(element: m.Decision, by_target: Mapping[str, m.DrgElement]) -> Plain:
    own = {
        **_common(element),
        **kept(
            question=element.question,
            answers=element.allowed_answers,
            needs=_needs(element, element.requirements, by_target),
        ),
    }
    return own if element.logic is None else {**own, "logic": write_boxed(element.logic)}


def _knowledge_model(element: m.KnowledgeModel, by_target: Mapping[str, m.DrgElement]) -> Plain:
    own = {
        **_common(element),
        **kept(needs=_needs(element, element.requirements, by_target)),
    }
    function = element.function
    if function is None:
        return own
    more = kept(id=function.id, type=function.type_ref, label=function.label)
    return {**own, "function": {**write_function(function, "parameters"), **more}}


def _service(element: m.DecisionService, by_target: Mapping[str, m.DrgElement]) -> Plain:
    def names(targets: Sequence[str]) -> list[Plain]:
        return [_name(target, by_target) for target in targets]

    return {
        **_common(element),
        **kept(
            gives=names(element.outputs),
            inside=names(element.encapsulated),
            takes_decisions=names(element.input_decisions),
            takes=names(element.input_data),
        ),
    }


def _name(target: str, by_target: Mapping[str, m.DrgElement]) -> str:
    element = by_target.get(target)
    same_name = 0 if element is None else _count(element.name, by_target)
    return element.name if element is not None and same_name == 1 else target


def _count(name: str, by_target: Mapping[str, m.DrgElement]) -> int:
    return sum(element.name == name for element in by_target.values())


def _needs(
    owner: m.Element,
    requirements: Sequence[m.Requirement],
    by_target: Mapping[str, m.DrgElement],
) -> list[Plain]:
    return [
        _requirement(requirement, requirement_id(owner.id, number), by_target, owner)
        for number, requirement in enumerate(requirements, 1)
    ]


def _requirement(
    requirement: m.Requirement,
    derived: str,
    by_target: Mapping[str, m.DrgElement],
    owner: m.Element,
) -> Plain:
    name = _name(requirement.target, by_target)
    own_id = None if requirement.id == derived else requirement.id
    plain_kind = "#" not in name and (
        isinstance(owner, m.KnowledgeSource)
        or isinstance(by_target[requirement.target], _KINDS[requirement.kind])
    )
    if plain_kind and own_id is None:
        return name
    target = name if plain_kind else requirement.target
    kind = None if plain_kind else requirement.kind
    return kept(target=target, kind=kind, id=own_id)
