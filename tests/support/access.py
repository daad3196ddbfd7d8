"""The written table of who sees what, and every address that it must have a row for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fastapi import APIRouter
from fastapi.routing import APIRoute

from adapters.inbound.rest.document import PREFIX, ROUTERS, operation_id
from adapters.inbound.web.section import pages
from tests.support.outside import ROOT

TABLE = ROOT / "docs/reference/who-sees-what.md"
Relation: TypeAlias = Literal["own", "below", "other", "absent"]
RELATIONS: tuple[Relation, ...] = ("own", "below", "other", "absent")
"""How a thing stands to who asks for it: whose office has it, or nobody's."""
CELLS: Mapping[str, frozenset[Relation]] = {
    "yes": frozenset({"own"}),
    "own+below": frozenset({"own", "below"}),
    "own+below+new": frozenset({"own", "below", "absent"}),
    "any": frozenset({"own", "below", "other"}),
    "-": frozenset(),
}
"""The words of the table: the things for which an address is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of the pages or of the API; `operation` is empty for a page."""

    method: str
    path: str
    operation: str = ""

    @property
    def name(self) -> str:
        """How the table names it."""
        return f"{self.method} {self.path}"


def addresses() -> Iterator[Address]:
    """Every address there is."""
    for route in _routes(pages().routers):
        yield Address(method=min(route.methods or ()), path=route.path)
    for route in _routes(ROUTERS):
        path, operation = f"{PREFIX}{route.path}", operation_id(route)
        yield Address(method=min(route.methods or ()), path=path, operation=operation)


def _routes(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    for router in routers:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the table says of an address.

    Attributes:
        about: What thing it is about; empty when it is about none.
        cells: For whom it is there, by role.
    """

    about: str
    cells: Mapping[str, str]

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The ways to ask; about nothing there is one."""
        return RELATIONS if self.about else ("own",)

    def admits(self, role: str, relation: Relation) -> bool:
        """Whether the address is there for somebody."""
        return relation in CELLS[self.cells[role]]


def written() -> Mapping[str, Row]:
    """The rows of the table, by the name of their address."""
    head: list[str] = []
    rows: dict[str, Row] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        cells = [re.sub(r"[`\s]+", " ", cell).strip() for cell in line.strip("|").split("|")]
        if cells[0] == "address":
            head = cells[2:]
        elif head and line.startswith("| `"):
            address, about, *said = cells
            assert address not in rows, address
            rows[address] = Row(about=about, cells=dict(zip(head, said, strict=True)))
    return rows
