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
    """Return one value, masked if its field is sensitive."""
    if not field.sensitive:
        return value
    kind = _KINDS.get(field.type)
    return masked(str(value), kind) if kind is not None else _HIDDEN
