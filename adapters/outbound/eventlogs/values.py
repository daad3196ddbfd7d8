"""The values of XES attributes, as the types of XML Schema write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from engine.event_log import AttributeKind, AttributeValue

_INTEGER = re.compile(r"[-+]?[0-9]{1,19}")
_FLOAT = re.compile(
    r"[-+]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,4})?"
)
_SPECIAL_FLOATS = frozenset({"INF", "-INF", "+INF", "NaN"})
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

EXPECTED = {
    AttributeKind.DATE: "2026-02-14T09:30:00+08:00",
    AttributeKind.INT: "-12",
    AttributeKind.FLOAT: "12.5",
    AttributeKind.BOOLEAN: "true, false",
}
"""An example of what may stand in an attribute of the type."""


def parsed(kind: AttributeKind, text: str, zone: tzinfo = UTC) -> AttributeValue | None:
    """Return the value that a text stands for, or None when it is no value of the type.

    Args:
        kind: Type of the attribute.
        text: As written.
        zone: Taken for a moment that is written without one; XES tools take UTC.
    """
    if kind is AttributeKind.DATE:
        return _date(text, zone)
    parse = _PARSERS.get(kind)
    return text if parse is None else parse(text)


def _date(text: str, zone: tzinfo) -> datetime | None:
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return None


def _int(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _float(text: str) -> Decimal | None:
    """A decimal keeps every digit; infinities and NaN are values of the type too."""
    return Decimal(text) if text in _SPECIAL_FLOATS or _FLOAT.fullmatch(text) else None


_PARSERS: dict[AttributeKind, Callable[[str], AttributeValue | None]] = {
    AttributeKind.INT: _int,
    AttributeKind.FLOAT: _float,
    AttributeKind.BOOLEAN: _BOOLEANS.get,
}
