"""Values of the case file as rules see them, and what rules answer as it is stored.

Stored values are plain JSON: text, integers, booleans, ISO dates, exact decimals as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from pydantic import JsonValue

from engine.definitions.language import CaseField
from rules.feel import Context, Unknown, Value

_CENT = Decimal("0.01")


def value(spec: CaseField, stored: JsonValue) -> Value:
    """Return a stored value as rules see it: numbers as Decimal, dates as dates."""
    if stored is None:
        return None
    if spec.type in ("money", "decimal", "integer"):
        return Decimal(cast("str | int", stored))
    if spec.type == "date":
        return date.fromisoformat(cast("str", stored))
    if spec.type == "list":
        return tuple(_context(spec.of, row) for row in cast("list[dict[str, JsonValue]]", stored))
    if spec.type == "choices":
        return tuple(cast("list[str]", stored))
    return cast("str | bool", stored)


def _context(columns: Mapping[str, CaseField], row: Mapping[str, JsonValue]) -> Context:
    return Context({name: value(spec, row.get(name)) for name, spec in columns.items()})


def known(name: str, spec: CaseField, facts: Mapping[str, JsonValue]) -> Value:
    """Return a field's value for rules; a field left empty is unknown, not null."""
    if name not in facts:
        return Unknown(facts=frozenset((name,)))
    return value(spec, facts[name])


@dataclass(frozen=True, slots=True)
class Given(Mapping[str, Value]):
    """The known facts of a case as rules see them, each made when a rule reads it.

    A decision reads a few of many facts, and a case asks many decisions.
    """

    fields: Mapping[str, CaseField]
    facts: Mapping[str, JsonValue]

    def __getitem__(self, name: str) -> Value:
        if name not in self:
            raise KeyError(name)
        return value(self.fields[name], self.facts[name])

    def __contains__(self, name: object) -> bool:
        return name in self.facts and name in self.fields

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.facts if name in self.fields)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def stored(result: Value, spec: CaseField | None = None) -> JsonValue:
    """Return a rules result in stored form; unknown and null are an empty field.

    Money is stored with two decimals, so that equal amounts look equal; a rule that means to
    round says so itself.

    Example:
        >>> stored(Decimal("1062"), CaseField(type="money"))
        '1062.00'
    """
    if isinstance(result, bool | str):
        return result
    if isinstance(result, Decimal):
        return _stored_number(result, spec)
    if isinstance(result, date):
        return result.isoformat()
    if isinstance(result, tuple):
        return [stored(item, spec) for item in result]
    if isinstance(result, Context):
        return {name: stored(v, _column(spec, name)) for name, v in result.entries.items()}
    return None


def _column(spec: CaseField | None, name: str) -> CaseField | None:
    return None if spec is None else spec.of.get(name)


def _stored_number(number: Decimal, spec: CaseField | None) -> JsonValue:
    if spec is not None and spec.type == "integer":
        return int(number)
    if spec is not None and spec.type == "money":
        return format(number.quantize(_CENT, ROUND_HALF_UP), "f")
    return format(number, "f")
