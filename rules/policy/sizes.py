"""How long the evidence of a decision can become."""

from __future__ import annotations

import json

from pydantic import JsonValue

from rules.policy.model import Fact, Parameter, Plan
from rules.policy.values import plain

EVIDENCE_BYTES = 2048
"""Most that evidence may take as JSON."""

RECORDS = 12
"""Entries of a list of records that evidence has to have room for."""

_LONGEST = {"boolean": "false", "date": "2026-01-31", "span": "9999 working days"}
_DIGITS = 10


def longest_evidence(area: str, decision: str, plan: Plan) -> int:
    """Return a bound on the bytes of a decision's evidence as JSON."""
    criteria = [rule.key for rule in plan.rules if rule.kind == "criterion"]
    tables = [rule.key for rule in plan.rules if rule.kind == "table"]
    longest: dict[str, JsonValue] = {
        "decision": f"{area}.{decision}",
        "edition": "2026-01-31",
        "digest": plan.digest,
        "as_of": "2026-01-31",
        "region": "999999999",
        "facts": {fact.key: _longest(fact) for fact in plan.facts},
        "unknown": {},
        "parameters": {figure.key: _figure(figure) for figure in plan.parameters},
        "outcome": "9" * _DIGITS,
        "met": list(criteria),
        "not_met": [],
        "open": [],
        "rows": dict.fromkeys(tables, "99"),
    }
    return len(json.dumps(longest, separators=(",", ":"), ensure_ascii=False).encode())


def _longest(fact: Fact) -> JsonValue:
    if fact.type == "records":
        columns = fact.columns.values()
        return [[_sample(column.type, column.options) for column in columns]] * RECORDS
    if fact.type == "text":
        return "中" * fact.max_length
    if fact.high is not None:
        return format(fact.high, "f") + (".99" if fact.type != "integer" else "")
    return _sample(fact.type, fact.options)


def _sample(type_name: str, options: tuple[str, ...]) -> str:
    if options:
        return max(options, key=len)
    return _LONGEST.get(type_name, "9" * _DIGITS)


def _figure(parameter: Parameter) -> JsonValue:
    values = [plain(value.value) for known in parameter.values.values() for value in known]
    return max((str(value) for value in values), key=len, default="9" * _DIGITS)
