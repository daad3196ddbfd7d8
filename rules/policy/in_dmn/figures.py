"""Dated figures by region as decision tables, both ways.

A table over the code of the region and the day, with the nearest region and the latest day first,
takes the figure that the policy form takes. Where no region set one, the answer is an input that
nobody supplies: unknown here, null for evaluators that know no unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.dmn.boxed import DecisionTable, InputClause, OutputClause, Rule
from rules.policy.in_dmn.declarations import Spec, feel_type, type_ref
from rules.policy.in_dmn.vocabulary import not_a_policy, number_of, plain_text
from rules.policy.logic import AS_OF
from rules.policy.regions import COUNTRY, region_code
from rules.source import Plain

REGION = "region code"
"""Input: the code of the region asked about, in its short form. No fact can have this name."""

NOT_SET = "not set"
"""Input that is never supplied: what a figure is that nobody has set."""

_NOTES = ("document", "place", "cite", "article", "certainty")
_REGION = re.compile(r'starts with\(\?, "([0-9]+)"\)')
_SINCE = re.compile(r'>= date\("([0-9-]+)"\)')
_BETWEEN = re.compile(r'\[date\("([0-9-]+)"\)\.\.date\("([0-9-]+)"\)\]')
_DATE = re.compile(r'date\("([0-9-]+)"\)')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A dated value and where it stands.

    Attributes:
        document: Name of its document.
        place: Number among the values of the figure in that document, from 0.
    """

    document: str
    place: int
    value: Spec


def figure_table(key: str, spec: Spec, values: Iterable[Placed]) -> DecisionTable:
    """Return the table that answers a figure."""
    ordered = sorted(values, key=lambda item: str(item.value["from"]), reverse=True)
    ordered.sort(key=lambda item: _nearness(_region(item.value)))
    name = type_ref(key, spec)
    return DecisionTable(
        hit_policy="FIRST",
        inputs=(
            InputClause(expression=REGION, type_ref="string"),
            InputClause(expression=AS_OF, type_ref="date"),
        ),
        outputs=(OutputClause(type_ref=name, default=NOT_SET),),
        annotations=_NOTES,
        rules=tuple(_row(item, feel_type(spec)) for item in ordered),
    )


def _region(value: Spec) -> str:
    region = str(value.get("region", COUNTRY))
    return region_code(region) or region


def _nearness(region: str) -> tuple[int, str]:
    return (0, "") if region == COUNTRY else (-len(region), region)


def _row(item: Placed, type_name: str) -> Rule:
    value, region = item.value, _region(item.value)
    since = f'date("{value["from"]}")'
    until = value.get("until")
    return Rule(
        inputs=(
            "-" if region == COUNTRY else f'starts with(?, "{region}")',
            f">= {since}" if until is None else f'[{since}..date("{until}")]',
        ),
        outputs=(feel_value(value["value"], type_name),),
        annotations=(
            item.document,
            str(item.place),
            *(str(value.get(note, "")) for note in _NOTES[2:]),
        ),
    )


def feel_value(value: Plain, type_name: str) -> str:
    """Return a value as a literal of FEEL.

    Example:
        >>> feel_value("2026-01-31", "date"), feel_value("5 days", "string")
        ('date("2026-01-31")', '"5 days"')
    """
    if isinstance(value, bool | int | Decimal):
        return plain_text(value)
    quoted = '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"date({quoted})" if type_name == "date" else quoted


def figure_values(name: str, table: DecisionTable, home: str) -> Iterator[Placed]:
    """Yield the values of a figure as they stand in their documents.

    Args:
        name: The figure, for messages.
        table: Its table.
        home: Document of values that do not say where they stand.

    Raises:
        DmnError: The table says what a figure cannot be.
    """
    placed = [_placed(name, rule, home, len(table.rules) + n) for n, rule in enumerate(table.rules)]
    yield from sorted(placed, key=lambda item: item.place)


def _placed(name: str, rule: Rule, home: str, last: int) -> Placed:
    if len(rule.inputs) != 2 or len(rule.outputs) != 1:
        raise not_a_policy(name, f"{REGION}, {AS_OF}")
    notes = dict(zip(_NOTES, rule.annotations, strict=False))
    given: Spec = {**_days(name, rule.inputs[1]), **_place(name, rule.inputs[0])}
    given["value"] = plain_value(name, rule.outputs[0])
    given.update({note: notes[note] for note in _NOTES[2:] if notes.get(note)})
    place = notes.get("place", "")
    return Placed(
        document=notes.get("document") or home,
        place=int(place) if place.isdecimal() else last,
        value=given,
    )


def _days(name: str, cell: str) -> Spec:
    if found := _SINCE.fullmatch(cell):
        return {"from": found[1]}
    if found := _BETWEEN.fullmatch(cell):
        return {"from": found[1], "until": found[2]}
    raise not_a_policy(name, '>= date("...") | [date("...")..date("...")]')


def _place(name: str, cell: str) -> Spec:
    if cell in ("-", ""):
        return {}
    if found := _REGION.fullmatch(cell):
        return {"region": found[1]}
    raise not_a_policy(name, '- | starts with(?, "...")')


def plain_value(name: str, text: str) -> Plain:
    """Return the value that a literal of FEEL is.

    Raises:
        DmnError: The text is no literal.
    """
    if text in ("true", "false"):
        return text == "true"
    if found := _TEXT.fullmatch(text) or _DATE.fullmatch(text):
        return re.sub(r"\\(.)", r"\1", found[1])
    number = number_of(text)
    if number is None:
        raise not_a_policy(name, 'number | "text" | true | false | date("...")')
    return number


def citations_of(values: Sequence[Placed]) -> tuple[str, ...]:
    """Return the keys of what the values rest on, each once."""
    cited = (str(item.value["cite"]) for item in values if "cite" in item.value)
    return tuple(dict.fromkeys(cited))
