"""Event logs of other systems: cases as sequences of recorded events.

The terms are those of IEEE 1849 (XES): a log holds traces, one for each case; a trace holds events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias


class AttributeKind(StrEnum):
    """Types of attributes."""

    STRING = "string"
    DATE = "date"
    INT = "int"
    FLOAT = "float"
    BOOLEAN = "boolean"
    ID = "id"
    LIST = "list"
    CONTAINER = "container"


AttributeValue: TypeAlias = "str | datetime | int | Decimal | bool | tuple[Attribute, ...]"
"""Text for strings and ids, an aware moment for dates, attributes for lists and containers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute with the attributes nested in it."""

    key: str
    kind: AttributeKind
    value: AttributeValue
    nested: tuple[Attribute, ...] = ()


Attributes: TypeAlias = Mapping[str, Attribute]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEvent:
    """One recorded event.

    Attributes:
        name: What happened (`concept:name`).
        at: When (`time:timestamp`).
        lifecycle: Step of the activity's life, in small letters; `complete` when not recorded.
        resource: Who (`org:resource`).
        role: In which role (`org:role`).
        attributes: All attributes, those above included.
        line: Line of the file.
    """

    name: str
    at: datetime
    lifecycle: str = "complete"
    resource: str | None = None
    role: str | None = None
    attributes: Attributes
    line: int

    def value(self, key: str) -> AttributeValue | None:
        """Return the value of an attribute, or None when the event has none."""
        attribute = self.attributes.get(key)
        return None if attribute is None else attribute.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One case: its events in the order of the log.

    Attributes:
        case: Name of the case (`concept:name`).
        attributes: Attributes of the case, that one included.
        events: What happened, in recorded order.
        line: Line of the file.
    """

    case: str
    attributes: Attributes
    events: tuple[LogEvent, ...]
    line: int

    def value(self, key: str) -> AttributeValue | None:
        """Return the value of an attribute, or None when the case has none."""
        attribute = self.attributes.get(key)
        return None if attribute is None else attribute.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """A way to tell events apart: those with equal values under these keys are alike."""

    name: str
    keys: tuple[str, ...]
    scope: str = "event"

    def classify(self, event: LogEvent) -> tuple[AttributeValue | None, ...]:
        """Return the event's class."""
        return tuple(event.value(key) for key in self.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHeader:
    """What a log says before its first trace.

    Attributes:
        attributes: Attributes of the log itself.
        extensions: Prefixes of the extensions in use, with their addresses.
        trace_defaults: Values of attributes that a trace may leave out.
        event_defaults: Values of attributes that an event may leave out.
        classifiers: By name.
    """

    attributes: Attributes
    extensions: Mapping[str, str]
    trace_defaults: Attributes
    event_defaults: Attributes
    classifiers: Mapping[str, Classifier]


class EventLog(Protocol):
    """A log that can be read more than once, one trace at a time."""

    def header(self) -> LogHeader:
        """Return what the log says before its first trace."""
        ...

    def __iter__(self) -> Iterator[Trace]:
        """Yield the traces in the order of the log."""
        ...
