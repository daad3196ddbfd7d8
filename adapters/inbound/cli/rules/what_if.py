"""The answer to `rules what-if`: who gains and who loses by other rules or other figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError, UsageError
from adapters.inbound.cli.rules.examples import rulebook_at
from adapters.inbound.cli.rules.sides import Side, Wish
from adapters.inbound.cli.rules.words import RulesCliCode
from adapters.inbound.cli.values import read_date
from engine.calendar import OFFICE_ZONE
from rules.nearest import nearest
from rules.policy import Edition, Fact, Rulebook

if TYPE_CHECKING:
    from adapters.inbound.cli.rules.caseload import CaseTable

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def compare(desk: Desk, wish: Wish) -> int:
    """Compare two sets of rules, or several values of one figure, over a table of cases.

    Raises:
        UsageError: Not exactly one of NEW and --sweep, or nothing that could be compared.
        InputError: A file cannot be read, or the figure is not written as it should be.
    """
    if (wish.new is None) == (wish.sweep is None):
        raise UsageError(RulesCliCode.NEW_OR_SWEEP)
    if find_spec("polars") is None:
        raise UsageError(RulesCliCode.NO_POLARS)
    from adapters.inbound.cli.rules.what_if_view import answer_comparison, answer_sweep

    old = _side(desk, wish.old, wish.as_of)
    if wish.new is not None:
        new = _side(desk, wish.new, wish.as_of)
        decisions, cases = _asked([old, new], wish, None)
        return answer_comparison(desk, old, new, decisions, cases, wish)
    parameter, values = _figures(wish.sweep or "", old.rulebook)
    decisions, cases = _asked([old], wish, parameter)
    return answer_sweep(desk, old, parameter, values, decisions, cases, wish)


def _side(desk: Desk, text: str, as_of: str | None) -> Side:
    """Return the rules at a path, or those of the installed catalogue on a day."""
    if _DAY.fullmatch(text):
        day = read_date(text)
        assert day is not None
        return Side(name=text, rulebook=desk.house.rulebook, as_of=day)
    today = desk.house.clock.now().astimezone(OFFICE_ZONE).date()
    return Side(name=text, rulebook=rulebook_at(Path(text)), as_of=read_date(as_of) or today)


def _decisions(sides: Sequence[Side], wish: Wish, parameter: str | None) -> list[str]:
    """Return what is compared: what was named, or the final conditions that all sides have."""
    names = [wish.decision] if wish.decision else sorted(_final_conditions(sides[0], parameter))
    for side in sides:
        if wish.decision and side.edition(wish.decision) is None:
            near = nearest(wish.decision, side.rulebook.decisions())
            raise UsageError(RulesCliCode.NOT_A_DECISION, rule=wish.decision, near=near)
    found = [name for name in names if all(_condition(side, name) for side in sides)]
    if not found:
        raise UsageError(RulesCliCode.NOTHING_TO_COMPARE, decision=wish.decision)
    return found


def _condition(side: Side, name: str) -> bool:
    edition = side.edition(name)
    return edition is not None and edition.rules[name.partition(".")[2]].type == "boolean"


def _final_conditions(side: Side, parameter: str | None) -> Iterator[str]:
    """Yield the conditions that nothing else rests on; with a figure, those that rest on it."""
    for area in side.rulebook.areas.values():
        edition = area.edition(side.as_of)
        for key in _final(edition) if edition else ():
            assert edition is not None
            figures = {f"{area.key}.{figure.key}" for figure in edition.plans[key].parameters}
            if parameter is None or parameter in figures:
                yield f"{area.key}.{key}"


def _final(edition: Edition) -> Iterator[str]:
    rules = edition.rules.values()
    conditions = {r.key for r in rules if r.kind == "decision" and r.type == "boolean"}
    # A condition that only amounts rest on is final among the conditions.
    read = {name for rule in rules if rule.key in conditions for name in rule.reads}
    yield from conditions - read


def _asked(sides: Sequence[Side], wish: Wish, parameter: str | None) -> tuple[list[str], CaseTable]:
    """Return the conditions to compare, and the cases with the facts that they ask for.

    Conditions that nobody named are left out when the table has none of their facts.
    """
    from adapters.inbound.cli.rules.caseload import read_cases, table_columns

    decisions = _decisions(sides, wish, parameter)
    facts = {decision: _facts(sides, decision) for decision in decisions}
    columns = set(table_columns(wish.table))
    served = [decision for decision in decisions if not columns.isdisjoint(facts[decision])]
    wanted = {k: f for decision in served or decisions for k, f in facts[decision].items()}
    return served, read_cases(wish.table, wanted)


def _facts(sides: Sequence[Side], decision: str) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for side in sides:
        found |= {fact.key: fact for fact in side.rulebook.facts(decision, as_of=side.as_of)}
    return found


def _figures(text: str, rulebook: Rulebook) -> tuple[str, list[object]]:
    """Return the parameter of a sweep and its values."""
    name, equals, values = text.partition("=")
    if not equals or not values:
        raise UsageError(RulesCliCode.NOT_A_SWEEP, text=text)
    known = [full for full in rulebook.parameters() if name in (full, full.partition(".")[2])]
    if len(known) != 1:
        near = nearest(name, rulebook.parameters())
        raise InputError(RulesCliCode.NO_PARAMETER, name=name, near=near)
    return known[0], [_value(part.strip()) for part in values.split(",")]


def _value(text: str) -> object:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    return {"true": True, "false": False}.get(text, text)
