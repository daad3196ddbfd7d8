"""The aid budget in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.circumstances import FundKey
from engine.errors import ConflictError, EngineCode
from engine.listing import net_amounts
from engine.ports import Balance
from engine.projection import Account, Movement

_AccountKey = tuple[str, int, str, Account]


class InMemoryLedger:
    """Implements `Ledger`; movements come in through the case store's commits."""

    def __init__(self) -> None:
        self._amounts: dict[_AccountKey, int] = {}
        self._movements: list[Movement] = []

    def free(self, offices: frozenset[str], year: int) -> Mapping[FundKey, int]:
        """Free budget in fen of these offices in a year."""
        return {
            (office, of_year, fund): amount
            for (office, of_year, fund, account), amount in self._amounts.items()
            if account is Account.FREE and office in offices and of_year == year
        }

    def balances(self, offices: frozenset[str] | None, year: int | None) -> Sequence[Balance]:
        """All accounts of these offices."""
        return [
            Balance(office=office, fund=fund, year=of_year, account=account, amount_fen=amount)
            for (office, of_year, fund, account), amount in sorted(self._amounts.items())
            if (offices is None or office in offices) and (year is None or of_year == year)
        ]

    def movements(self, case_id: str | None = None) -> Sequence[Movement]:
        """Movements in the order they were made."""
        return [m for m in self._movements if case_id is None or m.case_id == case_id]

    def checked(
        self, movements: Iterable[Movement], case_id: str | None = None
    ) -> dict[_AccountKey, int]:
        """The balances after the movements.

        Raises:
            ConflictError: An account other than the granted one would go below nothing.
        """
        amounts = dict(self._amounts)
        for (office, fund, year, account), change in net_amounts(list(movements)).items():
            key = (office, year, fund, account)
            amounts[key] = amounts.get(key, 0) + change
            if account is not Account.GRANTED and amounts[key] < 0:
                raise ConflictError(EngineCode.FUNDS_SHORT, case=case_id)
        return amounts

    def post(self, movements: Sequence[Movement]) -> None:
        """Make the movements; `checked` has been asked before."""
        self._amounts = self.checked(movements)
        self._movements.extend(movements)
