"""What cannot stand in any directory, whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.directory import Absence, Directory, Grant, Person
from engine.refusal import Reason, ReasonCode, reason


def staff_faults(directory: Directory) -> Iterator[Reason]:
    """Offices above themselves, offices and people that are not there, spans that end too early.

    Example:
        >>> from engine.directory import Office
        >>> def office(id, parent):
        ...     return Office(id=id, level="city", name=id, region="CN", parent=parent)
        >>> ring = {"a": office("a", "b"), "b": office("b", "a")}
        >>> [found.params for found in staff_faults(Directory(offices=ring))]
        [{'office': 'a'}, {'office': 'b'}]
    """
    yield from _unknown_parents(directory)
    yield from _circles(directory)
    for person in directory.people.values():
        yield from _grant_faults(directory, person)
    for absence in directory.absences:
        yield from _absence_faults(directory, absence)


def _unknown_parents(directory: Directory) -> Iterator[Reason]:
    for office in directory.offices.values():
        if office.parent is not None and office.parent not in directory.offices:
            yield reason(ReasonCode.OFFICE_UNKNOWN, office=office.parent)


def _circles(directory: Directory) -> Iterator[Reason]:
    for start, office in directory.offices.items():
        above, seen = office.parent, {start}
        while above is not None and above in directory.offices and above not in seen:
            seen.add(above)
            above = directory.offices[above].parent
        if above == start:
            yield reason(ReasonCode.OFFICE_ABOVE_ITSELF, office=start)


def _grant_faults(directory: Directory, person: Person) -> Iterator[Reason]:
    for grant in person.grants:
        if grant.office not in directory.offices:
            yield reason(ReasonCode.OFFICE_UNKNOWN, office=grant.office)
        yield from _span_faults(grant)


def _absence_faults(directory: Directory, absence: Absence) -> Iterator[Reason]:
    for person in (absence.person, absence.delegate):
        if person not in directory.people:
            yield reason(ReasonCode.UNKNOWN_PERSON, person=person)
    if absence.person == absence.delegate:
        yield reason(ReasonCode.OWN_DELEGATE, person=absence.person)
    yield from _span_faults(absence)


def _span_faults(span: Grant | Absence) -> Iterator[Reason]:
    if span.since > span.until:
        since, until = span.since.isoformat(), span.until.isoformat()
        yield reason(ReasonCode.DAYS_REVERSED, since=since, until=until)
