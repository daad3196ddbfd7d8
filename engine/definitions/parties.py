"""The persons and employers of a kind of case: what may stand in its `parties.yaml`.

The document lies beside the versions of the kind and holds for all of them: it says who the fields
name, not how a case goes, so that a released version need not change to say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from pydantic import Field

from engine.definitions.codes import DefinitionCode
from engine.definitions.grammar import Grammar, Path, candidates, dotted
from engine.definitions.language import CaseField, Key, Part, Workflow
from rules.findings import Finding
from rules.source import Node, find, plain

OPENING = "open"
"""The name under which opening a case stands among the actions that may be barred."""

TIES = ("household", "relative", "employee")
"""How somebody may be close to a party of a case without being one."""


class RoleWords(Part):
    """What a role is called."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class PersonFields(Part):
    """The fields (or columns, see `each`) that name a person and tell them from others."""

    name: Key
    id: Key | None = None
    """Of type `cn_id`."""
    phone: Key | None = None
    born: Key | None = None
    relation: Key | None = None
    """What the person is to the head of the household."""
    since: Key | None = None
    """From when the person is of the household; `until` is the last day."""
    until: Key | None = None


class EmployerFields(Part):
    """The fields (or columns) that name an employer and tell it from others."""

    name: Key
    code: Key | None = None
    """Of type `credit_code`."""


class PartyRole(Part):
    """A part that a person or an employer has in cases of this kind.

    A role without fields is given by hand (a representative, a mediator).
    """

    words: RoleWords
    person: PersonFields | None = None
    employer: EmployerFields | None = None
    each: Key | None = None
    """A `list` field: one party for each of its records."""
    leave_out: dict[Key, tuple[str, ...]] = Field(default_factory=dict)
    """Records that are not meant: those whose column has one of these values."""
    household: Key | None = None
    """The role whose household the person is of; the head names their own role."""
    works_for: Key | None = None
    """The role of the employer."""


class OneOpenCase(Part):
    """A party has one open case of this kind in this role at a time."""

    role: Key
    then: Literal["warn", "refuse"] = "warn"


class Barred(Part):
    """Who has one of these ties to the case may not take these actions.

    A tie is a role (the actor is that party), `household` (lives with one), `relative` (is declared
    to be one's relative) or `employee` (works for an employer of the case).
    """

    actions: tuple[Key, ...]
    ties: tuple[Key, ...]


class PartyRules(Part):
    """The persons and employers of a kind of case."""

    kind: Key
    version: int = Field(ge=1)
    roles: dict[Key, PartyRole]
    one_open_case: tuple[OneOpenCase, ...] = ()
    not_party: tuple[Barred, ...] = ()

    def barred_ties(self, action: str) -> frozenset[str]:
        """The ties that keep somebody from an action."""
        return frozenset(
            tie for barred in self.not_party if action in barred.actions for tie in barred.ties
        )


@cache
def party_grammar() -> Grammar:
    """The grammar of `parties.yaml`."""
    return Grammar(schema=PartyRules.model_json_schema())


def read_party_rules(node: Node) -> tuple[PartyRules | None, tuple[Finding, ...]]:
    """Read a document; without findings there are rules, otherwise everything that is wrong."""
    findings = tuple(party_grammar().findings(node))
    if findings:
        return None, findings
    return PartyRules.model_validate(plain(node)), ()


Names: TypeAlias = Mapping[str, object] | frozenset[str]


@dataclass(frozen=True, slots=True)
class _Check:
    rules: PartyRules
    node: Node
    spec: Workflow

    def name(self, code: DefinitionCode, name: str, known: Names, path: Path) -> Iterator[Finding]:
        """A name that leads nowhere."""
        if name not in known:
            yield self.finding(code, path, name=name, candidates=candidates(name, known))

    def finding(self, code: DefinitionCode, path: Path, **params: object) -> Finding:
        """A finding at a place of `parties.yaml`."""
        params = {"where": dotted(path), **params}
        return Finding(code=code, mark=find(self.node, path), path=path, params=params)


def check_party_rules(rules: PartyRules, node: Node, spec: Workflow) -> Iterator[Finding]:
    """Every name in a declaration that a version of the kind does not bear."""
    check = _Check(rules, node, spec)
    for name, role in rules.roles.items():
        yield from _role(check, role, ("roles", name))
    for place, one in enumerate(rules.one_open_case):
        path: Path = ("one_open_case", place, "role")
        yield from check.name(DefinitionCode.UNKNOWN_PARTY, one.role, rules.roles, path)
    known_actions = frozenset((*spec.actions, OPENING))
    known_ties = frozenset((*rules.roles, *TIES))
    for place, barred in enumerate(rules.not_party):
        for number, action in enumerate(barred.actions):
            path = ("not_party", place, "actions", number)
            yield from check.name(DefinitionCode.UNKNOWN_ACTION, action, known_actions, path)
        for number, tie in enumerate(barred.ties):
            path = ("not_party", place, "ties", number)
            yield from check.name(DefinitionCode.UNKNOWN_PARTY, tie, known_ties, path)


def _role(check: _Check, role: PartyRole, path: Path) -> Iterator[Finding]:
    for key in ("household", "works_for"):
        other = getattr(role, key)
        if other is not None:
            place = (*path, key)
            yield from check.name(DefinitionCode.UNKNOWN_PARTY, other, check.rules.roles, place)
    fields = check.spec.case
    if role.each is not None:
        yield from _typed(check, role.each, fields, ("list",), (*path, "each"))
        fields = fields[role.each].of if role.each in fields else {}
    for column in role.leave_out:
        yield from check.name(
            DefinitionCode.UNKNOWN_FIELD, column, fields, (*path, "leave_out", column)
        )
    yield from _fields(check, role, fields, path)


_TYPES = {
    "id": ("cn_id",),
    "phone": ("phone",),
    "born": ("date",),
    "since": ("date",),
    "until": ("date",),
    "relation": ("choice", "text"),
    "code": ("credit_code",),
    "name": ("text",),
}


def _fields(
    check: _Check, role: PartyRole, fields: Mapping[str, CaseField], path: Path
) -> Iterator[Finding]:
    for kind in ("person", "employer"):
        named = getattr(role, kind)
        for key in type(named).model_fields if named is not None else ():
            field = getattr(named, key)
            if field is not None:
                yield from _typed(check, field, fields, _TYPES[key], (*path, kind, key))


def _typed(
    check: _Check,
    name: str,
    fields: Mapping[str, CaseField],
    types: tuple[str, ...],
    path: Path,
) -> Iterator[Finding]:
    yield from check.name(DefinitionCode.UNKNOWN_FIELD, name, fields, path)
    if name in fields and fields[name].type not in types:
        type_, expected = fields[name].type, " | ".join(types)
        yield check.finding(
            DefinitionCode.FIELD_TYPE, path, name=name, type=type_, expected=expected
        )
