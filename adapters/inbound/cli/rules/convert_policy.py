"""Policies in DMN and back: a folder of documents, and a model for each edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from pydantic import JsonValue
from rich.text import Text

from adapters.bootstrap import read_document
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError, UsageError
from adapters.inbound.cli.rules.files import policy_files, read_model, refused_file, refused_rules
from adapters.inbound.cli.rules.words import RulesCliCode
from adapters.inbound.cli.rules.yaml_text import as_yaml, write_file
from rules.dmn.errors import DmnError
from rules.dmn.model import Definitions
from rules.dmn.xml_reader import read_dmn_xml
from rules.dmn.xml_writer import Version, write_dmn_xml
from rules.policy import PolicyError
from rules.policy.in_dmn import is_policy, policy_documents, policy_models
from rules.source import Node, Plain, plain

Documents = Mapping[str, Mapping[str, Plain]]


def convert_folder(desk: Desk, source: Path, target: Path, version: Version) -> int:
    """Write the policies of a folder as models, or the models of a folder as policies.

    Raises:
        UsageError: One file cannot hold what the folder holds.
        InputError: The other form could not say the same, or it cannot be written.
        RefusedFileError: The source cannot be used.
    """
    models = {file: read_model(file) for file in sorted(source.rglob("*.dmn"))}
    if models and not target.suffix:
        return _write_documents(desk, source, target, models)
    return _write_models(desk, source, target, version)


def policy_to_folder(desk: Desk, source: Path, target: Path) -> int:
    """Write a policy that is given as a model as a folder of documents.

    Raises:
        InputError: The documents could not say the same, or cannot be written.
        RefusedFileError: The source is no policy.
    """
    return _write_documents(desk, source, target, {source: read_model(source)})


def _write_models(desk: Desk, source: Path, target: Path, version: Version) -> int:
    documents = policy_files(source)
    try:
        models = policy_models(documents)
    except PolicyError as error:
        raise refused_rules(source, error) from error
    except DmnError as error:
        raise refused_file(source, error) from error
    one_file = target.suffix == ".dmn" and len(models) == 1
    if not models or not (one_file or not target.suffix):
        raise UsageError(RulesCliCode.NOT_ONE_MODEL, source=str(source), count=len(models))
    texts = {_model_file(target, model): write_dmn_xml(model, version) for model in models}
    _check_documents(documents, [read_dmn_xml(text) for text in texts.values()], source, target)
    return _write(desk, source, target, texts)


def _model_file(target: Path, model: Definitions) -> Path:
    edition = model.namespace.rpartition(":")[2]
    return target if target.suffix else target / f"{model.name}-{edition}.dmn"


def _check_documents(
    documents: Mapping[str, Node], models: Iterable[Definitions], source: Path, target: Path
) -> None:
    """Read what is about to be written: a rule that changes silently would be worse than none."""
    if policy_documents(models) != {name: plain(node) for name, node in documents.items()}:
        raise InputError(RulesCliCode.CONVERSION_LOSES, source=str(source), target=str(target))


def _write_documents(
    desk: Desk, source: Path, target: Path, models: Mapping[Path, Definitions]
) -> int:
    policies = [model for model in models.values() if is_policy(model)]
    if not policies:
        raise InputError(RulesCliCode.NO_POLICY, source=str(source))
    try:
        documents = policy_documents(policies)
    except DmnError as error:
        raise refused_file(source, error) from error
    texts = {_inside(target, name): _yaml(name, spec) for name, spec in documents.items()}
    for file, spec in zip(texts, documents.values(), strict=True):
        if plain(read_document(texts[file], str(file))) != spec:
            raise InputError(RulesCliCode.CONVERSION_LOSES, source=str(source), target=str(file))
    return _write(desk, source, target, texts)


def _yaml(name: str, spec: Mapping[str, Plain]) -> str:
    return as_yaml(spec, short=True)


def _inside(target: Path, name: str) -> Path:
    """Return the file of a document; its name comes from a model, which anybody may have written.

    Raises:
        InputError: The name leads out of the folder, or is none of a document.
    """
    path = PurePosixPath(name)
    plain_parts = all(
        part.strip(". ") and "\\" not in part and ":" not in part for part in path.parts
    )
    if path.is_absolute() or not plain_parts or path.suffix not in (".yaml", ".yml"):
        raise InputError(RulesCliCode.NOT_A_DOCUMENT, name=name)
    return target.joinpath(*path.parts)


def _write(desk: Desk, source: Path, target: Path, texts: Mapping[Path, str]) -> int:
    if target.is_dir() and any(target.iterdir()):
        raise InputError(RulesCliCode.FOLDER_NOT_EMPTY, target=str(target))
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, text)
    files: list[JsonValue] = [str(file) for file in texts]
    shown: JsonValue = {"source": str(source), "target": str(target), "files": files}
    said = desk.say("rules_converted", source=str(source), target=str(target))
    return desk.answer(shown, lambda console: console.print(Text(said)))
