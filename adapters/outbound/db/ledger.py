"""The aid budget in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    func,
    literal_column,
    select,
)

from adapters.outbound.db.database import Backend, Database
from adapters.outbound.db.tables import ACCOUNTS, MOVEMENTS
from engine.circumstances import FundKey
from engine.ports import Balance
from engine.projection import Account, Movement


class SqlAlchemyLedger:
    """Implements `Ledger`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._free = database.statement(_free(database.backend))

    def free(self, offices: frozenset[str], year: int) -> Mapping[FundKey, int]:
        """Free budget in fen of these offices in a year."""
        wanted: Any = sorted(offices)
        if self._database.backend is Backend.SQLITE:
            wanted = json.dumps(wanted)
        rows = self._database.fetch_all(self._free, wanted, year)
        return {(office, of_year, fund): amount for office, of_year, fund, amount in rows}

    def balances(self, offices: frozenset[str] | None, year: int | None) -> Sequence[Balance]:
        """All accounts of these offices."""
        columns = ACCOUNTS.c
        wanted = select(ACCOUNTS).order_by(
            columns.office, columns.year, columns.fund, columns.account
        )
        if offices is not None:
            wanted = wanted.where(columns.office.in_(sorted(offices)))
        if year is not None:
            wanted = wanted.where(columns.year == year)
        with self._database.reads() as connection:
            return [Balance(**row._mapping) for row in connection.execute(wanted)]

    def movements(self, case_id: str | None = None) -> Sequence[Movement]:
        """Movements in the order they were made."""
        wanted = select(MOVEMENTS).order_by(MOVEMENTS.c.number)
        if case_id is not None:
            wanted = wanted.where(MOVEMENTS.c.case_id == case_id)
        with self._database.reads() as connection:
            return [_movement(row) for row in connection.execute(wanted)]


def _free(backend: Backend) -> Select[Any]:
    """Every decision that may reserve asks this, so the offices are one parameter of one text."""
    columns = ACCOUNTS.c
    if backend is Backend.SQLITE:
        listed = func.json_each(bindparam("offices")).table_valued("value")
        here: ColumnElement[bool] = columns.office.in_(select(listed.c.value))
    else:
        here = columns.office == any_(bindparam("offices", type_=ARRAY(Text)))
    return select(columns.office, columns.year, columns.fund, columns.amount_fen).where(
        here,
        columns.year == bindparam("year"),
        columns.account == literal_column(f"'{Account.FREE.value}'"),
    )


def _movement(row: Any) -> Movement:
    return Movement(
        office=row.office,
        fund=row.fund,
        year=row.year,
        source=Account(row.source),
        target=Account(row.target),
        amount_fen=row.amount_fen,
        at=row.at,
        case_id=row.case_id,
        by=row.by,
    )
