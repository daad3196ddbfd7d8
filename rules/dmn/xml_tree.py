"""Parsing XML from a string without entities, document types or depth beyond reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from rules.dmn.errors import DmnCode, DmnError

LARGEST_TEXT = 20_000_000
DEEPEST = 100


class PlacedElement(Element):
    """An element that knows where its tag stands, counted from 1."""

    line: int = 1
    column: int = 1


def place_of(element: Element) -> dict[str, int]:
    """Return line and column of an element, as an error's parameters."""
    return {"line": element.line, "column": element.column} if _placed(element) else {}


def _placed(element: Element) -> TypeGuard[PlacedElement]:
    return isinstance(element, PlacedElement)


def parse_xml(text: str) -> Element:
    """Return the root element, a `PlacedElement` like all below it.

    Raises:
        DmnError: The text is no XML, has a document type or entities, or is too large.
    """
    if len(text) > LARGEST_TEXT:
        raise DmnError(DmnCode.TOO_LARGE, limit=LARGEST_TEXT)
    try:
        root = _parsed(text)
    except DefusedXmlException as error:
        raise DmnError(DmnCode.FORBIDDEN_XML, found=type(error).__name__) from None
    except (ParseError, ValueError) as error:
        raise DmnError(DmnCode.NOT_XML, detail=str(error)) from None
    _check_depth(root)
    return root


def _parsed(text: str) -> Element:
    def placed(tag: str, attributes: dict[str, str]) -> Element:
        element = PlacedElement(tag, attributes)
        element.line = parser.parser.CurrentLineNumber
        element.column = parser.parser.CurrentColumnNumber + 1
        return element

    parser = DefusedXMLParser(target=TreeBuilder(element_factory=placed), forbid_dtd=True)
    parser.feed(text.encode())
    root: Element = parser.close()
    return root


def _check_depth(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise DmnError(DmnCode.TOO_LARGE, limit=DEEPEST, **place_of(level[0]))
        level = [child for parent in level for child in parent]


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace_of(element: Element) -> str:
    """Return the namespace of an element."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield the child elements with these names, in any namespace."""
    return (child for child in element if local(child) in names)


def child(element: Element, *names: str) -> Element | None:
    """Return the first child element with one of these names, or None."""
    return next(children(element, *names), None)


def text_of(element: Element | None) -> str | None:
    """Return the text of an element, or None when there is no element."""
    return None if element is None else (element.text or "").strip()


def child_text(element: Element, *names: str) -> str | None:
    """Return the text of the first child element with one of these names."""
    return text_of(child(element, *names))
