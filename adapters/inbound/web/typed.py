"""From what a browser sends to values as typed, by the types of the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import JsonValue

from adapters.inbound.web.posted import Posted
from engine.definitions.language import CaseField
from engine.filling import Filling

PREFIX = "f."
MOST_RECORDS = 200


def typed_values(sent: Posted, fields: Mapping[str, CaseField]) -> dict[str, JsonValue]:
    """The values of a form's fields; names that no field has are left out.

    Records come as `f.members.0.name`; records of which nothing is filled in are left out.
    """
    values: dict[str, JsonValue] = {}
    records: dict[str, dict[int, dict[str, JsonValue]]] = {}
    for path, text in sent.fields(PREFIX):
        name, _, rest = path.partition(".")
        spec = fields.get(name)
        if spec is None:
            continue
        if spec.type == "list":
            _into_record(records.setdefault(name, {}), rest, text)
        elif spec.type == "choices":
            chosen = values.setdefault(name, [])
            if isinstance(chosen, list) and text:
                chosen.append(text)
        else:
            values[name] = text
    return {**values, **{name: _rows(found.items()) for name, found in records.items()}}


def _into_record(rows: dict[int, dict[str, JsonValue]], rest: str, text: str) -> None:
    index, _, column = rest.partition(".")
    if index.isascii() and index.isdigit() and column and int(index) < MOST_RECORDS:
        rows.setdefault(int(index), {})[column] = text


def _rows(rows: Iterable[tuple[int, dict[str, JsonValue]]]) -> list[JsonValue]:
    ordered = [dict(row) for _, row in sorted(rows, key=lambda pair: pair[0])]
    return [row for row in ordered if any(not is_blank(cell) for cell in row.values())]


def is_blank(value: JsonValue) -> bool:
    """Whether nothing was filled in."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def to_send(filling: Filling) -> dict[str, JsonValue]:
    """The values that a command is given: what stands on the form and was filled in or emptied.

    A field that kept its personal data back and was left empty keeps them.
    """
    return dict(_changed(filling))


def _changed(filling: Filling) -> Iterator[tuple[str, JsonValue]]:
    for part in filling.parts():
        for blank in part.fields:
            if blank.name not in filling.typed:
                continue
            value = filling.typed[blank.name]
            if not is_blank(value):
                yield blank.name, value
            elif blank.stored is not None:
                yield blank.name, None
