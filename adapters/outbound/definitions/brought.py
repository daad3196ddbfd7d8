"""Workflows that come with a replayed log: read from any folder, kept beside the database.

Whoever verifies the stored cases later needs the very declaration they were played on; so its
files are copied to where the library of that database looks.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from adapters.outbound.definitions.folders import read_folder
from adapters.outbound.definitions.published import PublishedWorkflow, forbidding
from engine.definitions.checks import judge
from engine.definitions.compile import compile_workflow
from engine.definitions.document import KnownRules
from engine.definitions.words import Words
from engine.errors import DefinitionError
from engine.replay import ReplayCode, ReplayError
from rules.source import plain

_KEPT = ("workflow.yaml", "forms.yaml", "texts/*.yaml", "letters/*.md")


def version_folder(folder: Path) -> Path:
    """The folder itself, or the latest version in a folder of a kind of case."""
    versions = [path.parent for path in folder.glob("v*/workflow.yaml")]
    if (folder / "workflow.yaml").is_file() or not versions:
        return folder
    return max(versions, key=lambda path: (len(path.name), path.name))


def read_declared(folder: Path, rules: KnownRules | None = None) -> PublishedWorkflow:
    """Read and check a workflow wherever it lies; words may be missing.

    Args:
        folder: Holds `workflow.yaml`, and perhaps texts, forms and letters.
        rules: The rules catalogue that names of decisions are checked against.

    Raises:
        DefinitionError: It has defects, each with file, line and column.
    """
    content = read_folder(folder, str(folder))
    judged = None if content.files is None else judge(content.files, rules=rules)
    findings = (*content.findings, *(judged.findings if judged is not None else ()))
    errors = forbidding(findings, wordless=True)
    if errors or judged is None or judged.spec is None or content.files is None:
        raise DefinitionError(errors)
    return PublishedWorkflow(
        compiled=compile_workflow(judged.spec),
        words=Words(texts={lang: plain(tree) for lang, tree in content.files.texts.items()}),
        forms=judged.forms,
        templates=dict(content.files.templates),
        released=False,
    )


def keep_declared(folder: Path, published: PublishedWorkflow, root: Path) -> None:
    """Copy a workflow's files to `root/<kind>/v<N>/`; the same files are copied once.

    Raises:
        ReplayError: `WORKFLOW_TAKEN`: that version is there with another text.
    """
    spec = published.compiled.spec
    target = root / spec.workflow / f"v{spec.version}"
    files = sorted(path for pattern in _KEPT for path in folder.glob(pattern))
    document = target / "workflow.yaml"
    if document.is_file() and document.read_bytes() != (folder / "workflow.yaml").read_bytes():
        raise ReplayError(ReplayCode.WORKFLOW_TAKEN, workflow=published.compiled.ref)
    for path in files:
        copy = target / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
