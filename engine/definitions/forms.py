"""What may stand in `forms.yaml`: how the fields of a case are laid out for people.

    sections:
      medical: {show: aid_type = "medical", fields: [{field: self_paid_medical, hint: self_paid}]}
    forms:
      submit: [worker, household, medical]

A form belongs to an action, to `open`, or to a state (how its file is read; `file` is the form of
every other state). Of a section, an action's form shows the fields that the action may edit.
Titles and hints are in the texts, under `sections` and `hints`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from engine.definitions.guards import read_guard
from engine.definitions.language import Feel, Key, Part, Workflow
from rules.feel import FeelSyntaxError
from rules.findings import Finding
from rules.source import Node, find

OPENING, READING = "open", "file"


class FormField(Part):
    """A field on a form, shown while its condition is true."""

    field: Key
    show: Feel | None = None
    hint: Key | None = None


class Section(Part):
    """Fields that belong together, shown while their condition is true."""

    show: Feel | None = None
    fields: tuple[Key | FormField, ...] = Field(min_length=1)

    def entries(self) -> tuple[FormField, ...]:
        """The fields in order, each in its long form."""
        return tuple(f if isinstance(f, FormField) else FormField(field=f) for f in self.fields)


class Forms(Part):
    """The whole document."""

    sections: dict[Key, Section]
    forms: dict[Key, tuple[Key, ...]]


class FormCode(StrEnum):
    """Codes of findings on forms; texts of the area `forms`."""

    UNKNOWN_FORM = "form_unknown_form"
    UNKNOWN_SECTION = "form_unknown_section"
    UNUSED_SECTION = "form_unused_section"
    UNKNOWN_FIELD = "form_unknown_field"
    UNKNOWN_CONDITION_FIELD = "form_unknown_condition_field"
    CONDITION_UNREADABLE = "form_condition_unreadable"
    FIELD_NOT_ON_FORM = "form_field_not_on_form"
    FORM_MISSING = "form_form_missing"


def form_findings(forms: Forms, node: Node, spec: Workflow) -> Iterator[Finding]:
    """Everything that does not fit between the forms and their workflow."""
    for code, path, params in (
        *_names(forms, spec),
        *_sections(forms, spec),
        *_coverage(forms, spec),
    ):
        yield Finding(code=code, mark=find(node, path), path=path, params=params)


_Found = tuple[FormCode, tuple[str | int, ...], dict[str, str]]


def _names(forms: Forms, spec: Workflow) -> Iterator[_Found]:
    known = {OPENING, READING, *spec.actions, *spec.states}
    used: set[str] = set()
    for name, sections in forms.forms.items():
        if name not in known:
            yield FormCode.UNKNOWN_FORM, ("forms", name), {"name": name}
        for index, section in enumerate(sections):
            used.add(section)
            if section not in forms.sections:
                yield FormCode.UNKNOWN_SECTION, ("forms", name, index), {"name": section}
    for section in forms.sections.keys() - used:
        yield FormCode.UNUSED_SECTION, ("sections", section), {"name": section}


def _sections(forms: Forms, spec: Workflow) -> Iterator[_Found]:
    for name, section in forms.sections.items():
        path: tuple[str | int, ...] = ("sections", name)
        yield from _condition(section.show, (*path, "show"), spec)
        for index, entry in enumerate(section.entries()):
            where = (*path, "fields", index)
            if entry.field not in spec.case:
                yield FormCode.UNKNOWN_FIELD, where, {"name": entry.field}
            yield from _condition(entry.show, where, spec)


def _condition(text: str | None, path: tuple[str | int, ...], spec: Workflow) -> Iterator[_Found]:
    if text is None:
        return
    try:
        names = read_guard(text).names
    except FeelSyntaxError as error:
        yield FormCode.CONDITION_UNREADABLE, path, {"condition": text, "problem": str(error)}
        return
    for name in sorted(names - spec.case.keys()):
        yield FormCode.UNKNOWN_CONDITION_FIELD, path, {"name": name}


def _coverage(forms: Forms, spec: Workflow) -> Iterator[_Found]:
    """Every field that somebody may fill in has its place on the form where they do it."""
    editable = {OPENING: spec.open.edits}
    editable |= {name: action.edits for name, action in spec.actions.items()}
    for name, edits in editable.items():
        if not edits:
            continue
        if name not in forms.forms:
            yield FormCode.FORM_MISSING, ("forms",), {"name": name}
            continue
        shown = shown_fields(forms, name)
        for field in (field for field in edits if field not in shown):
            yield FormCode.FIELD_NOT_ON_FORM, ("forms", name), {"form": name, "field": field}


def shown_fields(forms: Forms, name: str) -> frozenset[str]:
    """The fields that stand in the sections of a form."""
    sections = (forms.sections.get(section) for section in forms.forms[name])
    return frozenset(
        entry.field for section in sections if section is not None for entry in section.entries()
    )
