"""JSON whose form a test knows: what is not of that form fails where it is read."""

from __future__ import annotations

from pydantic import JsonValue


def mapping(value: JsonValue) -> dict[str, JsonValue]:
    """A JSON object."""
    assert isinstance(value, dict), value
    return value


def mappings(value: JsonValue) -> list[dict[str, JsonValue]]:
    """A list of JSON objects."""
    assert isinstance(value, list), value
    return [mapping(each) for each in value]
