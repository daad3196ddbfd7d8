"""Identifiers that are derived where a model gives none, so that it need not write them."""

from __future__ import annotations

import re

_NOT_IN_NAME = re.compile(r"[^\w.-]")


def element_id(name: str) -> str:
    """Return the identifier of an element that has only a name; always a valid XML ID.

    Example:
        >>> element_id("Bureau risk (final)"), element_id("2nd look")
        ('Bureau_risk__final_', '_2nd_look')
    """
    plain = _NOT_IN_NAME.sub("_", name)
    return plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"


def requirement_id(owner: str, number: int) -> str:
    """Return the identifier of an element's requirement, counted from 1."""
    return f"{owner}_needs_{number}"
