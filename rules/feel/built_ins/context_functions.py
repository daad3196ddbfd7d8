"""Functions on contexts (DMN 1.5, section 10.3.4.7) and the remaining few."""

from __future__ import annotations

from rules.feel.access import as_list
from rules.feel.built_ins.arguments import context, function, items, refuse, signature, string
from rules.feel.comparison import equal, kind
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.logic import negated
from rules.feel.temporal import DateTime, Time
from rules.feel.unknown import Unknown
from rules.feel.values import Context, Value


def _get_value(source: Value, key: Value) -> Value:
    found: Value = context(source)
    for name in items(key):
        found = _entry(found, string(name))
    return found


def _entry(source: Value, name: str) -> Value:
    if isinstance(source, Unknown):
        return source
    entries = context(source).entries
    if name not in entries:
        raise EvaluationFault(FeelCode.NO_SUCH_ENTRY, name=name)
    return entries[name]


def _get_entries(source: Value) -> Value:
    entries = context(source).entries.items()
    return tuple(Context({"key": key, "value": value}) for key, value in entries)


def _context(entries: Value) -> Value:
    found: dict[str, Value] = {}
    for entry in as_list(entries):
        parts = context(entry).entries
        if not {"key", "value"} <= parts.keys():
            raise refuse(entry, "context with key and value")
        key = string(parts["key"])
        if key in found:
            raise EvaluationFault(FeelCode.DUPLICATE_KEY, name=key)
        found[key] = parts["value"]
    return Context(found)


def _put(source: Value, key: Value, value: Value) -> Value:
    base = context(source)
    if isinstance(key, tuple):
        return _put_at(base, [string(name) for name in key], value)
    return _with(base, string(key), value)


def _put_one(source: Value, key: Value, value: Value) -> Value:
    if not isinstance(key, str):
        raise refuse(key, "string")
    return _with(context(source), key, value)


def _put_at(base: Context, keys: list[str], value: Value) -> Context:
    if not keys:
        raise refuse((), "list of keys that is not empty")
    first, *rest = keys
    if not rest:
        return _with(base, first, value)
    inner = base.entries.get(first)
    if not isinstance(inner, Context):
        raise refuse(inner, "context")
    return _with(base, first, _put_at(inner, rest, value))


def _with(base: Context, key: str, value: Value) -> Context:
    return Context({**base.entries, key: value})


def _merge(contexts: Value) -> Value:
    found: dict[str, Value] = {}
    for part in items(contexts):
        found.update(context(part).entries)
    return Context(found)


def _not(negand: Value) -> Value:
    if negand is None or isinstance(negand, bool | Unknown):
        return negated(negand)
    raise refuse(negand, "boolean")


def _is(left: Value, right: Value) -> Value:
    if kind(left) != kind(right):
        return False
    if isinstance(left, Time | DateTime):
        return left == right
    return equal(left, right) is True


CONTEXT_FUNCTIONS = (
    function(
        "get value",
        signature(_get_value, "m", "key", unknowns="hold"),
        signature(_get_value, "context", "key", unknowns="hold"),
    ),
    function(
        "get entries",
        signature(_get_entries, "m", unknowns="hold"),
        signature(_get_entries, "context", unknowns="hold"),
    ),
    function("context", signature(_context, "entries")),
    function(
        "context put",
        signature(_put, "context", "keys", "value"),
        signature(_put_one, "context", "key", "value"),
    ),
    function("context merge", signature(_merge, "contexts")),
    function("not", signature(_not, "negand", unknowns="handle")),
    function("is", signature(_is, "value1", "value2")),
)
