"""Functions on strings (DMN 1.5, section 10.3.4.3). Characters are Unicode code points."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from rules.feel.built_ins.arguments import (
    function,
    items,
    optional_string,
    refuse,
    signature,
    string,
    whole,
)
from rules.feel.evaluation import Evaluation
from rules.feel.numbers import number_from_text
from rules.feel.patterns import compile_pattern, find, replace, split
from rules.feel.text import text_of
from rules.feel.values import Value

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")


def _substring(text: Value, start: Value, length: Value) -> Value:
    source, first = string(text), whole(start)
    count = None if length is None else whole(length)
    if first == 0 or abs(first) > len(source) or (count is not None and count < 1):
        raise refuse(start, "position in the string")
    begin = first - 1 if first > 0 else len(source) + first
    return source[begin:] if count is None else source[begin : begin + count]


def _length(text: Value) -> Value:
    return Decimal(len(string(text)))


def _before(text: Value, match: Value) -> Value:
    before, found, _ = _parted(text, match)
    return before if found else ""


def _after(text: Value, match: Value) -> Value:
    source, mark = string(text), string(match)
    return source.partition(mark)[2] if mark else source


def _parted(text: Value, match: Value) -> tuple[str, bool, str]:
    source, mark = string(text), string(match)
    if not mark:
        return "", True, source
    before, found, after = source.partition(mark)
    return before, bool(found), after


def _two_strings(test: Callable[[str, str], bool]) -> Callable[[Value, Value], Value]:
    return lambda text, match: test(string(text), string(match))


def _matches(run: Evaluation, text: Value, pattern: Value, flags: Value) -> Value:
    compiled = compile_pattern(string(pattern), optional_string(flags) or "")
    return find(compiled, string(text), run) is not None


def _replace(
    run: Evaluation, text: Value, pattern: Value, replacement: Value, flags: Value
) -> Value:
    compiled = compile_pattern(string(pattern), optional_string(flags) or "")
    return replace(compiled, string(text), string(replacement), run)


def _split(run: Evaluation, text: Value, delimiter: Value) -> Value:
    return split(compile_pattern(string(delimiter), ""), string(text), run)


def _join(run: Evaluation, texts: Value, delimiter: Value) -> Value:
    parts = [string(part) for part in items(texts) if part is not None]
    mark = optional_string(delimiter) or ""
    run.sized(sum(map(len, parts)) + len(mark) * len(parts))
    return mark.join(parts)


def _string(run: Evaluation, value: Value) -> Value:
    return None if value is None else text_of(value, run)


def _number(text: Value, grouping: Value, point: Value) -> Value:
    source, group, decimal = string(text), optional_string(grouping), optional_string(point)
    if group not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        raise refuse(grouping, "separator")
    if group is not None and group == decimal:
        raise refuse(grouping, "another separator than the decimal one")
    plain = source.replace(group, "") if group else source
    plain = plain.replace(decimal, ".") if decimal else plain
    if not _NUMBER.fullmatch(plain):
        raise refuse(text, "number")
    return number_from_text(plain)


STRING_FUNCTIONS = (
    function("substring", signature(_substring, "string", "start position", "length?")),
    function("string length", signature(_length, "string")),
    function("upper case", signature(lambda text: string(text).upper(), "string")),
    function("lower case", signature(lambda text: string(text).lower(), "string")),
    function("substring before", signature(_before, "string", "match")),
    function("substring after", signature(_after, "string", "match")),
    function(
        "replace",
        signature(_replace, "input", "pattern", "replacement", "flags?", running=True),
    ),
    function("contains", signature(_two_strings(lambda a, b: b in a), "string", "match")),
    function("starts with", signature(_two_strings(str.startswith), "string", "match")),
    function("ends with", signature(_two_strings(str.endswith), "string", "match")),
    function("matches", signature(_matches, "input", "pattern", "flags?", running=True)),
    function("split", signature(_split, "string", "delimiter", running=True)),
    function("string join", signature(_join, "list", "delimiter?", running=True)),
    function("string", signature(_string, "from", running=True)),
    function(
        "number",
        signature(_number, "from", "grouping separator?", "decimal separator?"),
    ),
)
