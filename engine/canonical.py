"""Canonical JSON (RFC 8785): one sequence of bytes for one value, fit to be hashed.

Only values whose canonical form needs no floating-point arithmetic are taken: nothing, truth
values, whole numbers that every JSON reader keeps exact, text, lists and mappings. Exact decimals
travel as text; a float is refused, because no amount, limit or rate of ours is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias, cast

from rules.errors import UnioncaseError

JsonValue: TypeAlias = "None | bool | int | str | Sequence[JsonValue] | Mapping[str, JsonValue]"

LARGEST_INTEGER = 2**53 - 1
"""Largest magnitude that a JSON number keeps exact everywhere (RFC 8785, appendix D)."""

DEEPEST_NESTING = 100
"""How many containers may enclose a value; this also ends values that contain themselves."""

_FREE_SCALARS = frozenset({str, bool, type(None)})
_LAST_OF_BASIC_PLANE = "\uffff"
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False
).encode
_encode_in_given_order = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False
).encode


class CanonicalCode(StrEnum):
    """Codes of values that have no canonical form; texts of the area `canonical`."""

    TYPE = "canonical_type"
    KEY_TYPE = "canonical_key_type"
    INTEGER_TOO_LARGE = "canonical_integer_too_large"
    NESTED_TOO_DEEPLY = "canonical_nested_too_deeply"
    LONE_SURROGATE = "canonical_lone_surrogate"
    NOT_JSON = "canonical_not_json"
    DUPLICATE_KEY = "canonical_duplicate_key"
    NOT_CANONICAL = "canonical_not_canonical"


class CanonicalError(UnioncaseError):
    """A value without a canonical form, or bytes that are not one."""


def canonical_bytes(value: object) -> bytes:
    r"""Return the canonical form of a value, in UTF-8.

    Args:
        value: Built from exactly these types: None, bool, int, str, list, tuple, dict. Their
            subclasses (enumerations, for example) are refused: convert them on purpose.

    Raises:
        CanonicalError: `TYPE`, `KEY_TYPE`, `INTEGER_TOO_LARGE`, `NESTED_TOO_DEEPLY` or
            `LONE_SURROGATE`; the errors of type and size name the place as `path`.

    Example:
        >>> canonical_bytes({"b": [1, True, None], "a": "é\n"}).decode()
        '{"a":"é\\n","b":[1,true,null]}'
    """
    beyond_basic_plane = _check({"": value}, ())
    text = _encode_in_given_order(_in_utf16_order(value)) if beyond_basic_plane else _encode(value)
    try:
        return text.encode()
    except UnicodeEncodeError as broken:
        raise CanonicalError(CanonicalCode.LONE_SURROGATE) from broken


def parse_canonical(data: bytes) -> JsonValue:
    """Return the value whose canonical form the bytes are.

    Raises:
        CanonicalError: `NOT_JSON`, `DUPLICATE_KEY`, `NOT_CANONICAL` (valid JSON in another form)
            or what `canonical_bytes` raises.

    Example:
        >>> parse_canonical(b'{"a":[1,2]}')
        {'a': [1, 2]}
    """
    try:
        value = cast(JsonValue, json.loads(data.decode(), object_pairs_hook=_without_duplicates))
    except (ValueError, RecursionError) as broken:
        raise CanonicalError(CanonicalCode.NOT_JSON) from broken
    if canonical_bytes(value) != data:
        raise CanonicalError(CanonicalCode.NOT_CANONICAL)
    return value


def _check(container: object, path: tuple[str | int, ...]) -> bool:
    """Check what a container holds; return whether a key needs to be ordered by UTF-16 units."""
    if len(path) > DEEPEST_NESTING:
        raise CanonicalError(CanonicalCode.NESTED_TOO_DEEPLY, deepest=DEEPEST_NESTING)
    beyond = False
    items: Iterable[tuple[str | int, object]]
    if type(container) is dict:
        beyond = _check_keys(container, path)
        items = container.items()
    elif type(container) is list or type(container) is tuple:
        items = enumerate(container)
    else:
        name = type(container).__name__
        raise CanonicalError(CanonicalCode.TYPE, path=_written(path), type=name)
    for key, item in items:
        if type(item) in _FREE_SCALARS:
            continue
        if type(item) is not int:
            beyond |= _check(item, (*path, key))
        elif not -LARGEST_INTEGER <= item <= LARGEST_INTEGER:
            raise CanonicalError(
                CanonicalCode.INTEGER_TOO_LARGE,
                path=_written((*path, key)),
                largest=LARGEST_INTEGER,
            )
    return beyond


def _check_keys(mapping: dict[object, object], path: tuple[str | int, ...]) -> bool:
    beyond = False
    for key in mapping:
        if type(key) is not str:
            name = type(key).__name__
            raise CanonicalError(CanonicalCode.KEY_TYPE, path=_written(path), type=name)
        beyond |= not key.isascii() and max(key) > _LAST_OF_BASIC_PLANE
    return beyond


def _in_utf16_order(value: object) -> object:
    """Order keys by UTF-16 code units, which differs from code points beyond the basic plane."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: cast(bytes, key.encode("utf-16-be", "surrogatepass")))
        return {key: _in_utf16_order(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_in_utf16_order(item) for item in value]
    return value


def _without_duplicates(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise CanonicalError(CanonicalCode.DUPLICATE_KEY)
    return mapping


def _written(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path[1:])
