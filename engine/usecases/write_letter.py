"""The letters of a case: which were issued, and their text as it was when they were.

Reading a letter that shows personal data is recorded like every other reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.calendar import OFFICE_ZONE
from engine.changes import LetterIssued
from engine.definitions.compile import CompiledWorkflow
from engine.errors import EngineCode, NotFoundError
from engine.evolve import evolve
from engine.filing import personal_reasons
from engine.letter_parts import LetterPart, compose
from engine.letters import LetterValues, letter_values, places, write
from engine.model import Case
from engine.ports import Ports
from engine.refusal import Refusal
from engine.usecases.read_history import sealed_entries
from engine.usecases.requester import Requester, require_visible
from engine.usecases.reveal_fields import reveal_fields
from engine.usecases.surroundings import circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLetter:
    """A letter that an action issued.

    Attributes:
        case: The case as it stood when the letter was issued.
        seq: The entry that issued it.
    """

    id: str
    letter: str
    dated: date
    seq: int
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """What a letter is written on and with, in one language.

    Attributes:
        template: The text with places.
        words: Texts of the options, by field.
        date_form: How days are written.
    """

    template: str
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_form: str = "{year}-{month:02}-{day:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A letter in parts.

    Attributes:
        office_name: The office that issues it.
        texts: Its parts, in each language that was asked for.
    """

    office_name: str
    texts: tuple[tuple[LetterPart, ...], ...]


def issued_letters(ports: Ports, case_id: str, requester: Requester) -> Sequence[IssuedLetter]:
    """The letters of a case, oldest first.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    return tuple(_issued(ports, case_id, requester))


def _issued(ports: Ports, case_id: str, requester: Requester) -> Iterator[IssuedLetter]:
    case: Case | None = None
    for entry in sealed_entries(ports, case_id, requester):
        event = entry.event()
        if event is None:
            return
        case = evolve(case, event)
        for change in event.changes:
            if isinstance(change, LetterIssued):
                yield IssuedLetter(
                    id=change.id,
                    letter=change.letter,
                    dated=change.dated,
                    seq=entry.seq,
                    case=case,
                )


def write_issued(
    ports: Ports, issued: IssuedLetter, stationery: Stationery, requester: Requester
) -> str | Refusal:
    """The text of an issued letter, filled from the case as it then stood.

    Raises:
        LetterError: The template cannot be filled.
        NotFoundError: The case does not exist for this person.
    """
    return _written(
        ports, issued.case, issued.letter, issued.dated, stationery, requester, purpose=issued.id
    )


def preview_letter(
    ports: Ports, case_id: str, letter: str, stationery: Stationery, requester: Requester
) -> str | Refusal:
    """The text that a letter would have if it were issued now.

    Raises:
        LetterError: The template cannot be filled from the case as it is.
        NotFoundError: No such letter, or the case does not exist for this person.
    """
    case = ports.cases.load(case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    dated = world.now.astimezone(OFFICE_ZONE).date()
    return _written(ports, case, letter, dated, stationery, requester, purpose=letter)


def _written(
    ports: Ports,
    case: Case,
    letter: str,
    dated: date,
    stationery: Stationery,
    requester: Requester,
    *,
    purpose: str,
) -> str | Refusal:
    workflow = _workflow_with(ports, case, letter)
    shown = _personal(workflow, letter, (stationery.template,), case)
    if refusal := _recorded(ports, case, shown, purpose, requester):
        return refusal
    return write(stationery.template, _values(ports, case, letter, dated, stationery))


def may_open(
    ports: Ports, issued: IssuedLetter, stationery: Stationery, requester: Requester
) -> bool:
    """Whether this person may read an issued letter: one without personal data, or on duty."""
    workflow = _workflow_with(ports, issued.case, issued.letter)
    if not _personal(workflow, issued.letter, (stationery.template,), issued.case):
        return True
    world = circumstances(ports, requester)
    return not personal_reasons(issued.case, workflow.spec, world)


def compose_issued(
    ports: Ports, issued: IssuedLetter, languages: Sequence[Stationery], requester: Requester
) -> Composed | Refusal:
    """The parts of an issued letter in each language; one reading, however many languages.

    Raises:
        LetterError: A template cannot be filled.
        NotFoundError: The case does not exist for this person.
    """
    workflow = _workflow_with(ports, issued.case, issued.letter)
    templates = tuple(one.template for one in languages)
    shown = _personal(workflow, issued.letter, templates, issued.case)
    if refusal := _recorded(ports, issued.case, shown, issued.id, requester):
        return refusal
    values = (
        _values(ports, issued.case, issued.letter, issued.dated, stationery)
        for stationery in languages
    )
    return Composed(
        office_name=_office_name(ports, issued.case),
        texts=tuple(compose(t, v) for t, v in zip(templates, values, strict=True)),
    )


def _workflow_with(ports: Ports, case: Case, letter: str) -> CompiledWorkflow:
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    if letter not in workflow.spec.letters:
        raise NotFoundError(EngineCode.LETTER_NOT_FOUND, letter=letter)
    return workflow


def _recorded(
    ports: Ports, case: Case, shown: tuple[str, ...], purpose: str, requester: Requester
) -> Refusal | None:
    """Record who reads personal data; a refusal when they may not."""
    if not shown:
        return None
    recorded = reveal_fields(ports, case.id, shown, purpose, requester)
    return recorded if isinstance(recorded, Refusal) else None


def _values(
    ports: Ports, case: Case, letter: str, dated: date, stationery: Stationery
) -> LetterValues:
    return letter_values(
        case,
        ports.workflows.version(case.kind, case.workflow_version),
        letter,
        words=stationery.words,
        office_name=_office_name(ports, case),
        dated=dated,
        date_form=stationery.date_form,
    )


def _office_name(ports: Ports, case: Case) -> str:
    return ports.staff.directory().office(case.office).name


def _personal(
    workflow: CompiledWorkflow, letter: str, templates: Sequence[str], case: Case
) -> tuple[str, ...]:
    """The sensitive fields that the letter shows unmasked."""
    masked = workflow.spec.letters[letter].masked
    every = (place for template in templates for place in places(template))
    found = (place for place in every if place.filter != "masked")
    named = (place.name.partition(".")[0] for place in found)
    return tuple(
        dict.fromkeys(
            name
            for name in named
            if name in case.facts and workflow.spec.case[name].sensitive and name not in masked
        )
    )
