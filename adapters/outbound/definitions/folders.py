"""The folder of one version: which files it has, their trees and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters.outbound.definitions.yaml import YamlError, read_yaml
from engine.definitions.codes import DefinitionCode
from engine.definitions.document import DefinitionFiles
from rules.findings import Finding
from rules.source import Mark, Node

WORKFLOW = "workflow.yaml"
EXAMPLES = "examples.yaml"
PARTIES = "parties.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderContent:
    """What a folder holds.

    Attributes:
        files: None when there is no readable `workflow.yaml`.
        findings: Files that are missing or are no YAML.
    """

    files: DefinitionFiles | None
    findings: tuple[Finding, ...]


def read_folder(folder: Path, shown: str) -> FolderContent:
    """Read every file of a version; one that cannot be read does not hide the others.

    Args:
        folder: Where the files are.
        shown: The folder's name in findings.
    """
    findings: list[Finding] = []
    workflow = _tree(folder / WORKFLOW, f"{shown}/{WORKFLOW}", findings)
    if not (folder / WORKFLOW).is_file():
        findings.append(_missing(f"{shown}/{WORKFLOW}"))
    texts = {
        path.stem: tree
        for path in sorted(folder.glob("texts/*.yaml"))
        if (tree := _tree(path, f"{shown}/texts/{path.name}", findings)) is not None
    }
    forms = _tree(folder / "forms.yaml", f"{shown}/forms.yaml", findings)
    if workflow is None:
        return FolderContent(files=None, findings=tuple(findings))
    files = DefinitionFiles(
        workflow=workflow, texts=texts, forms=forms, templates=_templates(folder), folder=shown
    )
    return FolderContent(files=files, findings=tuple(findings))


def read_beside(path: Path, shown: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """A file that may lie beside the versions of a kind; None when there is none."""
    findings: list[Finding] = []
    return _tree(path, shown, findings), tuple(findings)


def _tree(path: Path, shown: str, findings: list[Finding]) -> Node | None:
    if not path.is_file():
        return None
    try:
        return read_yaml(path.read_text("utf-8"), file=shown)
    except YamlError as error:
        findings.append(Finding(code=error.code, mark=error.mark, params=error.params))
    except UnicodeDecodeError as error:
        findings.append(_not_text(shown, path.read_bytes()[: error.start]))
    return None


def _not_text(shown: str, before: bytes) -> Finding:
    mark = Mark(file=shown, line=before.count(b"\n") + 1, column=1)
    return Finding(code=DefinitionCode.NOT_UTF8, mark=mark, params={"file": shown})


def _missing(shown: str) -> Finding:
    mark = Mark(file=shown, line=1, column=1)
    return Finding(code=DefinitionCode.FILE_MISSING, mark=mark, params={"file": shown})


def _templates(folder: Path) -> dict[tuple[str, str], str]:
    found = {}
    for path in sorted(folder.glob("letters/*.md")):
        letter, _, language = path.name.removesuffix(".md").rpartition(".")
        found[letter, language] = path.read_text("utf-8")
    return found


def released_files(folder: Path) -> Iterator[Path]:
    """The files that a release fixes: all but the stories that test it, which may grow."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != EXAMPLES and not path.name.startswith("."):
            yield path
