"""Facts as given in a file, made into what rules compute with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from adapters.bootstrap import read_document
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.rules.files import read_text
from adapters.inbound.cli.rules.words import RulesCliCode
from rules.feel import Context, Unknown, UnknownCause, Value
from rules.feel.temporal_text import Temporal, read_temporal
from rules.feel.types import ContextOf, FeelType, ListOf, SimpleType
from rules.policy import Fact
from rules.source import Mapping as Tree
from rules.source import Plain, plain

_NUMERIC = frozenset({"integer", "number", "money", "rate"})
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?")
_TEMPORAL = frozenset(
    {"date", "time", "date and time", "days and time duration", "years and months duration"}
)
_AT = re.compile(r'@"([^"]*)"')


def read_facts(file: Path) -> dict[str, Plain]:
    """Return the names and values in a JSON or YAML file.

    Raises:
        InputError: It cannot be read, or holds no names and values.
        YamlError: It is not YAML; with the place.
    """
    tree = read_document(read_text(file), str(file))
    if not isinstance(tree, Tree):
        raise InputError(RulesCliCode.FACTS_NOT_A_MAPPING, place=str(tree.mark))
    return {name: plain(node) for name, node in tree.entries.items()}


def policy_facts(given: Mapping[str, Plain], facts: Mapping[str, Fact]) -> dict[str, object]:
    """Return facts for a policy.

    A number may be written as text, as case files hold it; `{unknown: not_applicable}` says why a
    fact has no value.
    """
    return {name: _policy_fact(value, facts.get(name)) for name, value in given.items()}


def _policy_fact(value: Plain, fact: Fact | None) -> object:
    if isinstance(value, dict) and value.keys() == {"unknown"}:
        return _unknown(fact.key if fact else "", value["unknown"])
    numeric = fact is not None and fact.type in _NUMERIC
    if numeric and isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    return value


def _unknown(name: str, cause: Plain) -> Unknown:
    try:
        return Unknown.of(name, UnknownCause(str(cause)))
    except ValueError as error:
        allowed = ", ".join(UnknownCause)
        raise InputError(
            RulesCliCode.VALUE_NOT_TYPED, name=name, value=str(cause), expected=allowed
        ) from error


def model_value(name: str, value: Plain, wanted: FeelType | None) -> Value:
    r"""Return an input of a DMN model.

    A text is a date, time or duration where that type is declared, or where it is written as FEEL
    writes it: `@"2026-01-31"`.

    Raises:
        InputError: The text is none.

    Example:
        >>> from rules.feel.types import BUILT_IN
        >>> model_value("day", "2026-01-31", BUILT_IN["date"])
        datetime.date(2026, 1, 31)
    """
    if isinstance(value, list):
        inner = wanted.element if isinstance(wanted, ListOf) else None
        return tuple(model_value(name, item, inner) for item in value)
    if isinstance(value, dict):
        members = wanted.members if isinstance(wanted, ContextOf) else {}
        entries = {
            key: model_value(f"{name}.{key}", item, members.get(key)) for key, item in value.items()
        }
        return Context(entries)
    if isinstance(value, str):
        return _from_text(name, value, wanted)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _from_text(name: str, text: str, wanted: FeelType | None) -> Value:
    literal = _AT.fullmatch(text)
    if literal:
        return _temporal(name, literal[1], "date, time, duration")
    if isinstance(wanted, SimpleType) and wanted.name in _TEMPORAL:
        return _temporal(name, text, wanted.name)
    return text


def _temporal(name: str, text: str, expected: str) -> Temporal | date:
    found = read_temporal(text)
    if found is None:
        raise InputError(RulesCliCode.VALUE_NOT_TYPED, name=name, value=text, expected=expected)
    return found
