"""Persons and employers across cases: find, show, tie, merge, separate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from typer import Argument, Option

from adapters.i18n.plain import party_plain
from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import UsageError
from adapters.inbound.cli.party_view import (
    pair_plain,
    print_pairs,
    print_parties,
    print_party,
    print_resemblances,
    resemblance_plain,
)
from adapters.inbound.cli.values import read_date, read_values
from adapters.inbound.cli.words import CliCode

if TYPE_CHECKING:
    from engine.parties import Identity
    from engine.usecases.keep_party import Answer

group = Group("party")

Party = Annotated[str, Argument(metavar="PARTY")]
Name = Annotated[str, Argument(metavar="NAME")]
IdNumber = Annotated[str | None, Option("--id", metavar="NUMBER")]
Phone = Annotated[str | None, Option("--phone", metavar="NUMBER")]
Born = Annotated[str | None, Option("--born", metavar="DATE")]
Code = Annotated[str | None, Option("--code", metavar="CODE")]
Employer = Annotated[bool, Option("--employer")]
Reason = Annotated[str, Option("--reason")]


def _identity(
    name: str,
    id_number: str | None,
    phone: str | None,
    born: str | None,
    code: str | None,
    *,
    employer: bool,
) -> Identity:
    from engine.parties import Employer as EmployerIdentity
    from engine.parties import Person, made_comparable

    if employer or code is not None:
        return made_comparable(EmployerIdentity(name=name, credit_code=code))
    day = read_date(born)
    on = None if day is None else day.isoformat()
    return made_comparable(Person(name=name, id_number=id_number, phone=phone, born=on))


@group.command("find")
def find(
    desk: Desk,
    party_name: Annotated[str | None, Argument(metavar="NAME")] = None,
    id_number: IdNumber = None,
    phone: Phone = None,
    born: Born = None,
    code: Code = None,
    employer: Employer = False,
) -> int:
    """Persons and employers by what they are known by."""
    from engine.usecases.find_party import find_parties

    if not any((party_name, id_number, phone, code)):
        raise UsageError(CliCode.NOTHING_ASKED)
    wanted = _identity(party_name or "", id_number, phone, born, code, employer=employer)
    found = find_parties(desk.ports, desk.requester, wanted, named=party_name is not None)
    plain: JsonValue = {"parties": [party_plain(view) for view in found]}
    return desk.answer(plain, lambda console: print_parties(console, found, desk))


@group.command("show")
def show(
    desk: Desk,
    party: Party,
    unmasked: Annotated[bool, Option("--unmasked")] = False,
    purpose: Annotated[str, Option("--purpose")] = "",
) -> int:
    """One person or employer with their cases."""
    from engine.refusal import Refusal
    from engine.usecases.find_party import reveal_party, show_party

    shown: dict[str, JsonValue] | None = None
    if unmasked:
        answer = reveal_party(desk.ports, desk.requester, party, purpose)
        if isinstance(answer, Refusal):
            return desk.refused(answer)
        shown = answer
    view = show_party(desk.ports, desk.requester, party)
    facts = shown or view.facts
    plain: JsonValue = {**party_plain(view), "facts": facts}
    return desk.answer(plain, lambda console: print_party(console, view, facts, desk))


@group.command("register")
def register(
    desk: Desk,
    party_name: Name,
    office: Annotated[str, Option("--office", metavar="OFFICE")],
    id_number: IdNumber = None,
    phone: Phone = None,
    born: Born = None,
    code: Code = None,
    employer: Employer = False,
) -> int:
    """Enter a person or an employer by hand."""
    from engine.usecases.keep_party import register_party

    wanted = _identity(party_name, id_number, phone, born, code, employer=employer)
    return _answered(desk, register_party(desk.ports, desk.requester, wanted, office))


@group.command("correct")
def correct(
    desk: Desk,
    party: Party,
    party_name: Name,
    reason: Reason,
    id_number: IdNumber = None,
    phone: Phone = None,
    born: Born = None,
    code: Code = None,
    employer: Employer = False,
) -> int:
    """Replace what a person or an employer is known by."""
    from engine.usecases.keep_party import correct_party

    wanted = _identity(party_name, id_number, phone, born, code, employer=employer)
    return _answered(desk, correct_party(desk.ports, desk.requester, party, wanted, reason))


@group.command("link")
def link(
    desk: Desk,
    party: Party,
    linked_case: Annotated[str | None, Option("--case", metavar="CASE")] = None,
    part: Annotated[str | None, Option("--role", metavar="ROLE")] = None,
    staff: Annotated[str | None, Option("--staff", metavar="PERSON")] = None,
    relative: Annotated[str | None, Option("--relative", metavar="PARTY")] = None,
    works_for: Annotated[str | None, Option("--works-for", metavar="PARTY")] = None,
    since: Annotated[str | None, Option("--since", metavar="DATE")] = None,
    until: Annotated[str | None, Option("--until", metavar="DATE")] = None,
) -> int:
    """Tie a party to a case, a colleague or another party."""
    from engine.registry import Relation
    from engine.usecases.keep_party import link_case, link_staff, relate

    ports, who = desk.ports, desk.requester
    if linked_case is not None and part is not None:
        return _answered(desk, link_case(ports, who, party, linked_case, part))
    if staff is not None:
        return _answered(desk, link_staff(ports, who, party, staff))
    other = relative or works_for
    if other is None:
        raise UsageError(CliCode.NOTHING_TO_LINK)
    relation = Relation(
        party=other,
        tie="relative" if relative is not None else "employee",
        since=read_date(since),
        until=read_date(until),
    )
    return _answered(desk, relate(ports, who, party, relation))


@group.command("merge")
def merge(
    desk: Desk, party: Party, other: Annotated[str, Argument(metavar="OTHER")], reason: Reason
) -> int:
    """Say that another file is of the same party."""
    from engine.usecases.keep_party import merge_parties

    return _answered(desk, merge_parties(desk.ports, desk.requester, party, other, reason))


@group.command("unmerge")
def unmerge(
    desk: Desk,
    party: Party,
    other: Annotated[str, Argument(metavar="OTHER")],
    reason: Reason,
    move: Annotated[list[str] | None, Option("--move", metavar="CASE")] = None,
    stay: Annotated[bool, Option("--stay")] = False,
) -> int:
    """Separate two files that were merged."""
    from engine.usecases.keep_party import unmerge_parties

    moves = frozenset(move) if move else (frozenset() if stay else None)
    answer = unmerge_parties(desk.ports, desk.requester, party, other, reason, moves=moves)
    return _answered(desk, answer)


@group.command("duplicates")
def duplicates(desk: Desk) -> int:
    """Parties that may be one, with what speaks for it."""
    from engine.usecases.find_party import duplicates as carry_out

    found = carry_out(desk.ports, desk.requester)
    plain: JsonValue = {"pairs": [pair_plain(pair) for pair in found]}
    return desk.answer(plain, lambda console: print_pairs(console, found, desk))


@group.command("check")
def check(
    desk: Desk,
    kind: Annotated[str, Argument(metavar="KIND")],
    values: Annotated[list[str] | None, Argument(metavar="FIELD=VALUE")] = None,
) -> int:
    """Whom the values of a new case resemble, before it is opened."""
    from engine.usecases.find_party import possible_duplicates

    given = read_values(values or (), None)
    found = possible_duplicates(desk.ports, desk.requester, kind, given)
    plain: JsonValue = {"alike": [resemblance_plain(one) for one in found]}
    return desk.answer(plain, lambda console: print_resemblances(console, found, desk))


@group.command("take-up")
def take_up(desk: Desk, kind: Annotated[str, Argument(metavar="KIND")]) -> int:
    """Link the cases of a kind that were there before the register."""
    from engine.refusal import Refusal
    from engine.usecases.take_up_parties import take_up_parties

    answer = take_up_parties(desk.ports, desk.requester, kind)
    if isinstance(answer, Refusal):
        return desk.refused(answer)
    counts = {"looked_at": answer.looked_at, "linked": len(answer.linked)}
    plain: JsonValue = {**counts, "passed_over": list(answer.passed_over)}
    text = desk.say("cli_taken_up", **counts, left=len(answer.passed_over))
    return desk.answer(plain, lambda console: console.print(text))


def _answered(desk: Desk, answer: Answer) -> int:
    """Say what became of a command: the party as it is now."""
    from engine.refusal import Refusal
    from engine.usecases.find_party import show_party

    if isinstance(answer, Refusal):
        return desk.refused(answer)
    view = show_party(desk.ports, desk.requester, answer.id)
    return desk.answer(
        party_plain(view), lambda console: print_party(console, view, view.facts, desk)
    )
