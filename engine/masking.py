"""Personal data as shown to whoever has not asked to see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from pydantic import JsonValue

from engine import changes as c
from engine.definitions.language import CaseField, Workflow
from engine.events import Event
from engine.identifiers import IdentifierKind, masked

_KINDS = {
    "cn_id": IdentifierKind.RESIDENT_ID,
    "bank_card": IdentifierKind.BANK_CARD,
    "phone": IdentifierKind.MOBILE,
}
_HIDDEN = "***"


def masked_facts(spec: Workflow, facts: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the facts with sensitive fields masked."""
    return {name: masked_value(spec.case[name], value) for name, value in facts.items()}


def masked_value(field: CaseField, value: JsonValue) -> JsonValue:
    """Return one value, masked if its field is sensitive; of a list, the columns that are."""
    if not field.sensitive:
        return _masked_rows(field, value) if isinstance(value, list) else value
    kind = _KINDS.get(field.type)
    return masked(str(value), kind) if kind is not None else _HIDDEN


def _masked_rows(field: CaseField, rows: list[JsonValue]) -> JsonValue:
    return [_masked_row(field, row) if isinstance(row, dict) else row for row in rows]


def _masked_row(field: CaseField, row: dict[str, JsonValue]) -> JsonValue:
    columns = field.of
    return {n: masked_value(columns[n], v) if n in columns else v for n, v in row.items()}


def is_personal(field: CaseField) -> bool:
    """Whether the field, or a column of it, is shown masked."""
    return field.sensitive or any(is_personal(column) for column in field.of.values())


def personal_fields(spec: Workflow) -> tuple[str, ...]:
    """The fields that are shown masked, in the order of the document."""
    return tuple(name for name, field in spec.case.items() if is_personal(field))


SpecOf = Callable[[str], Workflow | None]
"""The declaration of a kind of case by its name; None when there is none to be had."""


def masked_event(spec: Workflow, event: Event, spec_of: SpecOf) -> Event:
    """Return the event as somebody reads it who has not asked to see personal data.

    Args:
        spec: The declaration of the case.
        event: What happened to it.
        spec_of: For the facts that child cases are opened with.
    """
    return replace(
        event,
        changes=tuple(_masked_change(spec, change, spec_of) for change in event.changes),
        rules={name: masked_evidence(spec, found) for name, found in event.rules.items()},
    )


def _masked_change(spec: Workflow, change: c.Change, spec_of: SpecOf) -> c.Change:
    if isinstance(change, c.CaseCreated):
        return replace(
            change, case=replace(change.case, facts=masked_facts(spec, change.case.facts))
        )
    if isinstance(change, c.FactSet):
        field = spec.case[change.field]
        return replace(change, old=_masked(field, change.old), new=_masked(field, change.new))
    if isinstance(change, c.ChildOpened):
        return replace(change, facts=_masked_child(spec_of(change.child.kind), change.facts))
    return change


def _masked(field: CaseField, value: JsonValue) -> JsonValue:
    """A value; that there is none is no personal datum."""
    return None if value is None else masked_value(field, value)


def _masked_child(spec: Workflow | None, facts: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The facts of a child; of a kind nobody knows any more everything is hidden."""
    known = {} if spec is None else spec.case
    return {n: masked_value(known[n], v) if n in known else _HIDDEN for n, v in facts.items()}


def masked_evidence(spec: Workflow, found: JsonValue) -> JsonValue:
    """Return what a rule was judged on, the sensitive fields among it masked."""
    if not isinstance(found, dict) or not isinstance(found.get("facts"), dict):
        return found
    facts = cast("dict[str, JsonValue]", found["facts"])
    known = {name: value for name, value in facts.items() if name in spec.case}
    return {**found, "facts": {**facts, **masked_facts(spec, known)}}
