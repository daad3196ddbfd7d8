"""Workflows from a folder: `<kind>/v<N>/` with its document, texts, forms and letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.outbound.definitions.folders import (
    PARTIES,
    FolderContent,
    read_beside,
    read_folder,
)
from adapters.outbound.definitions.releases import Releases
from engine.definitions.checks import Judged, judge
from engine.definitions.codes import DefinitionCode
from engine.definitions.compile import CompiledWorkflow, compile_workflow
from engine.definitions.document import DefinitionFiles, KnownRules
from engine.definitions.forms import Forms, read_forms
from engine.definitions.grammar import Path as KeyPath
from engine.definitions.parties import PartyRules, check_party_rules, read_party_rules
from engine.definitions.read import read_workflow
from engine.definitions.words import Words
from engine.errors import DefinitionError, EngineCode, NotFoundError
from rules.findings import Finding, Severity
from rules.source import find, plain

_VERSION = re.compile(r"v([1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedWorkflow:
    """One checked version with everything that belongs to it.

    Attributes:
        words: Its texts in every language.
        forms: How its fields are laid out; None when it has no `forms.yaml`.
        templates: Text of each letter by letter and language.
        released: Whether it is fixed for ever.
    """

    compiled: CompiledWorkflow
    words: Words
    forms: Forms | None
    templates: dict[tuple[str, str], str]
    released: bool


class YamlWorkflowLibrary:
    """Workflows in YAML files; checked when first asked for and kept from then on.

    Args:
        root: Folder of the kinds of case, with `released.lock`.
        rules: The rules catalogue that names of decisions are checked against.
        drafts: Whether versions that are not released may be used (writing and testing them).
        wordless: Whether versions without words may be used; keys stand in for them.
        beside: Asked for what is not here: kinds of case that came with a replayed log.
    """

    def __init__(
        self,
        root: Path,
        *,
        rules: KnownRules | None = None,
        drafts: bool = False,
        wordless: bool = False,
        beside: YamlWorkflowLibrary | None = None,
    ) -> None:
        self._root = root
        self._rules = rules
        self._drafts = drafts
        self._wordless = wordless
        self._beside = beside
        self._kept: dict[tuple[str, int], PublishedWorkflow] = {}

    def kinds(self) -> Sequence[str]:
        """Names of the kinds of case that have a version which may be used."""
        names = sorted(path.parent.parent.name for path in self._root.glob("*/v*/workflow.yaml"))
        return [kind for kind in dict.fromkeys(names) if self.versions(kind)]

    def versions(self, kind: str) -> tuple[int, ...]:
        """The versions of a kind that may be used, the oldest first."""
        released = Releases.read(self._root).versions(kind)
        return self._present(kind) if self._drafts else released

    def latest(self, kind: str) -> CompiledWorkflow:
        """The version new cases get: the latest released one, or draft where drafts may be used.

        Raises:
            NotFoundError: No such kind, or none of its versions is released.
            DefinitionError: It has defects, or was changed after its release.
        """
        versions = self.versions(kind)
        if not versions and self._beside is not None:
            return self._beside.latest(kind)
        if not versions:
            raise NotFoundError(EngineCode.WORKFLOW_NOT_FOUND, kind=kind, version="-")
        return self.published(kind, versions[-1]).compiled

    def version(self, kind: str, version: int) -> CompiledWorkflow:
        """The version a case is pinned to.

        Raises:
            NotFoundError: No such kind or version, or it is not released.
            DefinitionError: It has defects, or was changed after its release.
        """
        return self.published(kind, version).compiled

    def published(self, kind: str, version: int) -> PublishedWorkflow:
        """A version with its words, forms and letters.

        Raises:
            NotFoundError: No such kind or version, or it is not released.
            DefinitionError: It has defects, or was changed after its release.
        """
        if (kind, version) not in self._kept:
            absent = version not in self.versions(kind)
            if absent and self._beside is not None:
                return self._beside.published(kind, version)
            if absent:
                raise NotFoundError(EngineCode.WORKFLOW_NOT_FOUND, kind=kind, version=version)
            self._kept[kind, version] = self._publish(kind, version)
        return self._kept[kind, version]

    def check(self, kind: str, version: int) -> tuple[Finding, ...]:
        """Everything that is wrong with a version, warnings included."""
        _, judged, findings = self._judged(kind, version)
        return (*findings, *self._parties(kind, judged)[1])

    def _parties(
        self, kind: str, judged: Judged | None
    ) -> tuple[PartyRules | None, tuple[Finding, ...]]:
        """Who the fields name, as declared beside the versions, and what is wrong with that."""
        node, unread = read_beside(self._root / kind / PARTIES, f"{kind}/{PARTIES}")
        if node is None or judged is None or judged.spec is None:
            return None, unread
        rules, faults = read_party_rules(node)
        if rules is None:
            return None, faults
        return rules, tuple(check_party_rules(rules, node, judged.spec))

    def _present(self, kind: str) -> tuple[int, ...]:
        names = (path.parent.name for path in (self._root / kind).glob("v*/workflow.yaml"))
        return tuple(sorted(int(m[1]) for name in names if (m := _VERSION.fullmatch(name))))

    def _publish(self, kind: str, version: int) -> PublishedWorkflow:
        as_released = self._is_as_released(kind, version)
        looked = self._read if as_released else self._judged
        content, judged, findings = looked(kind, version)
        parties, party_faults = self._parties(kind, judged)
        errors = forbidding((*findings, *party_faults), wordless=self._wordless)
        if errors or judged is None or judged.spec is None or content.files is None:
            raise DefinitionError(errors)
        return PublishedWorkflow(
            compiled=replace(compile_workflow(judged.spec), parties=parties),
            words=Words(texts={lang: plain(t) for lang, t in content.files.texts.items()}),
            forms=judged.forms,
            templates=dict(content.files.templates),
            released=version in Releases.read(self._root).versions(kind),
        )

    def _judged(
        self, kind: str, version: int
    ) -> tuple[FolderContent, Judged | None, tuple[Finding, ...]]:
        shown = f"{kind}/v{version}"
        content = read_folder(self._root / shown, shown)
        findings = [*content.findings, *self._tampering(kind, version)]
        if content.files is None:
            return content, None, tuple(findings)
        judged = judge(content.files, rules=self._rules, kinds=self._all_kinds())
        findings += [*judged.findings, *_misplaced(content.files, judged, kind, version)]
        return content, judged, tuple(sorted(findings, key=lambda found: found.mark))

    def _is_as_released(self, kind: str, version: int) -> bool:
        """Whether it was released, and so judged, exactly as it lies there."""
        released = version in Releases.read(self._root).versions(kind)
        return released and not any(self._tampering(kind, version))

    def _read(
        self, kind: str, version: int
    ) -> tuple[FolderContent, Judged | None, tuple[Finding, ...]]:
        """Without judging anew: that takes a second, which every command would wait for."""
        shown = f"{kind}/v{version}"
        content = read_folder(self._root / shown, shown)
        if content.files is None:
            return content, None, content.findings
        spec, faults = read_workflow(content.files.workflow)
        forms = None if content.files.forms is None else read_forms(content.files.forms)[0]
        return content, Judged(spec=spec, forms=forms, findings=faults), faults

    def _tampering(self, kind: str, version: int) -> Iterator[Finding]:
        releases = Releases.read(self._root)
        if version in releases.versions(kind):
            yield from releases.differences(kind, version)

    def _all_kinds(self) -> frozenset[str]:
        return frozenset(path.parent.parent.name for path in self._root.glob("*/v*/workflow.yaml"))


def _misplaced(
    files: DefinitionFiles, judged: Judged, kind: str, version: int
) -> Iterator[Finding]:
    """A document that says it is another kind or version than its folder."""
    if judged.spec is None:
        return
    said: dict[str, tuple[object, object]] = {
        "workflow": (judged.spec.workflow, kind),
        "version": (judged.spec.version, version),
    }
    for key, (found, expected) in said.items():
        if found != expected:
            path: KeyPath = (key,)
            yield Finding(
                code=DefinitionCode.WRONG_FOLDER,
                mark=find(files.workflow, path),
                path=path,
                params={"where": key, "found": str(found), "expected": str(expected)},
            )


_WORDS = frozenset(
    (DefinitionCode.FILE_MISSING, DefinitionCode.TEXT_MISSING, DefinitionCode.TEXT_EMPTY)
)


def forbidding(findings: Iterable[Finding], *, wordless: bool = False) -> tuple[Finding, ...]:
    """The findings that forbid use; missing words do not where keys may stand in for them."""
    errors = (found for found in findings if found.severity is Severity.ERROR)
    return tuple(found for found in errors if not (wordless and _is_about_words(found)))


def _is_about_words(found: Finding) -> bool:
    return found.code in _WORDS and "workflow.yaml" not in str(found.params.get("file"))
