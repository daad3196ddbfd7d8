"""What persons and employers are known by, and the marks under which they are found again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from pydantic import JsonValue

from engine.identifiers import full_resident_id, normalised
from engine.parties.names import employer_core, employer_name, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as a case or a clerk names them; dates and numbers in stored form."""

    name: str
    id_number: str | None = None
    phone: str | None = None
    born: str | None = None

    @property
    def birth_date(self) -> str | None:
        """As given, else as the resident number says."""
        if self.born is not None or self.id_number is None:
            return self.born
        digits = self.id_number[6:14]
        with suppress(ValueError):
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """An employer as a case or a clerk names it."""

    name: str
    credit_code: str | None = None


Identity: TypeAlias = Person | Employer


class MarkKind(StrEnum):
    """Kinds of marks; each is unreadable in the index except a colleague's login."""

    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
    NAME_PHONE = "name_phone"
    NAME_BORN = "name_born"
    NAME = "name"
    PHONE = "phone"
    EMPLOYER_NAME = "employer_name"
    EMPLOYER_CORE = "employer_core"
    STAFF = "staff"


UNIQUE = (MarkKind.RESIDENT_ID, MarkKind.CREDIT_CODE, MarkKind.STAFF)
"""Marks that no two parties may bear; the database refuses the second."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Something a party is found by, in clear; it never leaves the process."""

    kind: MarkKind
    value: str


def made_comparable(identity: Identity) -> Identity:
    """The same with its numbers as they are stored: an old resident number in its new form.

    Example:
        >>> made_comparable(Person(name=" 赵样例", id_number="110101900101001")).id_number
        '110101199001010015'
    """
    if isinstance(identity, Employer):
        return Employer(name=identity.name.strip(), credit_code=_number(identity.credit_code))
    number = _number(identity.id_number)
    return Person(
        name=identity.name.strip(),
        id_number=None if number is None else full_resident_id(number),
        phone=_number(identity.phone),
        born=identity.born,
    )


def _number(text: str | None) -> str | None:
    return normalised(text) or None if text is not None else None


def marks(identity: Identity) -> Iterator[Mark]:
    """Everything an identity is found by."""
    yield from _of_employer(identity) if isinstance(identity, Employer) else _of_person(identity)


def _of_employer(employer: Employer) -> Iterator[Mark]:
    if employer.credit_code is not None:
        yield Mark(MarkKind.CREDIT_CODE, employer.credit_code)
    yield Mark(MarkKind.EMPLOYER_NAME, employer_name(employer.name))
    yield Mark(MarkKind.EMPLOYER_CORE, employer_core(employer.name))


def _of_person(person: Person) -> Iterator[Mark]:
    name = folded(person.name)
    yield Mark(MarkKind.NAME, name)
    if person.id_number is not None:
        yield Mark(MarkKind.RESIDENT_ID, person.id_number)
    if person.phone is not None:
        yield Mark(MarkKind.PHONE, person.phone)
        yield Mark(MarkKind.NAME_PHONE, f"{name}|{person.phone}")
    if person.birth_date is not None:
        yield Mark(MarkKind.NAME_BORN, f"{name}|{person.birth_date}")


def identity_from(facts: dict[str, JsonValue]) -> Identity:
    """The identity in a party's file."""
    name = str(facts["name"])
    if facts.get("is") == "employer":
        return Employer(name=name, credit_code=_text(facts.get("credit_code")))
    return Person(
        name=name,
        id_number=_text(facts.get("id_number")),
        phone=_text(facts.get("phone")),
        born=_text(facts.get("born")),
    )


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def facts_of(identity: Identity) -> dict[str, JsonValue]:
    """What a party's file says of its identity; what is not known is left out."""
    values = ((f.name, getattr(identity, f.name)) for f in fields(identity))
    known: dict[str, JsonValue] = {name: value for name, value in values if value is not None}
    return {"is": "employer" if isinstance(identity, Employer) else "person", **known}


def is_recognisable(identity: Identity) -> bool:
    """Whether there is enough to know the party again; a bare name of a person is not."""
    if isinstance(identity, Employer):
        return bool(identity.name)
    return bool(identity.name) and bool(identity.id_number or identity.phone)
