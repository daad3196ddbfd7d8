"""A located tree held against a JSON Schema: every departure with its place and what was expected.

The schema is the one that editors use, so that editor and program refuse the same documents.
Only what the schemas of our own models contain is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias, cast

from engine.definitions.codes import DefinitionCode
from rules.findings import Finding
from rules.nearest import nearest
from rules.source import Mapping as MappingNode
from rules.source import Mark, Node, Scalar, find
from rules.source import Sequence as SequenceNode

Schema: TypeAlias = Mapping[str, Any]
Path: TypeAlias = tuple[str | int, ...]

_KINDS = {
    "object": MappingNode,
    "array": SequenceNode,
}
_SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "null": (type(None),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """A schema with its definitions."""

    schema: Schema

    def findings(self, node: Node) -> Iterator[Finding]:
        """Every departure of the tree from the schema, in the order of the document."""
        for found in self._value(self.schema, node, ()):
            # A key that is missing has no place; its part's own key is where an author looks.
            yield replace(found, mark=find(node, found.path)) if _is_missing(found) else found

    def _value(self, schema: Schema, node: Node, path: Path) -> Iterator[Finding]:
        schema = self._resolved(schema)
        if "anyOf" in schema:
            yield from self._one_of(schema["anyOf"], node, path)
        elif not _is_kind(schema, node):
            yield _finding(
                DefinitionCode.WRONG_TYPE,
                node.mark,
                path,
                found=_shown(node),
                expected=_expected(schema),
            )
        elif isinstance(node, MappingNode):
            yield from self._mapping(schema, node, path)
        elif isinstance(node, SequenceNode):
            for index, item in enumerate(node.items):
                yield from self._value(schema.get("items", {}), item, (*path, index))
        else:
            yield from _scalar(schema, node, path)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            name = str(schema["$ref"]).rsplit("/", 1)[-1]
            schema = self.schema["$defs"][name]
        return schema

    def _one_of(self, choices: list[Schema], node: Node, path: Path) -> Iterator[Finding]:
        resolved = [self._resolved(choice) for choice in choices]
        fitting = [choice for choice in resolved if _is_kind(choice, node)]
        if not fitting:
            expected = " | ".join(dict.fromkeys(_expected(c) for c in resolved if not _is_null(c)))
            yield _finding(
                DefinitionCode.WRONG_TYPE, node.mark, path, found=_shown(node), expected=expected
            )
            return
        answers = [list(self._value(choice, node, path)) for choice in fitting]
        yield from min(answers, key=len)

    def _mapping(self, schema: Schema, node: MappingNode, path: Path) -> Iterator[Finding]:
        known = cast("dict[str, Schema]", schema.get("properties", {}))
        for key in schema.get("required", ()):
            if key not in node.entries:
                yield _finding(DefinitionCode.MISSING_KEY, node.mark, path, key=key)
        for key, value in node.entries.items():
            mark = node.key_marks.get(key, node.mark)
            if key in known:
                yield from self._value(known[key], value, (*path, key))
            elif known or not _open(schema):
                yield _unknown_key(key, known, mark, path)
            else:
                yield from _key_form(schema, key, mark, path)
                yield from self._value(_open(schema), value, (*path, key))


def _is_missing(found: Finding) -> bool:
    return found.code is DefinitionCode.MISSING_KEY


def _open(schema: Schema) -> Schema:
    """The schema of the values of a mapping whose keys are free."""
    patterns = list(schema.get("patternProperties", {}).values())
    return patterns[0] if patterns else schema.get("additionalProperties") or {}


def _key_form(schema: Schema, key: str, mark: Mark, path: Path) -> Iterator[Finding]:
    form = next(iter(schema.get("patternProperties", {})), None)
    longest = schema.get("propertyNames", {}).get("maxLength")
    if form is not None and not re.search(form, key):
        yield _finding(DefinitionCode.BAD_FORM, mark, (*path, key), value=key, form=form)
    elif longest is not None and len(key) > longest:
        yield _finding(DefinitionCode.TOO_LONG, mark, (*path, key), value=key, longest=longest)


def _unknown_key(key: str, known: Mapping[str, Schema], mark: Mark, path: Path) -> Finding:
    return _finding(
        DefinitionCode.UNKNOWN_KEY,
        mark,
        (*path, key),
        key=key,
        candidates=candidates(key, known),
        allowed=sorted(known),
    )


def candidates(name: str, known: Mapping[str, object] | frozenset[str]) -> list[str]:
    """What somebody may have meant: the nearest known name, or every one when none is near.

    Example:
        >>> candidates("stat", frozenset(("state", "action"))), candidates("x", frozenset())
        (['state'], ['-'])
    """
    near = nearest(name, known)
    return [near] if near is not None else sorted(known) or ["-"]


def _is_kind(schema: Schema, node: Node) -> bool:
    if not isinstance(node, Scalar):
        return isinstance(node, _KINDS.get(schema.get("type", ""), ()))
    if "type" not in schema:
        return "const" in schema or "enum" in schema or not schema
    return _is_scalar(schema["type"], node)


def _is_scalar(kind: str, node: Scalar) -> bool:
    if isinstance(node.value, bool):
        return kind == "boolean"
    return isinstance(node.value, _SCALARS.get(kind, ()))


def _is_null(schema: Schema) -> bool:
    return schema.get("type") == "null"


def _scalar(schema: Schema, node: Scalar, path: Path) -> Iterator[Finding]:
    value = node.value
    allowed = _allowed(schema)
    if allowed and value not in allowed:
        yield _finding(
            DefinitionCode.NOT_ALLOWED,
            node.mark,
            path,
            value=str(value),
            candidates=candidates(str(value), frozenset(map(str, allowed))),
            allowed=[str(item) for item in allowed],
        )
    elif isinstance(value, str):
        yield from _text(schema, value, node.mark, path)
    elif isinstance(value, int | Decimal):
        yield from _number(schema, value, node.mark, path)


def _allowed(schema: Schema) -> list[object]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _text(schema: Schema, value: str, mark: Mark, path: Path) -> Iterator[Finding]:
    form, longest = schema.get("pattern"), schema.get("maxLength")
    if form is not None and not re.search(form, value):
        yield _finding(DefinitionCode.BAD_FORM, mark, path, value=value, form=form)
    elif len(value) < schema.get("minLength", 0):
        yield _finding(DefinitionCode.BAD_FORM, mark, path, value=value, form=".+")
    elif longest is not None and len(value) > longest:
        yield _finding(DefinitionCode.TOO_LONG, mark, path, value=value[:40], longest=longest)


def _number(schema: Schema, value: int | Decimal, mark: Mark, path: Path) -> Iterator[Finding]:
    least, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    if (least is not None and value < least) or (above is not None and value <= above):
        bound = f"≥ {least}" if least is not None else f"> {above}"
        yield _finding(DefinitionCode.OUT_OF_RANGE, mark, path, value=str(value), bound=bound)


def _expected(schema: Schema) -> str:
    """What may stand here, in the words of YAML and of the schema."""
    allowed = _allowed(schema)
    if allowed:
        return " | ".join(map(str, allowed))
    if schema.get("type") == "array":
        return "[...]"
    if schema.get("type") == "object":
        keys = ", ".join(schema.get("properties", ())) or "..."
        return f"{{{keys}}}"
    return str(schema.get("pattern") or schema.get("type"))


def _shown(node: Node) -> str:
    if isinstance(node, MappingNode):
        return f"{{{', '.join(node.entries)}}}"
    if isinstance(node, SequenceNode):
        return "[...]"
    return "null" if node.value is None else str(node.value)


def _finding(code: DefinitionCode, mark: Mark, path: Path, **params: object) -> Finding:
    return Finding(code=code, mark=mark, path=path, params={"where": dotted(path), **params})


def dotted(path: Path) -> str:
    """A key path as people write it.

    Example:
        >>> dotted(("actions", "approve", "from", 0))
        'actions.approve.from[0]'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "."
