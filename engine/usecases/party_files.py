"""Parties' files through a transaction: found by marks, followed to whom they turned out to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.errors import EngineCode, NotFoundError
from engine.model import Case
from engine.parties import SAME, Employer, Identity, Likeness, MarkKind, Person, likeness, marks
from engine.parties.identity import UNIQUE
from engine.ports import Ports
from engine.registry import KIND, PartyRecord, record
from engine.usecases.batch import Batch

STRONG = (
    MarkKind.RESIDENT_ID,
    MarkKind.CREDIT_CODE,
    MarkKind.NAME_PHONE,
    MarkKind.EMPLOYER_NAME,
)
"""Marks by which somebody may be taken for a known party without asking."""

LIKE = (*STRONG, MarkKind.NAME_BORN, MarkKind.PHONE, MarkKind.EMPLOYER_CORE)
"""Marks by which two parties may turn out to be one."""


def party_file(batch: Batch, party: str) -> Case:
    """The file of a party.

    Raises:
        NotFoundError: No such party.
    """
    case = batch.load(party).case
    if case.kind != KIND:
        raise NotFoundError(EngineCode.PARTY_NOT_FOUND, party=party)
    return case


def survivor(batch: Batch, party: str) -> PartyRecord:
    """The party, or whom it turned out to be."""
    found = record(party_file(batch, party))
    while found.merged_into is not None:
        found = record(party_file(batch, found.merged_into))
    return found


def survivors(batch: Batch, parties: Iterable[str]) -> tuple[PartyRecord, ...]:
    """Whom these parties turned out to be, each once, in order."""
    found = {one.id: one for one in (survivor(batch, name) for name in sorted(set(parties)))}
    return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A party that resembles an identity.

    Attributes:
        file: The file that resembles it.
        party: Whom that file turned out to be of; the same where it was never merged.
    """

    alike: Likeness
    file: PartyRecord
    party: PartyRecord


def alike(ports: Ports, batch: Batch, identity: Identity, least: int) -> tuple[Known, ...]:
    """Parties at least so many points alike, the likest first, each once.

    A file that was merged is still held against its own numbers: the survivor has others.
    """
    kinds = STRONG if least >= SAME else LIKE
    wanted = [ports.parties.blinded(mark) for mark in marks(identity) if mark.kind in kinds]
    # Hundreds may share a name and the telephone of an office; those of other numbers are not read.
    number = next((mark for mark in wanted if mark.kind in UNIQUE), None)
    bearers = {key.party for key in ports.parties.found_by(wanted, number=number)}
    known = [_known(batch, party, identity) for party in bearers]
    ordered = sorted(known, key=lambda one: (one.alike.points, one.file.id))
    likest = {one.party.id: one for one in ordered if one.alike.points >= least}
    return tuple(sorted(likest.values(), key=lambda one: (-one.alike.points, one.party.id)))


def _known(batch: Batch, party: str, identity: Identity) -> Known:
    file = record(party_file(batch, party))
    compared = likeness(identity, file.identity)
    return Known(alike=compared, file=file, party=survivor(batch, party))


def supplemented(known: Identity, named: Identity) -> Identity:
    """What is known, with what was missing; what differs stays until somebody corrects it.

    Example:
        >>> supplemented(Person(name="赵样例", phone="1"), Person(name="赵", phone="2", born="x"))
        Person(name='赵样例', id_number=None, phone='1', born='x')
    """
    if isinstance(known, Employer) and isinstance(named, Employer):
        return replace(known, credit_code=known.credit_code or named.credit_code)
    if isinstance(known, Person) and isinstance(named, Person):
        return replace(
            known,
            id_number=known.id_number or named.id_number,
            phone=known.phone or named.phone,
            born=known.born or named.born,
        )
    return known
