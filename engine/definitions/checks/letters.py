"""Letters: their templates, the places in them, and personal data that would be made public."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import LANGUAGES, Definition
from engine.definitions.grammar import candidates
from engine.definitions.language import Letter
from engine.definitions.references import clock_names
from rules.findings import Finding
from rules.source import Mark

_PLACE = re.compile(r"\{\{-?\s*([a-z][a-z0-9_]*)((?:\.[a-z][a-z0-9_]*)?)\s*((?:\|[^}]*)?)-?\}\}")

SUPPLIED = frozenset(("case_number", "dated", "office_name"))
"""What every letter may say besides the fields of its case: its number, its date, its office."""

LAST_DAY = "last_day"
"""`last_day.<clock>`: the last day of a clock of the case."""


def check_letters(definition: Definition) -> Iterator[Finding]:
    """Every declared letter and every template."""
    spec = definition.spec
    issued = {effect.letter for action in spec.actions.values() for effect in action.does}
    for name, letter in spec.letters.items():
        yield from _fields(definition, name, letter)
        yield from _templates(definition, name, letter)
        if name not in issued:
            yield definition.warning(DefinitionCode.LETTER_UNUSED, ("letters", name), letter=name)
    for name, language in definition.files.templates:
        if name not in spec.letters:
            yield Finding(
                code=DefinitionCode.TEMPLATE_UNUSED,
                mark=_mark(definition, name, language, 1, 1),
                params={
                    "letter": name,
                    "language": language,
                    "candidates": candidates(name, frozenset(spec.letters)),
                },
            )


def _fields(definition: Definition, name: str, letter: Letter) -> Iterator[Finding]:
    for index, field in enumerate(letter.masked):
        if field not in letter.fields:
            yield definition.finding(
                DefinitionCode.MASK_WITHOUT_FIELD,
                ("letters", name, "masked", index),
                letter=name,
                field=field,
                candidates=candidates(field, frozenset(letter.fields)),
            )
    for index, field in enumerate(letter.fields if letter.public else ()):
        if definition.spec.case[field].sensitive and field not in letter.masked:
            yield definition.finding(
                DefinitionCode.LETTER_SENSITIVE,
                ("letters", name, "fields", index),
                letter=name,
                field=field,
            )


def _templates(definition: Definition, name: str, letter: Letter) -> Iterator[Finding]:
    for language in LANGUAGES:
        template = definition.files.templates.get((name, language))
        if template is None:
            yield definition.finding(
                DefinitionCode.TEMPLATE_MISSING,
                ("letters", name),
                letter=name,
                language=language,
                file=_file(definition, name, language),
            )
        else:
            yield from _places(definition, name, language, letter, template)


def _places(
    definition: Definition, name: str, language: str, letter: Letter, template: str
) -> Iterator[Finding]:
    known = SUPPLIED | frozenset(letter.fields)
    clocks = frozenset(clock_names(definition.spec))
    for number, line in enumerate(template.splitlines(), 1):
        for place in _PLACE.finditer(line):
            sought, names = _sought(definition, place[1], place[2].removeprefix("."), known, clocks)
            if sought in names:
                continue
            yield Finding(
                code=DefinitionCode.TEMPLATE_PLACE,
                mark=_mark(definition, name, language, number, place.start() + 1),
                params={
                    "letter": name,
                    "place": place[0],
                    "name": sought,
                    "candidates": candidates(sought, names),
                },
            )


def _sought(
    definition: Definition, base: str, member: str, known: frozenset[str], clocks: frozenset[str]
) -> tuple[str, frozenset[str]]:
    """The name that a place stands or falls with, and the names there are."""
    if base == LAST_DAY:
        return member, clocks
    field = definition.spec.case.get(base)
    if member and base in known and field is not None:
        return member, frozenset(field.of)
    return base, known


def _file(definition: Definition, name: str, language: str) -> str:
    return f"{definition.files.folder}/letters/{name}.{language}.md"


def _mark(definition: Definition, name: str, language: str, line: int, column: int) -> Mark:
    return Mark(file=_file(definition, name, language), line=line, column=column)
