"""What checks look at: the files of one version as read, and a finding's way back to its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.definitions.codes import DefinitionCode
from engine.definitions.grammar import Path, dotted
from engine.definitions.language import Workflow
from rules.findings import Finding, Severity
from rules.source import Node, find

LANGUAGES = ("zh", "en")
"""Every text stands in each of these."""


class KnownDecision(Protocol):
    """What a checker must know of a decision of the rules catalogue."""

    @property
    def type(self) -> str:
        """`boolean`, `integer`, `number`, `money`, `rate`, `text`, `date`, `choice` or `span`."""

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts that it may ask for."""


class KnownRules(Protocol):
    """The rules catalogue as the checker sees it; names are `area.name`."""

    @property
    def decisions(self) -> Mapping[str, KnownDecision]:
        """The decisions there are."""

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters there are, with the type of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionFiles:
    """The files of one version.

    Attributes:
        workflow: `workflow.yaml`.
        texts: `texts/<language>.yaml` by language.
        forms: `forms.yaml`.
        templates: Text of `letters/<letter>.<language>.md` by letter and language.
        folder: Where they lie, for findings about files that are missing.
    """

    workflow: Node
    texts: Mapping[str, Node] = field(default_factory=dict)
    forms: Node | None = None
    templates: Mapping[tuple[str, str], str] = field(default_factory=dict)
    folder: str = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One version under check.

    Attributes:
        rules: The rules catalogue; None leaves names of decisions unchecked.
        kinds: The kinds of case there are, for child cases; None leaves them unchecked.
    """

    spec: Workflow
    files: DefinitionFiles
    rules: KnownRules | None = None
    kinds: frozenset[str] | None = None

    def finding(self, code: DefinitionCode, path: Path, **params: object) -> Finding:
        """An error at a place of `workflow.yaml`."""
        return Finding(
            code=code,
            mark=find(self.files.workflow, path),
            path=path,
            params={"where": dotted(path), **params},
        )

    def warning(self, code: DefinitionCode, path: Path, **params: object) -> Finding:
        """A place of `workflow.yaml` that asks for a look."""
        return Finding(
            code=code,
            mark=find(self.files.workflow, path),
            path=path,
            severity=Severity.WARNING,
            params={"where": dotted(path), **params},
        )
