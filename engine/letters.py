"""Letters: a template's text and a case's values make the text of a paper.

A template is Markdown with places `{{ field }}`, optionally `{{ field | money }}`,
`{{ field | date }}` or `{{ field | masked }}`, and `{{ last_day.clock | date }}` for the last day
of a clock. A line with places `{{ list.column }}` stands once for each record of the list. There
is nothing else: no conditions, no loops. Whoever reads a template sees the paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import cast

from pydantic import JsonValue

from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import CaseField
from engine.identifiers import IdentifierKind, masked
from engine.model import Case
from engine.money import fen_from_yuan, formatted
from rules.errors import UnioncaseError

STANDING = frozenset({"case_number", "office_name", "dated"})
"""Names that every letter may use beside the fields of its case."""

_OPENING = re.compile(r"\{\{|\}\}")
_PLACE = re.compile(r"\{\{ *((?:[a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*)(?: *\| *([a-z]+))? *\}\}")
_CLOCK = "last_day."
_NOTHING = "—"
"""What stands for an empty column of a record."""

_Record = dict[str, JsonValue]
Fill = Callable[[str], str]
"""Puts the values into the places of a text."""

_FILTERS: dict[str, frozenset[str]] = {
    "money": frozenset({"money"}),
    "date": frozenset({"date"}),
    "masked": frozenset({"text", "cn_id", "bank_card", "phone"}),
}
_UNFIT = frozenset({"list", "boolean", "choices"})
_KINDS = {
    "cn_id": IdentifierKind.RESIDENT_ID,
    "bank_card": IdentifierKind.BANK_CARD,
    "phone": IdentifierKind.MOBILE,
}


class LetterCode(StrEnum):
    """Codes of templates that cannot be used and letters that cannot be written."""

    BROKEN_PLACE = "letter_broken_place"
    UNKNOWN_NAME = "letter_unknown_name"
    UNKNOWN_FILTER = "letter_unknown_filter"
    UNFIT_FILTER = "letter_unfit_filter"
    UNFIT_FIELD = "letter_unfit_field"
    TWO_LISTS = "letter_two_lists"
    VALUE_MISSING = "letter_value_missing"


class LetterError(UnioncaseError):
    """A letter that cannot be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a template wants a value; lines count from 1."""

    name: str
    filter: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterProblem:
    """What is wrong with a template, found before it is used."""

    code: LetterCode
    line: int
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterValues:
    """What a letter is filled from.

    Attributes:
        fields: The fields of this kind of case.
        facts: The case's values in stored form.
        masked: Fields shown masked wherever they stand.
        words: Texts of the options, by field.
        standing: `case_number`, `office_name` and `dated` (an ISO date).
        last_days: The last day of each clock of the case, as ISO dates.
        date_form: How days are written in the language of the letter.
    """

    fields: Mapping[str, CaseField]
    facts: Mapping[str, JsonValue]
    masked: frozenset[str] = frozenset()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)
    last_days: Mapping[str, str] = field(default_factory=dict)
    date_form: str = "{year}-{month:02}-{day:02}"


def letter_values(
    case: Case,
    workflow: CompiledWorkflow,
    letter: str,
    *,
    words: Mapping[str, Mapping[str, str]],
    office_name: str,
    dated: date,
    date_form: str,
) -> LetterValues:
    """Return what a declared letter is filled from, as the case stands.

    Args:
        case: The case right after the event that issued the letter.
        workflow: The version that the case is pinned to.
        letter: The letter's key.
        words: Texts of the options, by field, in the language of the letter.
        office_name: The office that issues it.
        dated: The day of issue.
        date_form: How days are written, with `{year}`, `{month}` and `{day}`.
    """
    return LetterValues(
        fields=workflow.spec.case,
        facts=case.facts,
        masked=frozenset(workflow.spec.letters[letter].masked),
        words=words,
        standing={
            "case_number": case.id,
            "office_name": office_name,
            "dated": dated.isoformat(),
        },
        last_days={clock.key: clock.last_day.isoformat() for clock in case.deadlines},
        date_form=date_form,
    )


def places(template: str) -> tuple[Place, ...]:
    """Return the places of a template, in order.

    Raises:
        LetterError: `BROKEN_PLACE`, with the line.

    Example:
        >>> [(place.name, place.filter) for place in places("Pay {{ granted | money }}.")]
        [('granted', 'money')]
    """
    for number, line in enumerate(template.splitlines(), 1):
        if _OPENING.search(_PLACE.sub("", line)):
            raise LetterError(LetterCode.BROKEN_PLACE, line=number)
    return tuple(_places(template))


def _places(template: str) -> Iterator[Place]:
    for number, line in enumerate(template.splitlines(), 1):
        for found in _PLACE.finditer(line):
            yield Place(name=found[1], filter=found[2], line=number)


def problems(
    template: str, fields: Mapping[str, CaseField], clocks: Collection[str] = ()
) -> Iterator[LetterProblem]:
    """Everything that would keep a template from being filled, whatever the case holds.

    Args:
        template: The text with places.
        fields: The fields of this kind of case.
        clocks: The names of its clocks.

    Example:
        >>> [found.code.value for found in problems("{{ nobody }} {{ dated | money }}", {})]
        ['letter_unknown_name', 'letter_unfit_filter']
    """
    try:
        found = places(template)
    except LetterError as broken:
        line = cast("int", broken.params["line"])
        yield LetterProblem(code=LetterCode.BROKEN_PLACE, line=line)
        return
    yield from _two_lists(found)
    for place in found:
        code = _problem(place, _type(place.name, fields, clocks))
        if code is not None:
            params = {"name": place.name, "filter": place.filter or ""}
            yield LetterProblem(code=code, line=place.line, params=params)


def _two_lists(found: tuple[Place, ...]) -> Iterator[LetterProblem]:
    """A line can stand for the records of one list only."""
    for line in sorted({place.line for place in found}):
        lists = sorted({_list_of(place.name) for place in found if place.line == line} - {""})
        if len(lists) > 1:
            params = {"name": ", ".join(lists), "filter": ""}
            yield LetterProblem(code=LetterCode.TWO_LISTS, line=line, params=params)


def _list_of(name: str) -> str:
    """The list that a place takes a column of; empty when it takes none."""
    listed, dot, _ = name.partition(".")
    return listed if dot and not name.startswith(_CLOCK) else ""


def _problem(place: Place, kind: str | None) -> LetterCode | None:
    if kind is None:
        return LetterCode.UNKNOWN_NAME
    if kind in _UNFIT:
        return LetterCode.UNFIT_FIELD
    if place.filter is None:
        return None
    if place.filter not in _FILTERS:
        return LetterCode.UNKNOWN_FILTER
    return None if kind in _FILTERS[place.filter] else LetterCode.UNFIT_FILTER


def _type(name: str, fields: Mapping[str, CaseField], clocks: Collection[str]) -> str | None:
    if name in fields:
        return fields[name].type
    if name == "dated" or (name.startswith(_CLOCK) and name.removeprefix(_CLOCK) in clocks):
        return "date"
    listed, _, column = name.partition(".")
    if listed in fields and column in fields[listed].of:
        return fields[listed].of[column].type
    return "text" if name in STANDING else None


def write(template: str, values: LetterValues) -> str:
    """Return the text of the letter.

    Raises:
        LetterError: `VALUE_MISSING` with the field's name, or a fault of the template.

    Example:
        >>> values = LetterValues(
        ...     fields={"granted": CaseField(type="money")}, facts={"granted": "1062.00"})
        >>> write("You get {{ granted | money }} yuan.", values)
        'You get 1,062.00 yuan.'
    """
    require_fit(template, values)
    return "".join(fill(line) for line, fill in filled_lines(template, values))


def require_fit(template: str, values: LetterValues) -> None:
    """Refuse a template that cannot be filled, whatever the case holds.

    Raises:
        LetterError: A fault of the template.
    """
    wrong = next(problems(template, values.fields, values.last_days), None)
    if wrong is not None:
        raise LetterError(wrong.code, line=wrong.line, **wrong.params)


def filled_lines(template: str, values: LetterValues) -> Iterator[tuple[str, Fill]]:
    """Each line of the template as often as the letter has it, with what fills its places.

    Args:
        template: A text that can be filled; its lines keep their ends.
        values: What it is filled from.
    """
    for line in template.splitlines(keepends=True):
        listed = next((_list_of(f[1]) for f in _PLACE.finditer(line) if _list_of(f[1])), "")
        rows = cast("list[_Record]", _stored(listed, values) or []) if listed else [{}]
        for row in rows:
            yield line, _fill({f"{listed}.{column}": row[column] for column in row}, values)


def _fill(row: _Record, values: LetterValues) -> Fill:
    def shown(found: re.Match[str]) -> str:
        return _shown(found[1], found[2], values, row)

    return lambda text: _PLACE.sub(shown, text)


def _shown(name: str, chosen: str | None, values: LetterValues, row: _Record) -> str:
    in_list = _list_of(name)
    stored = row.get(name, "") if in_list else _stored(name, values)
    if stored is None:
        raise LetterError(LetterCode.VALUE_MISSING, field=name)
    text = str(stored)
    if text == "":
        return _NOTHING
    if {name, in_list} & values.masked or chosen == "masked":
        return _masked(text, _type(name, values.fields, ()))
    if chosen == "money":
        return formatted(fen_from_yuan(text, signed=True))
    if chosen == "date":
        return _day(text, values.date_form)
    return values.words.get(name, {}).get(text, text)


def _stored(name: str, values: LetterValues) -> JsonValue:
    if name.startswith(_CLOCK):
        return values.last_days.get(name.removeprefix(_CLOCK))
    return values.standing.get(name) if name in STANDING else values.facts.get(name)


def _masked(text: str, kind: str | None) -> str:
    """Numbers by their kind; of a name, the first character stays."""
    if kind in _KINDS:
        return masked(text, _KINDS[kind])
    return text[:1] + "*" * max(len(text) - 1, 1)


def _day(text: str, form: str) -> str:
    day = date.fromisoformat(text)
    return form.format(year=day.year, month=day.month, day=day.day)
