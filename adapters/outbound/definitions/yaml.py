"""Strict YAML into the located tree of `rules.source`.

The YAML 1.2 core schema, and less of it: no tags, no anchors, one document. So `no` and `on` are
texts, `08` is a text, `2026-01-01` is a text, `0.1` is an exact decimal, and nothing can refer to,
construct or repeat anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from rules.errors import UnioncaseError
from rules.source import Mapping, Mark, Node, Scalar, Sequence

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]+|(?<=[0-9])\.)?([eE][-+]?[0-9]{1,4})?")
_HAS_DIGIT = re.compile(r"[0-9]")


class YamlCode(StrEnum):
    """Codes of what a YAML text can get wrong; keys of the texts in `yaml.yaml`."""

    SYNTAX = "yaml_syntax"
    CHARACTER = "yaml_character"
    TOO_LONG = "yaml_too_long"
    TOO_DEEP = "yaml_too_deep"
    TOO_MANY_VALUES = "yaml_too_many_values"
    DUPLICATE_KEY = "yaml_duplicate_key"
    KEY_NOT_TEXT = "yaml_key_not_text"
    ANCHOR = "yaml_anchor"
    TAG = "yaml_tag"
    NUMBER_TOO_LONG = "yaml_number_too_long"
    SEVERAL_DOCUMENTS = "yaml_several_documents"
    EMPTY = "yaml_empty"


class YamlError(UnioncaseError):
    """The text is not a document that may be used.

    Attributes:
        mark: Place of the defect.
    """

    def __init__(self, code: YamlCode, mark: Mark, **params: object) -> None:
        super().__init__(code, place=str(mark), **params)
        self.mark = mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLimits:
    """Bounds on one document.

    Attributes:
        characters: Length of the text.
        depth: Collections inside collections.
        values: Scalars, lists and mappings, keys included.
        digits: Characters of one number.
    """

    characters: int = 2_000_000
    depth: int = 40
    values: int = 200_000
    digits: int = 60


DEFAULT_LIMITS = DocumentLimits()


class _Events(Protocol):
    def check_event(self, *choices: type[Event]) -> bool: ...
    def get_event(self) -> Event | None: ...


def read_yaml(text: str, *, file: str, limits: DocumentLimits = DEFAULT_LIMITS) -> Node:
    r"""Read one document.

    Args:
        text: The YAML text.
        file: Name that the places in the tree carry.
        limits: Bounds; a text beyond them is refused by the name of the bound.

    Raises:
        YamlError: The text is not YAML, or uses something this reader does not allow.

    Example:
        >>> tree = read_yaml("from: 2026-01-01\nopen: no\nshare: 0.80", file="a.yaml")
        >>> [node.value for node in tree.entries.values()]
        ['2026-01-01', 'no', Decimal('0.80')]
        >>> str(tree.entries["share"].mark)
        'a.yaml:3:8'
    """
    start = Mark(file=file, line=1, column=1)
    if len(text) > limits.characters:
        raise YamlError(YamlCode.TOO_LONG, start, limit=limits.characters)
    try:
        return _Reader(_events(text), file, limits).document()
    except yaml.MarkedYAMLError as error:
        problem = error.problem or error.context or ""
        raise YamlError(YamlCode.SYNTAX, _problem_mark(error, start), problem=problem) from error
    except (yaml.reader.ReaderError, UnicodeEncodeError) as error:
        mark, character = _bad_character(text, error, file)
        raise YamlError(YamlCode.CHARACTER, mark, character=character) from error


def _events(text: str) -> _Events:
    # libyaml reads ten times faster; where the wheel lacks it the Python reader does the same.
    return yaml.CSafeLoader(text) if yaml.__with_libyaml__ else yaml.SafeLoader(text)


def _problem_mark(error: yaml.MarkedYAMLError, start: Mark) -> Mark:
    found = error.problem_mark or error.context_mark
    if found is None:
        return start
    return Mark(file=start.file, line=found.line + 1, column=found.column + 1)


def _bad_character(
    text: str, error: yaml.reader.ReaderError | UnicodeEncodeError, file: str
) -> tuple[Mark, str]:
    if isinstance(error, UnicodeEncodeError):
        position = error.start
    else:
        # libyaml counts bytes, the Python reader characters.
        position = next((i for i, c in enumerate(text) if ord(c) == error.character), 0)
    before = text[:position]
    column = position - (before.rfind("\n") + 1) + 1
    mark = Mark(file=file, line=before.count("\n") + 1, column=column)
    return mark, f"U+{ord(text[position]):04X}"


class _Reader:
    """Builds the tree from the parser's events, depth first."""

    def __init__(self, events: _Events, file: str, limits: DocumentLimits) -> None:
        self._events = events
        self._file = file
        self._limits = limits
        self._values = 0
        self._depth = 0

    def _next(self) -> Event:
        event = self._events.get_event()
        assert event is not None
        return event

    def document(self) -> Node:
        self._next()
        if self._events.check_event(StreamEndEvent):
            raise YamlError(YamlCode.EMPTY, self._mark(self._next()))
        self._expect(DocumentStartEvent)
        node = self._node(self._next())
        self._expect(DocumentEndEvent)
        if not self._events.check_event(StreamEndEvent):
            raise YamlError(YamlCode.SEVERAL_DOCUMENTS, self._mark(self._next()))
        return node

    def _expect(self, kind: type[Event]) -> None:
        event = self._next()
        assert isinstance(event, kind)

    def _node(self, event: Event) -> Node:
        self._admit(event)
        if isinstance(event, ScalarEvent):
            return Scalar(value=self._scalar(event), mark=self._mark(event))
        if self._depth >= self._limits.depth:
            raise YamlError(YamlCode.TOO_DEEP, self._mark(event), limit=self._limits.depth)
        self._depth += 1
        node = self._mapping(event) if isinstance(event, MappingStartEvent) else self._list(event)
        self._depth -= 1
        return node

    def _admit(self, event: Event) -> None:
        self._values += 1
        if self._values > self._limits.values:
            raise YamlError(YamlCode.TOO_MANY_VALUES, self._mark(event), limit=self._limits.values)
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise YamlError(YamlCode.ANCHOR, self._mark(event), name=event.anchor)
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            raise YamlError(YamlCode.TAG, self._mark(event), tag=event.tag)

    def _mapping(self, start: Event) -> Mapping:
        entries: dict[str, Node] = {}
        marks: dict[str, Mark] = {}
        for event in self._until(MappingEndEvent):
            key, mark = self._key(event), self._mark(event)
            if key in entries:
                raise YamlError(YamlCode.DUPLICATE_KEY, mark, key=key, first=str(marks[key]))
            marks[key] = mark
            entries[key] = self._node(self._next())
        return Mapping(entries=entries, mark=self._mark(start), key_marks=marks)

    def _list(self, start: Event) -> Sequence:
        items = tuple(self._node(event) for event in self._until(SequenceEndEvent))
        return Sequence(items=items, mark=self._mark(start))

    def _until(self, end: type[Event]) -> Iterator[Event]:
        while not isinstance(event := self._next(), end):
            yield event

    def _key(self, event: Event) -> str:
        self._admit(event)
        if not isinstance(event, ScalarEvent) or not event.value:
            raise YamlError(YamlCode.KEY_NOT_TEXT, self._mark(event))
        return str(event.value)

    def _scalar(self, event: ScalarEvent) -> None | bool | int | Decimal | str:
        text = event.value
        if not event.implicit[0]:
            return text
        if text in _NULLS:
            return None
        if text in _TRUTHS:
            return _TRUTHS[text]
        return self._number(text, event)

    def _number(self, text: str, event: Event) -> int | Decimal | str:
        integer = _INTEGER.fullmatch(text)
        if not integer and not (_HAS_DIGIT.search(text) and _DECIMAL.fullmatch(text)):
            return text
        if len(text) > self._limits.digits:
            raise YamlError(YamlCode.NUMBER_TOO_LONG, self._mark(event), limit=self._limits.digits)
        return int(text) if integer else Decimal(text)

    def _mark(self, event: Event) -> Mark:
        place = event.start_mark
        assert place is not None
        return Mark(file=self._file, line=place.line + 1, column=place.column + 1)
