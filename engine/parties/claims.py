"""Which persons and employers the fields of a case name, as its kind declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import JsonValue

from engine.definitions.parties import PartyRole, PartyRules
from engine.parties.identity import (
    Employer,
    Identity,
    Person,
    is_recognisable,
    made_comparable,
)

Values = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody whom the file names in a role.

    Attributes:
        household: The role of the head of the household that the person is of.
        since: From when they are of it, `until` the last day, as the file says.
        works_for: The role of their employer.
    """

    role: str
    identity: Identity
    household: str | None = None
    relation: str | None = None
    since: date | None = None
    until: date | None = None
    works_for: str | None = None


def claims(rules: PartyRules, facts: Values) -> tuple[Claim, ...]:
    """Everybody whom the fields name and who could be known again."""
    return tuple(
        claim
        for name, role in rules.roles.items()
        for record in _records(role, facts)
        if (claim := _claim(name, role, record)) is not None
    )


def _records(role: PartyRole, facts: Values) -> Iterator[Values]:
    if role.each is None:
        yield facts
        return
    rows = facts.get(role.each)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and not _left_out(role, row):
            yield row


def _left_out(role: PartyRole, row: Values) -> bool:
    return any(row.get(column) in values for column, values in role.leave_out.items())


def _claim(name: str, role: PartyRole, record: Values) -> Claim | None:
    identity = _identity(role, record)
    if identity is None or not is_recognisable(identity):
        return None
    person = role.person
    return Claim(
        role=name,
        identity=identity,
        household=role.household,
        relation=None if person is None else _text(record, person.relation),
        since=None if person is None else _day(record, person.since),
        until=None if person is None else _day(record, person.until),
        works_for=role.works_for,
    )


def _identity(role: PartyRole, record: Values) -> Identity | None:
    if role.employer is not None:
        name = _text(record, role.employer.name)
        code = _text(record, role.employer.code)
        return None if name is None else made_comparable(Employer(name=name, credit_code=code))
    if role.person is None:
        return None
    name = _text(record, role.person.name)
    if name is None:
        return None
    return made_comparable(
        Person(
            name=name,
            id_number=_text(record, role.person.id),
            phone=_text(record, role.person.phone),
            born=_text(record, role.person.born),
        )
    )


def _text(record: Values, field: str | None) -> str | None:
    value = record.get(field) if field is not None else None
    return value if isinstance(value, str) and value.strip() else None


def _day(record: Values, field: str | None) -> date | None:
    text = _text(record, field)
    return None if text is None else date.fromisoformat(text)
