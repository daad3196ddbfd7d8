"""Our own extension elements: what the policy form says and DMN has no word for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from rules.dmn.errors import DmnCode, DmnError
from rules.dmn.model import Element, Extension
from rules.source import Plain

NAMESPACE = "urn:unioncase:policy"
AREA, DOCUMENT, PART, WORDS, WORDING = "area", "document", "part", "words", "wording"
SECTIONS = ("citations", "facts", "parameters", "criteria", "tables", "decisions")
"""Sections of a document whose entries become elements of the diagram."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def extension(tag: str, value: Plain, /, **attributes: str | None) -> Extension:
    """Return an extension element that holds plain data.

    Example:
        >>> plain_of(extension("part", {"unit": "yuan", "local": True}, section="facts"))
        {'unit': 'yuan', 'local': True}
    """
    known = tuple((key, text) for key, text in attributes.items() if text is not None)
    kind, text, parts = _held(value)
    typed = known if kind is None else (*known, ("type", kind))
    return Extension(namespace=NAMESPACE, name=tag, attributes=typed, text=text, parts=parts)


def _held(value: Plain) -> tuple[str | None, str, tuple[Extension, ...]]:
    if isinstance(value, dict):
        parts = tuple(extension("entry", inner, name=key) for key, inner in value.items())
        return "map", "", parts
    if isinstance(value, list):
        return "list", "", tuple(extension("item", inner) for inner in value)
    if isinstance(value, str):
        return None, value, ()
    if value is None:
        return "null", "", ()
    return ("boolean" if isinstance(value, bool) else "number"), plain_text(value), ()


def plain_text(value: bool | int | Decimal) -> str:
    """Return a truth value or number as FEEL and XML write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(Decimal(value), "f")


def plain_of(part: Extension) -> Plain:
    """Return the plain data of an extension element.

    Raises:
        DmnError: It holds none.
    """
    kind = attributes(part).get("type")
    if kind is None:
        return part.text
    if kind not in _READERS:
        raise not_a_policy(part.name, ", ".join(_READERS))
    return _READERS[kind](part)


def _map(part: Extension) -> Plain:
    return {attributes(inner).get("name", ""): plain_of(inner) for inner in part.parts}


def _list(part: Extension) -> Plain:
    return [plain_of(inner) for inner in part.parts]


def _number(part: Extension) -> Plain:
    found = number_of(part.text.strip())
    if found is None:
        raise not_a_policy(part.name, "number")
    return found


def number_of(text: str) -> int | Decimal | None:
    """Return the number that a text is, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text) if "." in text else int(text)


_READERS: Mapping[str, Callable[[Extension], Plain]] = {
    "map": _map,
    "list": _list,
    "null": lambda part: None,
    "boolean": lambda part: part.text.strip() == "true",
    "number": _number,
}


def mapping_of(part: Extension) -> dict[str, Plain]:
    """Return the entries of an extension element that holds a mapping.

    Raises:
        DmnError: It holds none.
    """
    value = plain_of(part)
    if not isinstance(value, dict):
        raise not_a_policy(part.name, "map")
    return value


def attributes(part: Extension) -> dict[str, str]:
    """Return the attributes of an extension element by name."""
    return dict(part.attributes)


def own(element: Element, name: str) -> tuple[Extension, ...]:
    """Return the extension elements of this name in our namespace."""
    return tuple(
        part for part in element.extensions if (part.namespace, part.name) == (NAMESPACE, name)
    )


def not_a_policy(element: str, expected: str) -> DmnError:
    """Return the error that a model says what the policy form cannot."""
    return DmnError(DmnCode.NOT_A_POLICY, element=element, expected=expected)
