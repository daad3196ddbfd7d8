"""Files that hold rules: policy documents, DMN in XML and DMN in its YAML form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.bootstrap import read_document
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.rules.words import RulesCliCode
from adapters.inbound.cli.words import CliCode
from adapters.outbound.definitions.yaml import YamlError
from rules.errors import UnioncaseError
from rules.findings import Finding
from rules.source import Mapping as Tree
from rules.source import Mark, Node

if TYPE_CHECKING:
    from rules.dmn.model import Definitions
    from rules.policy import PolicyError

LARGEST_BYTES = 40_000_000
"""More than any text that the readers accept takes; a larger file is not even opened."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_PLACE = re.compile(r"line (\d+), column (\d+)")
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)")


class RefusedFileError(UnioncaseError):
    """A file cannot be used at all.

    Attributes:
        findings: Why, with the place.
    """

    def __init__(self, file: Path, finding: Finding, *more: Finding) -> None:
        super().__init__(RulesCliCode.FILE_REFUSED, file=str(file), place=str(finding.mark))
        self.findings = (finding, *more)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFiles:
    """What a path holds.

    Attributes:
        documents: Trees of policy documents.
        models: DMN models by file.
        findings: Files that are no YAML.
    """

    documents: tuple[Node, ...]
    models: Mapping[Path, Definitions]
    findings: tuple[Finding, ...]


def read_rules(path: Path) -> RuleFiles:
    """Read a file, or every file with rules in a folder, at any depth.

    Raises:
        InputError: There is nothing of that name, or nothing with rules in it.
        RefusedFileError: A DMN file is malformed.
    """
    if not path.exists():
        problem = "ENOENT"
        raise InputError(CliCode.FILE_UNREADABLE, file=str(path), problem=problem)
    documents: list[Node] = []
    models: dict[Path, Definitions] = {}
    findings: list[Finding] = []
    for file in _rule_files(path):
        if file.suffix == ".dmn":
            models[file] = read_model(file)
            continue
        tree = _tree(file, findings)
        if tree is not None and is_plain_model(tree):
            models[file] = model_of(file, tree)
        elif tree is not None and (path.is_file() or _names_area(tree)):
            documents.append(tree)
    if not documents and not models and not findings:
        raise InputError(RulesCliCode.NO_RULES, path=str(path))
    return RuleFiles(documents=tuple(documents), models=models, findings=tuple(findings))


def _rule_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.suffix in (".dmn", ".yaml", ".yml") and file.is_file():
            yield file


def _tree(file: Path, findings: list[Finding]) -> Node | None:
    try:
        return read_document(read_text(file), str(file))
    except YamlError as error:
        findings.append(Finding(code=error.code, mark=error.mark, params=error.params))
    return None


def is_plain_model(tree: Node) -> bool:
    """Whether a document is a DMN model in its YAML form."""
    return isinstance(tree, Tree) and "model" in tree.entries


def _names_area(tree: Node) -> bool:
    return isinstance(tree, Tree) and "area" in tree.entries


def read_model(file: Path) -> Definitions:
    """Read a DMN model, in XML or in its YAML form.

    Raises:
        RefusedFileError: It is no model, or one that is refused.
    """
    if file.suffix in (".yaml", ".yml"):
        return model_of(file, read_document(read_text(file), str(file)))
    from rules.dmn.errors import DmnError
    from rules.dmn.xml_reader import read_dmn_xml

    text = read_xml(file)
    try:
        return read_dmn_xml(text)
    except DmnError as error:
        raise refused_file(file, error, text) from error


def refused_file(file: Path, error: UnioncaseError, text: str = "") -> RefusedFileError:
    """Return the refusal of a file, with the place as far as the error or the text tells."""
    mark = _fault_mark(file, text, error)
    return RefusedFileError(file, Finding(code=error.code, mark=mark, params=error.params))


def refused_rules(path: Path, error: PolicyError) -> RefusedFileError:
    """Return the refusal of policy documents that hold errors."""
    return RefusedFileError(path, *error.findings)


def policy_files(folder: Path) -> dict[str, Node]:
    """Read the policy documents of a folder by name, from the folder down.

    Raises:
        InputError: There are none.
        RefusedFileError: A file is no YAML.
    """
    findings: list[Finding] = []
    files = {file: _tree(file, findings) for file in _rule_files(folder) if file.suffix != ".dmn"}
    if findings:
        raise RefusedFileError(folder, *findings)
    found = {file: tree for file, tree in files.items() if tree is not None and _names_area(tree)}
    if not found:
        raise InputError(RulesCliCode.NO_RULES, path=str(folder))
    return {file.relative_to(folder).as_posix(): tree for file, tree in found.items()}


def model_of(file: Path, tree: Node) -> Definitions:
    """Return the model that a tree describes.

    Raises:
        RefusedFileError: It describes none.
    """
    from rules.dmn.errors import DmnError
    from rules.dmn.plain_reader import read_plain
    from rules.source import find, plain

    try:
        return read_plain(plain(tree))
    except DmnError as error:
        steps = tuple(_step(step) for step in str(error.params.get("path", "")).split("."))
        finding = Finding(code=error.code, mark=find(tree, steps), params=error.params)
        raise RefusedFileError(file, finding) from error


def _step(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def _fault_mark(file: Path, text: str, error: UnioncaseError) -> Mark:
    line, column = error.params.get("line"), error.params.get("column")
    if isinstance(line, int) and isinstance(column, int):
        return Mark(file=str(file), line=line, column=column)
    found = _PLACE.search(str(error.params.get("detail", "")))
    if found:
        return Mark(file=str(file), line=int(found[1]), column=int(found[2]) + 1)
    forbidden = _FORBIDDEN.search(text)
    before = text[: forbidden.start()] if forbidden else ""
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Mark(file=str(file), line=before.count("\n") + 1, column=column)


def read_xml(file: Path) -> str:
    """Return the text of an XML file, whatever encoding it declares.

    Raises:
        InputError: It cannot be read, or is not of the encoding that it declares.
        RefusedFileError: It is too large to be opened.
    """
    return xml_text(read_bytes(file), file)


def xml_text(raw: bytes, file: Path) -> str:
    """Decode an XML document; its declaration goes, since a text has no encoding.

    Raises:
        InputError: It is not of the encoding that it declares.
    """
    declared = _DECLARED.match(raw)
    by_mark = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    encoding = by_mark or (declared[1].decode("ascii") if declared else "utf-8")
    try:
        text = raw.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=encoding) from error
    # The lines of the declaration stay, so that places still count from the top of the file.
    return _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)


def read_bytes(file: Path) -> bytes:
    """Return what a file holds.

    Raises:
        InputError: It cannot be read.
        RefusedFileError: It is too large to be opened.
    """
    from rules.dmn.errors import DmnCode

    try:
        if file.stat().st_size > LARGEST_BYTES:
            mark = Mark(file=str(file), line=1, column=1)
            params = {"limit": LARGEST_BYTES}
            raise RefusedFileError(file, Finding(code=DmnCode.TOO_LARGE, mark=mark, params=params))
        return file.read_bytes()
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=problem) from error


def read_text(file: Path) -> str:
    """Return the text of a file in UTF-8.

    Raises:
        InputError: It cannot be read, or is not UTF-8.
        RefusedFileError: It is too large to be opened.
    """
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem="UTF-8") from error
