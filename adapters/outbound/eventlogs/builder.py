"""Elements of an XES file, as a parser meets them, put together to traces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import NoReturn
from xml.parsers.expat import XMLParserType

from adapters.outbound.eventlogs.faults import EventLogCode, EventLogError
from adapters.outbound.eventlogs.values import EXPECTED, parsed
from engine.event_log import (
    Attribute,
    AttributeKind,
    Attributes,
    Classifier,
    LogEvent,
    LogHeader,
    Trace,
)
from rules.source import Mark

DEEPEST_NESTING = 64
MOST_HEADER_PARTS = 10_000

NAME, TIME = "concept:name", "time:timestamp"
LIFECYCLE, RESOURCE, ROLE = "lifecycle:transition", "org:resource", "org:role"

_KINDS = {kind.value: kind for kind in AttributeKind}
_WITHOUT_VALUE = frozenset({AttributeKind.LIST, AttributeKind.CONTAINER})
_CHILDREN: dict[str, frozenset[str]] = {
    "": frozenset({"log"}),
    "log": frozenset({"extension", "global", "classifier", "trace"}.union(_KINDS)),
    "trace": frozenset({"event"}.union(_KINDS)),
    "list": frozenset({"values"}.union(_KINDS)),
    "extension": frozenset(),
    "classifier": frozenset(),
}
_ONLY_ATTRIBUTES = frozenset(_KINDS)
_CLASSIFIER_KEY = re.compile(r"'([^']*)'|([^\s']+)")
_ENCODINGS = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii"})
_NOT_DEFAULTED = frozenset({NAME, TIME})


@dataclass(slots=True)
class _Element:
    """An element whose end has not come yet."""

    tag: str
    written: Mapping[str, str]
    line: int
    start: int
    children: frozenset[str]
    attributes: list[Attribute] = field(default_factory=list)
    values: tuple[Attribute, ...] | None = None
    events: list[LogEvent] = field(default_factory=list)


class XesBuilder:
    """Builds traces from the start and the end of each element.

    Attributes:
        traces: Finished traces; the reader takes them away.
        first_trace_begun: Whether the header is complete.
    """

    def __init__(
        self, parser: XMLParserType, file: str, trace_bytes: int, zone: tzinfo = UTC
    ) -> None:
        self.traces: list[Trace] = []
        self.first_trace_begun = False
        self._parser = parser
        self._file = file
        self._trace_bytes = trace_bytes
        self._zone = zone
        self._open = [_Element("", {}, 1, 0, _CHILDREN[""])]
        self._extensions: dict[str, str] = {}
        self._classifiers: dict[str, Classifier] = {}
        self._defaults: dict[str, dict[str, Attribute]] = {"trace": {}, "event": {}}
        self._log_attributes: dict[str, Attribute] = {}
        self._header_parts = 0
        self._closers = {
            "log": self._close_log,
            "extension": self._close_extension,
            "global": self._close_global,
            "classifier": self._close_classifier,
            "trace": self._close_trace,
            "event": self._close_event,
            "values": self._close_values,
        }

    @property
    def header(self) -> LogHeader:
        """What the log has said so far, besides its traces."""
        log = self._open[1] if len(self._open) > 1 else None
        return LogHeader(
            attributes=self._log_attributes if log is None else self._unique(log),
            extensions=dict(self._extensions),
            trace_defaults=dict(self._defaults["trace"]),
            event_defaults=dict(self._defaults["event"]),
            classifiers=dict(self._classifiers),
        )

    def start(self, name: str, written: Mapping[str, str]) -> None:
        """Take the start of an element."""
        tag = name.rpartition(":")[2]
        parent = self._open[-1]
        if tag not in parent.children:
            expected = ", ".join(sorted(parent.children)) or "-"
            self._fail(EventLogCode.UNEXPECTED_ELEMENT, tag=tag, expected=expected)
        if len(self._open) > DEEPEST_NESTING:
            self._fail(EventLogCode.TOO_DEEP, deepest=DEEPEST_NESTING)
        self.first_trace_begun |= tag == "trace"
        line, start = self._parser.CurrentLineNumber, self._parser.CurrentByteIndex
        self._open.append(_Element(tag, written, line, start, _CHILDREN.get(tag, _ONLY_ATTRIBUTES)))

    def end(self, _name: str) -> None:
        """Take the end of the innermost element."""
        element = self._open.pop()
        kind = _KINDS.get(element.tag)
        if kind is None:
            self._closers[element.tag](element)
        else:
            self._open[-1].attributes.append(self._attribute(kind, element))
        if len(self._open) > 2:
            self._check_size(self._open[2])
        elif element.tag != "trace":
            self._count_header_part(element)

    def text(self, data: str) -> None:
        """Take text between elements, of which XES has none."""
        if not data.isspace():
            self._fail(EventLogCode.UNEXPECTED_TEXT, text=data.strip()[:40])

    def doctype(self, *_declaration: object) -> NoReturn:
        """Refuse document type declarations, and with them every kind of entity."""
        self._fail(EventLogCode.DOCTYPE)

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        """Take the XML declaration; only encodings that the parser itself knows are accepted."""
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            expected = ", ".join(sorted(_ENCODINGS))
            self._fail(EventLogCode.ENCODING, encoding=encoding, expected=expected)

    def _attribute(self, kind: AttributeKind, element: _Element) -> Attribute:
        key = self._written(element, "key")
        nested = tuple(element.attributes)
        if kind is AttributeKind.CONTAINER or (
            kind is AttributeKind.LIST and element.values is None
        ):
            return Attribute(key=key, kind=kind, value=nested)
        if kind is AttributeKind.LIST:
            return Attribute(key=key, kind=kind, value=element.values or (), nested=nested)
        text = self._written(element, "value")
        value = parsed(kind, text, self._zone)
        if value is None:
            self._fail_at(
                element,
                EventLogCode.VALUE,
                key=key,
                type=kind.value,
                value=text[:80],
                expected=EXPECTED[kind],
            )
        return Attribute(key=key, kind=kind, value=value, nested=nested)

    def _close_log(self, element: _Element) -> None:
        self._log_attributes = self._unique(element)

    def _close_extension(self, element: _Element) -> None:
        self._extensions[self._written(element, "prefix")] = self._written(element, "uri")

    def _close_global(self, element: _Element) -> None:
        scope = element.written.get("scope", "event")
        if scope not in self._defaults:
            self._fail_at(element, EventLogCode.SCOPE, scope=scope, expected="event, trace")
        self._defaults[scope].update({each.key: each for each in element.attributes})

    def _close_classifier(self, element: _Element) -> None:
        name = self._written(element, "name")
        keys = _classifier_keys(self._written(element, "keys"))
        scope = element.written.get("scope", "event")
        self._classifiers[name] = Classifier(name=name, keys=keys, scope=scope)

    def _close_values(self, element: _Element) -> None:
        self._open[-1].values = tuple(element.attributes)

    def _close_trace(self, element: _Element) -> None:
        attributes = self._with_defaults(element)
        case = _text(attributes, NAME)
        if case is None:
            self._fail_at(element, EventLogCode.CASE_NAME_MISSING)
        self.traces.append(
            Trace(case=case, attributes=attributes, events=tuple(element.events), line=element.line)
        )

    def _close_event(self, element: _Element) -> None:
        attributes = self._with_defaults(element)
        name = _text(attributes, NAME)
        if name is None:
            self._fail_at(element, EventLogCode.EVENT_NAME_MISSING)
        event = LogEvent(
            name=name,
            at=self._moment(element, attributes),
            lifecycle=(_text(attributes, LIFECYCLE) or "complete").lower(),
            resource=_text(attributes, RESOURCE),
            role=_text(attributes, ROLE),
            attributes=attributes,
            line=element.line,
        )
        self._open[-1].events.append(event)

    def _moment(self, element: _Element, attributes: Attributes) -> datetime:
        attribute = attributes.get(TIME)
        if attribute is None or not isinstance(attribute.value, datetime):
            self._fail_at(element, EventLogCode.EVENT_TIME_MISSING)
        return attribute.value

    def _with_defaults(self, element: _Element) -> dict[str, Attribute]:
        """A name and a time are never filled in: they would be inventions."""
        attributes = self._unique(element)
        for key, default in self._defaults[element.tag].items():
            if key not in attributes and key not in _NOT_DEFAULTED:
                attributes[key] = default
        return attributes

    def _unique(self, element: _Element) -> dict[str, Attribute]:
        attributes = {each.key: each for each in element.attributes}
        if len(attributes) != len(element.attributes):
            keys = [each.key for each in element.attributes]
            twice = next(key for key in keys if keys.count(key) > 1)
            self._fail_at(element, EventLogCode.KEY_TWICE, key=twice)
        return attributes

    def _written(self, element: _Element, name: str) -> str:
        text = element.written.get(name)
        if text is None:
            self._fail_at(element, EventLogCode.ATTRIBUTE_MISSING, tag=element.tag, attribute=name)
        return text

    def _count_header_part(self, element: _Element) -> None:
        self._header_parts += 1
        if self._header_parts > MOST_HEADER_PARTS:
            self._fail_at(element, EventLogCode.HEADER_TOO_LARGE, most=MOST_HEADER_PARTS)

    def _check_size(self, element: _Element) -> None:
        if self._parser.CurrentByteIndex - element.start > self._trace_bytes:
            self._fail_at(element, EventLogCode.TRACE_TOO_LARGE, largest_bytes=self._trace_bytes)

    def _fail(self, code: EventLogCode, **params: object) -> NoReturn:
        parser = self._parser
        mark = Mark(
            file=self._file, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1
        )
        raise EventLogError(code, mark, **params)

    def _fail_at(self, element: _Element, code: EventLogCode, **params: object) -> NoReturn:
        raise EventLogError(code, Mark(file=self._file, line=element.line, column=1), **params)


def _text(attributes: Attributes, key: str) -> str | None:
    attribute = attributes.get(key)
    return attribute.value if attribute and isinstance(attribute.value, str) else None


def _classifier_keys(written: str) -> tuple[str, ...]:
    """Split keys at spaces; a key with spaces stands in single quotes."""
    return tuple(quoted or free for quoted, free in _CLASSIFIER_KEY.findall(written))
