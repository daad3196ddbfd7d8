"""Extension elements in DMN XML: what the standard has no word for, read and written unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from rules.dmn.model import Extension
from rules.dmn.xml_tree import child, local, namespace_of

PREFIXES = {"uc": "urn:unioncase:policy"}
"""Prefixes under which namespaces of extensions are written; any other gets one made up."""


def read_extensions(element: Element) -> tuple[Extension, ...]:
    """Return the extension elements of an element."""
    held = child(element, "extensionElements")
    return () if held is None else tuple(_read(part) for part in held)


def _read(element: Element) -> Extension:
    parts = tuple(_read(part) for part in element)
    return Extension(
        namespace=namespace_of(element),
        name=local(element),
        attributes=tuple(element.items()),
        text="" if parts else element.text or "",
        parts=parts,
    )


def add_extensions(parent: Element, tag: str, extensions: Sequence[Extension]) -> None:
    """Add the element `tag` with these extensions, if there are any."""
    if extensions:
        held = SubElement(parent, tag)
        for extension in extensions:
            _add(held, extension)


def _add(parent: Element, extension: Extension) -> None:
    name = extension.name
    node = SubElement(parent, f"{{{extension.namespace}}}{name}" if extension.namespace else name)
    for key, value in extension.attributes:
        node.set(key, value)
    node.text = extension.text or None
    for part in extension.parts:
        _add(node, part)
