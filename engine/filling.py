"""Filling a form in: which fields stand on it, in their order, with what is known and typed.

A form is generated: of the layout it shows what may be edited. A field with a condition is shown
while the condition is true of the case file with what is typed so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import JsonValue

from engine.completeness import read_data
from engine.definitions.forms import FormField, Forms
from engine.definitions.guards import Guard, read_guard
from engine.definitions.language import Action, CaseField, Needs, Workflow
from engine.masking import is_personal
from engine.refusal import Reason
from engine.rule_values import known
from rules.feel import Value

LOOSE = ""
"""The section of fields that the layout does not place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A field of a form.

    Attributes:
        stored: Its value in the case file; None when it has none, or none to be shown.
        kept_back: There is a value, and it is personal data that has not been asked to be shown.
        needed: The form cannot be sent without it.
    """

    name: str
    spec: CaseField
    hint: str | None = None
    stored: JsonValue = None
    kept_back: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """Fields under one heading."""

    section: str
    fields: tuple[Blank, ...]


@dataclass(frozen=True, kw_only=True)
class Filling:
    """A form while it is being filled in.

    Attributes:
        edits: The fields that may be given.
        needs: What must be in the file afterwards.
        facts: The case file as it is.
        typed: Values as typed so far.
        shown: Sensitive fields whose values may stand on the form.
    """

    spec: Workflow
    forms: Forms | None
    edits: Sequence[str]
    needs: Needs
    facts: Mapping[str, JsonValue]
    typed: Mapping[str, JsonValue]
    today: date
    shown: frozenset[str] = frozenset()

    @classmethod
    def of_action(
        cls,
        spec: Workflow,
        forms: Forms | None,
        action: Action,
        facts: Mapping[str, JsonValue],
        typed: Mapping[str, JsonValue],
        today: date,
        shown: frozenset[str] = frozenset(),
    ) -> Filling:
        """The form of an action."""
        return cls(
            spec=spec,
            forms=forms,
            edits=action.edits,
            needs=action.needs,
            facts=facts,
            typed=typed,
            today=today,
            shown=shown,
        )

    def parts(self) -> tuple[FormPart, ...]:
        """The sections that have a field to fill in now."""
        return tuple(
            FormPart(section=section, fields=tuple(self._blank(field) for field in fields))
            for section, fields in self._sections()
            if fields
        )

    def problems(self) -> list[Reason]:
        """What is wrong with the values typed so far; nothing is said of what is still empty."""
        _, wrong = read_data(self.spec, tuple(self.edits), self._given(), self.today)
        return wrong

    def _given(self) -> dict[str, JsonValue]:
        return {name: value for name, value in self.typed.items() if name in self.edits}

    def _sections(self) -> Iterator[tuple[str, list[FormField]]]:
        placed = [] if self.forms is None else list(self.forms.fields())
        scope = self._scope()
        for section in dict.fromkeys(section for section, _ in placed):
            yield section, [f for s, f in placed if s == section and self._is_on(f, scope)]
        known_places = {field.field for _, field in placed}
        loose = [name for name in self.edits if name not in known_places]
        yield LOOSE, [FormField(field=name) for name in loose]

    def _is_on(self, field: FormField, scope: Mapping[str, Value]) -> bool:
        if field.field not in self.edits:
            return False
        return field.show is None or _holds(field.show, scope) is True

    def _scope(self) -> dict[str, Value]:
        """What conditions see: the file with everything typed that can be read on top."""
        values, _ = read_data(self.spec, tuple(self.edits), self._given(), self.today)
        facts = {k: v for k, v in {**self.facts, **values}.items() if v is not None}
        scope = {name: known(name, field, facts) for name, field in self.spec.case.items()}
        return {**scope, "today": self.today}

    def _blank(self, field: FormField) -> Blank:
        spec = self.spec.case[field.field]
        stored = self.facts.get(field.field)
        hidden = stored is not None and is_personal(spec) and field.field not in self.shown
        return Blank(
            name=field.field,
            spec=spec,
            hint=field.hint,
            stored=None if hidden else stored,
            kept_back=hidden,
            needed=field.field in self.needs.fields,
        )


@cache
def _read(text: str) -> Guard:
    return read_guard(text)


def _holds(text: str, scope: Mapping[str, Value]) -> Value:
    guard = _read(text)
    if guard.compiled is None:
        return True
    return guard.compiled({name: scope[name] for name in guard.names if name in scope})
