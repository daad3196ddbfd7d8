"""The answer to `rules convert`: a DMN model in its other form, nothing lost on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml
from pydantic import JsonValue
from rich.text import Text

from adapters.bootstrap import read_document
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError, UsageError
from adapters.inbound.cli.rules.files import model_of, read_model
from adapters.inbound.cli.rules.words import RulesCliCode
from adapters.inbound.cli.words import CliCode
from rules.dmn.model import Decision, Definitions, DrgElement, KnowledgeModel, KnowledgeSource
from rules.dmn.plain_writer import write_plain
from rules.dmn.xml_reader import read_dmn_xml
from rules.dmn.xml_writer import write_dmn_xml
from rules.source import Scalar

_YAML = frozenset({".yaml", ".yml"})


def convert_model(desk: Desk, source: Path, target: Path) -> int:
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
    text = as_yaml(model) if to_yaml else write_dmn_xml(model)
    _check_same(model, text, source, target)
    _write(target, text)
    plain: JsonValue = {"source": str(source), "target": str(target), "model": model.name}
    said = desk.say("rules_converted", source=str(source), target=str(target))
    return desk.answer(plain, lambda console: console.print(Text(said)))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=problem) from error


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


class _Writer(yaml.SafeDumper):
    """Writes texts so that the strict reader gives the same texts back."""

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out: the reader allows no references."""
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and text == text.strip() else None
    if style is None and not _reads_as_text(text):
        style = "'"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _reads_as_text(text: str) -> bool:
    from adapters.outbound.definitions.yaml import YamlError

    try:
        node = read_document(text, "")
    except YamlError:
        return True
    return isinstance(node, Scalar) and node.value == text


_Writer.add_representer(str, _text)


def as_yaml(model: Definitions) -> str:
    """Return a model in the YAML form."""
    return yaml.dump(
        write_plain(model), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100
    )
