"""Ranges written as text: `[1..5)`, `(@"2026-01-01"..@"2026-12-31"]`, `["a".."f"]`."""

from __future__ import annotations

import re

from rules.feel.comparison import ordered
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.numbers import number_from_text
from rules.feel.temporal_text import read_temporal
from rules.feel.values import Range, Value

_RANGE = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*)([\])\[])\s*", re.DOTALL)
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'(@?)"([^"\\]*)"')
_CALL = re.compile(r'(?:date|time|date and time|duration)\(\s*"([^"\\]*)"\s*\)')


def read_range(text: str) -> Range | None:
    """Return the range, or None when the text is none or an end is no literal.

    Example:
        >>> read_range("[1..5)").high_included, read_range("[5..1]") is None
        (False, True)
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    opening, low_text, high_text, closing = match.groups()
    try:
        low, high = _endpoint(low_text.strip()), _endpoint(high_text.strip())
        valid = _valid(low, high)
    except EvaluationFault:
        return None
    if not valid:
        return None
    low_included = opening == "[" and low is not None
    high_included = closing == "]" and high is not None
    return Range(low=low, high=high, low_included=low_included, high_included=high_included)


def _valid(low: Value, high: Value) -> bool:
    if low is None or high is None:
        return low is not high
    return ordered("<=", low, high) is True


def _endpoint(text: str) -> Value:
    if text in ("", "null"):
        return None
    if _NUMBER.fullmatch(text):
        return number_from_text(text)
    string, made = _STRING.fullmatch(text), _CALL.fullmatch(text)
    if string and not string.group(1):
        return string.group(2)
    found = read_temporal(made.group(1) if made else string.group(2) if string else "")
    return _required(found)


def _required(found: Value) -> Value:
    if found is None:
        raise EvaluationFault(FeelCode.INVALID_RANGE, low="", high="")
    return found
