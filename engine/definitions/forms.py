"""How the fields of a kind of case are laid out: the content of `forms.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from engine.definitions.codes import DefinitionCode
from engine.definitions.grammar import Grammar, candidates, dotted
from engine.definitions.language import Feel, Key, Part, Workflow
from rules.findings import Finding
from rules.source import Node, find, plain


class FormField(Part):
    """A field with a hint, or one that is shown only in some cases."""

    field: Key
    hint: Key | None = None
    """Key of a text that helps to fill it in."""
    show: Feel | None = None
    """When it is shown; it is hidden while this is not true."""


class Section(Part):
    """Fields that belong together, in their order."""

    fields: tuple[Key | FormField, ...]


class Forms(Part):
    """All sections; of a section, the form of an action shows what the action may edit."""

    sections: dict[Key, Section]

    def fields(self) -> Iterator[tuple[str, FormField]]:
        """Every field with its section."""
        for name, section in self.sections.items():
            for entry in section.fields:
                yield name, FormField(field=entry) if isinstance(entry, str) else entry

    def hints(self) -> tuple[str, ...]:
        """Every hint that is used, once."""
        return tuple(dict.fromkeys(f.hint for _, f in self.fields() if f.hint is not None))


@cache
def forms_grammar() -> Grammar:
    """The grammar of `forms.yaml`."""
    return Grammar(schema=Forms.model_json_schema())


def read_forms(node: Node) -> tuple[Forms | None, tuple[Finding, ...]]:
    """Read a document; without findings there are forms."""
    findings = tuple(forms_grammar().findings(node))
    if findings:
        return None, findings
    return Forms.model_validate(plain(node)), ()


def check_forms(forms: Forms, node: Node, spec: Workflow) -> Iterator[Finding]:
    """Fields that the case does not have, and fields laid out twice."""
    seen: set[str] = set()
    for section, content in forms.sections.items():
        for index, entry in enumerate(content.fields):
            name = entry if isinstance(entry, str) else entry.field
            path = ("sections", section, "fields", index)
            if name not in spec.case:
                params = {"name": name, "candidates": candidates(name, frozenset(spec.case))}
                yield _finding(DefinitionCode.UNKNOWN_FIELD, node, path, params)
            elif name in seen:
                yield _finding(DefinitionCode.FORM_FIELD_TWICE, node, path, {"field": name})
            seen.add(name)


def _finding(
    code: DefinitionCode, node: Node, path: tuple[str | int, ...], params: Mapping[str, object]
) -> Finding:
    return Finding(
        code=code, mark=find(node, path), path=path, params={"where": dotted(path), **params}
    )
