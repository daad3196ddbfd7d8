"""A file of offices and people, read strictly: every fault with its place, or a directory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import cast, get_args

from adapters.inbound.cli.words import StaffCode
from engine.directory import Absence, Directory, Grant, Office, OfficeLevel, Person
from engine.errors import DefinitionError
from engine.money import Fen, MoneyError, fen_from_yuan
from rules.findings import Finding
from rules.nearest import nearest
from rules.policy import region_code
from rules.source import Mapping, Mark, Node, Scalar, Sequence

_LEVELS = get_args(OfficeLevel)


def directory_from(tree: Node) -> Directory:
    """The directory that a document describes.

    Raises:
        DefinitionError: It has faults; all of them, with file, line and column.
    """
    reader = _Reader()
    directory = reader.directory(tree)
    if reader.findings:
        raise DefinitionError(tuple(sorted(reader.findings, key=lambda found: found.mark)))
    return directory


class _Reader:
    """Reads on after a fault, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._offices: dict[str, Node] = {}
        self._people: dict[str, Node] = {}

    def directory(self, tree: Node) -> Directory:
        keys = self._mapping(tree, needed=("offices", "people"), other=("absences",))
        self._offices = self._named(keys.get("offices"))
        self._people = self._named(keys.get("people"))
        offices = {key: self._office(key, node) for key, node in self._offices.items()}
        self._no_circles(offices)
        people = {key: self._person(key, node) for key, node in self._people.items()}
        absences = tuple(self._absence(node) for node in self._list(keys.get("absences")))
        return Directory(offices=offices, people=people, absences=absences)

    def _office(self, key: str, node: Node) -> Office:
        keys = self._mapping(node, needed=("level", "name", "region"), other=("parent",))
        level = self._known(keys.get("level"), _LEVELS)
        parent = self._known(keys.get("parent"), self._offices) or None
        region = self._region(keys.get("region"))
        name = self._text(keys.get("name"))
        return Office(
            id=key, level=cast("OfficeLevel", level), name=name, region=region, parent=parent
        )

    def _no_circles(self, offices: dict[str, Office]) -> None:
        for key, office in offices.items():
            above, seen = office.parent, {key}
            while above in offices and above not in seen:
                seen.add(above)
                above = offices[above].parent
            if above == key:
                self._note(StaffCode.CIRCLE, self._offices[key].mark, value=key)

    def _person(self, key: str, node: Node) -> Person:
        keys = self._mapping(node, needed=("name",), other=("roles", "skills"))
        skills = frozenset(self._text(item) for item in self._list(keys.get("skills")))
        grants = tuple(self._grant(item) for item in self._list(keys.get("roles")))
        return Person(id=key, name=self._text(keys.get("name")), grants=grants, skills=skills)

    def _grant(self, node: Node) -> Grant:
        keys = self._mapping(node, needed=("role", "at"), other=("since", "until", "limit"))
        since, until = self._dates(node, keys)
        return Grant(
            role=self._text(keys.get("role")),
            office=self._known(keys.get("at"), self._offices),
            since=since,
            until=until,
            limit_fen=self._limit(keys.get("limit")),
        )

    def _absence(self, node: Node) -> Absence:
        keys = self._mapping(node, needed=("person", "delegate", "since", "until"))
        since, until = self._dates(node, keys)
        return Absence(
            person=self._known(keys.get("person"), self._people),
            delegate=self._known(keys.get("delegate"), self._people),
            since=since,
            until=until,
        )

    def _dates(self, node: Node, keys: dict[str, Node]) -> tuple[date, date]:
        since = self._date(keys.get("since"), date.min)
        until = self._date(keys.get("until"), date.max)
        if since > until:
            self._note(StaffCode.DATES_REVERSED, node.mark, since=str(since), until=str(until))
        return since, until

    def _mapping(
        self, node: Node, *, needed: tuple[str, ...], other: tuple[str, ...] = ()
    ) -> dict[str, Node]:
        entries = self._named(node)
        marks = node.key_marks if isinstance(node, Mapping) else {}
        for key in entries.keys() - {*needed, *other}:
            self._note(StaffCode.KEY_UNKNOWN, marks[key], key=key, **_near(key, (*needed, *other)))
        for key in needed:
            if isinstance(node, Mapping) and key not in entries:
                self._note(StaffCode.KEY_MISSING, node.mark, key=key)
        return entries

    def _named(self, node: Node | None) -> dict[str, Node]:
        if isinstance(node, Mapping):
            return node.entries
        if node is not None:
            self._note(StaffCode.NOT_A_MAPPING, node.mark)
        return {}

    def _list(self, node: Node | None) -> tuple[Node, ...]:
        if isinstance(node, Sequence):
            return node.items
        if node is not None:
            self._note(StaffCode.NOT_A_LIST, node.mark)
        return ()

    def _text(self, node: Node | None) -> str:
        if node is None:
            return ""
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            return node.value
        self._note(StaffCode.NOT_A_TEXT, node.mark)
        return ""

    def _known(self, node: Node | None, known: Iterable[str]) -> str:
        text = self._text(node)
        if node is not None and text and text not in known:
            self._note(StaffCode.UNKNOWN, node.mark, value=text, **_near(text, known))
        return text

    def _region(self, node: Node | None) -> str:
        value = str(node.value) if isinstance(node, Scalar) else ""
        if region_code(value) is not None:
            return value
        if node is not None:
            self._note(StaffCode.BAD_REGION, node.mark, value=value)
        return "CN"

    def _date(self, node: Node | None, default: date) -> date:
        if node is None:
            return default
        text = self._text(node)
        try:
            return date.fromisoformat(text) if text else default
        except ValueError:
            self._note(StaffCode.BAD_DATE, node.mark, value=text)
            return default

    def _limit(self, node: Node | None) -> Fen | None:
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        try:
            if isinstance(value, int | str | Decimal) and not isinstance(value, bool):
                return fen_from_yuan(value)
        except MoneyError:
            pass
        self._note(StaffCode.BAD_LIMIT, node.mark, value=value)
        return None

    def _note(self, code: StaffCode, mark: Mark, **params: object) -> None:
        self.findings.append(Finding(code=code, mark=mark, params=params))


def _near(name: str, known: Iterable[str]) -> dict[str, object]:
    names = list(known)
    return {"allowed": ", ".join(names), "near": nearest(name, names) or "-"}
