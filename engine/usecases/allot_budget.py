"""Give a fund of an office its budget for a year, or take back what is free."""

from __future__ import annotations

from engine.money import Fen
from engine.ports import Ports
from engine.projection import Account, Movement
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances


def allot_budget(
    ports: Ports, requester: Requester, *, office: str, fund: str, year: int, amount_fen: Fen
) -> None:
    """Allot a budget; a negative amount takes back what is still free.

    Raises:
        ConflictError: Less is free than is to be taken back.
        NotFoundError: No such office.
    """
    world = circumstances(ports, requester)
    world.directory.office(office)
    ways = (Account.GRANTED, Account.FREE)
    source, target = ways if amount_fen >= 0 else reversed(ways)
    ports.ledger.allot(
        Movement(
            office=office,
            fund=fund,
            year=year,
            source=source,
            target=target,
            amount_fen=abs(amount_fen),
            at=world.now,
            by=requester.person,
        )
    )
