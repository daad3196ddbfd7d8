"""Cursors: where a page of a list ended, opaque to whoever passes them back."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http import HTTPStatus
from typing import Annotated

from fastapi import Query

from adapters.http import HttpError
from adapters.inbound.rest.faults import ApiCode

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str | None,
    Query(max_length=1000, description="`next` of the page before; leave out for the first."),
]


def cursor(*place: str | int | None) -> str:
    """Where a page ended.

    Example:
        >>> read_cursor(cursor("HA-2026-000017", 3), str, int)
        ('HA-2026-000017', 3)
    """
    text = json.dumps(place, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str | None, *types: type | tuple[type, ...]) -> tuple[object, ...] | None:
    """The place that a cursor names; None without one.

    Raises:
        HttpError: It is no cursor of a list like this one.
    """
    if text is None:
        return None
    try:
        place = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        place = None
    if not isinstance(place, list) or len(place) != len(types):
        raise invalid_cursor()
    if not all(isinstance(part, type_) for part, type_ in zip(place, types, strict=True)):
        raise invalid_cursor()
    return tuple(place)


def invalid_cursor() -> HttpError:
    """What passing anything else as a cursor gets."""
    return HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, ApiCode.CURSOR_INVALID)
