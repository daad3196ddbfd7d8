"""Cases and events to plain data and back; plain data is what is stored, hashed and exported."""

from __future__ import annotations

from typing import cast

from pydantic import JsonValue, TypeAdapter

from engine.events import Event
from engine.model import Case

_CASES = TypeAdapter(Case)
_EVENTS = TypeAdapter(Event)


def case_to_json(case: Case) -> bytes:
    """Return the case as JSON text; what has its default value is left out."""
    return _CASES.dump_json(case, exclude_defaults=True)


def case_from_json(text: bytes | str) -> Case:
    """Return the case that `case_to_json` wrote."""
    return _CASES.validate_json(text)


def event_to_plain(event: Event) -> dict[str, JsonValue]:
    """Return the event as plain data that RFC 8785 can write."""
    return cast("dict[str, JsonValue]", _EVENTS.dump_python(event, mode="json", exclude_none=True))


def event_from_json(text: bytes | str) -> Event:
    """Return the event whose plain data were written as `text`."""
    return _EVENTS.validate_json(text)
