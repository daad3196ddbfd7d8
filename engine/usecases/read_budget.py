"""Budgets of the offices a person may see, by fund and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.ports import Ports
from engine.usecases.requester import Requester, visible_offices
from engine.usecases.surroundings import circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """One fund of one office in one year.

    Attributes:
        amounts_fen: Amount of each account by its name.
    """

    office: str
    fund: str
    year: int
    amounts_fen: Mapping[str, int] = field(default_factory=dict)


def read_budget(ports: Ports, requester: Requester, year: int | None = None) -> Sequence[Fund]:
    """The funds of the offices whose staff the person is, and of the offices below them.

    Args:
        ports: The outside.
        requester: Who looks.
        year: The year; all of them when None.
    """
    world = circumstances(ports, requester)
    offices = visible_offices(world.actor, world.directory)
    found: dict[tuple[str, str, int], dict[str, int]] = {}
    for balance in ports.ledger.balances(offices, year):
        key = (balance.office, balance.fund, balance.year)
        found.setdefault(key, {})[balance.account] = balance.amount_fen
    return [
        Fund(office=office, fund=fund, year=in_year, amounts_fen=amounts)
        for (office, fund, in_year), amounts in sorted(found.items())
    ]
