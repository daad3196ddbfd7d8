"""Personal data as shown to whoever has not asked to see it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from engine.definitions.language import CaseField, Workflow
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
