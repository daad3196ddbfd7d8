"""The answer to `rules convert`: a model or a policy in its other form, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

from pydantic import JsonValue
from rich.text import Text

from adapters.bootstrap import read_document
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError, UsageError
from adapters.inbound.cli.rules.convert_policy import convert_folder, policy_to_folder
from adapters.inbound.cli.rules.files import model_of, read_model, refused_file
from adapters.inbound.cli.rules.words import RulesCliCode
from adapters.inbound.cli.rules.yaml_text import as_yaml, write_file
from rules.dmn.errors import DmnError
from rules.dmn.model import Decision, Definitions, DrgElement, KnowledgeModel, KnowledgeSource
from rules.dmn.older import without_newer
from rules.dmn.plain_writer import write_plain
from rules.dmn.xml_reader import read_dmn_xml
from rules.dmn.xml_writer import Version, write_dmn_xml

_YAML = frozenset({".yaml", ".yml"})


def convert(desk: Desk, source: Path, target: Path, version: str) -> int:
    """Write a model or a policy in its other form.

    Raises:
        UsageError: The names are not those of two forms, or there is no such version.
        InputError: The other form could not say the same, or it cannot be written.
        RefusedFileError: The source cannot be used.
    """
    chosen = _version(version)
    if source.is_dir():
        return convert_folder(desk, source, target, chosen)
    if source.suffix == ".dmn" and not target.suffix:
        return policy_to_folder(desk, source, target)
    return convert_model(desk, source, target, chosen)


def _version(text: str) -> Version:
    for version in get_args(Version):
        if text == version:
            return cast("Version", version)
    raise UsageError(RulesCliCode.NOT_A_VERSION, value=text, allowed=", ".join(get_args(Version)))


def convert_model(desk: Desk, source: Path, target: Path, version: Version) -> int:
    """Read a model in one form and write it in the other.

    Raises:
        UsageError: The two names are not one `.dmn` and one `.yaml`.
        InputError: The other form could not say the same, or the file cannot be written.
        RefusedFileError: The source is no model.
    """
    to_yaml = target.suffix in _YAML
    if to_yaml == (source.suffix in _YAML) or ".dmn" not in (source.suffix, target.suffix):
        raise UsageError(RulesCliCode.NOT_A_CONVERSION, source=str(source), target=str(target))
    model = read_model(source)
    try:
        text = as_yaml(write_plain(model)) if to_yaml else write_dmn_xml(model, version)
        meant = model if to_yaml or version == "1.5" else without_newer(model)
    except DmnError as error:
        raise refused_file(source, error) from error
    _check_same(meant, text, source, target)
    write_file(target, text)
    plain: JsonValue = {"source": str(source), "target": str(target), "model": model.name}
    said = desk.say("rules_converted", source=str(source), target=str(target))
    return desk.answer(plain, lambda console: console.print(Text(said)))


def _check_same(model: Definitions, text: str, source: Path, target: Path) -> None:
    """Read what is about to be written: a rule that changes silently would be worse than none."""
    if target.suffix in _YAML:
        back = model_of(target, read_document(text, str(target)))
    else:
        back = read_dmn_xml(text)
    if _comparable(back) != _comparable(model):
        raise InputError(RulesCliCode.CONVERSION_LOSES, source=str(source), target=str(target))


def _comparable(model: Definitions) -> Definitions:
    """Leave aside what no rule hangs on: order, and ids that a form leaves out or derives."""
    elements = sorted(map(_without_ids, model.elements), key=lambda e: (e.id, e.name))
    return replace(model, id=None, elements=tuple(elements))


def _without_ids(element: DrgElement) -> DrgElement:
    if not isinstance(element, Decision | KnowledgeModel | KnowledgeSource):
        return element
    bare = tuple(replace(requirement, id=None) for requirement in element.requirements)
    return replace(element, requirements=bare)
