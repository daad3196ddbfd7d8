"""A commit on PostgreSQL: one statement, so that it is one round trip and one transaction.

Every change is a data-modifying part of the statement; its conditions are checked by a function
that ends the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import CTE, ColumnElement, Select, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert

from adapters.outbound.db import clauses
from adapters.outbound.db.database import Database, Row
from adapters.outbound.db.faults import FUNDS_SHORT, STALE
from adapters.outbound.db.rows import CommitRows, RowWriter
from adapters.outbound.db.tables import ACCOUNTS, CASES
from engine.ports import FirstAnswer
from engine.projection import CaseWrite

GROUPS = tuple(group.name for group in fields(CommitRows))

Shape: TypeAlias = tuple[int, ...]
"""How many rows a commit has in each group; commits of one shape share one text."""

Place: TypeAlias = tuple[int, int, int]
"""Group, row and position of a value."""

_SHAPES_KEPT = 512


class PostgresCommits:
    """Writes commits with the driver's own cursor; each commits itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = RowWriter(lambda moment: moment, lambda day: day)
        self._statement = lru_cache(_SHAPES_KEPT)(self._written)

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None) -> None:
        """Store everything or nothing; see the port."""
        # Everybody locks cases in the same order, so that nobody waits in a circle.
        ordered = sorted(writes, key=lambda write: write.after.id)
        rows = self._rows.rows(ordered, answer)
        groups: list[list[Row]] = [getattr(rows, group) for group in GROUPS]
        sql, places = self._statement(tuple(map(len, groups)))
        values = [groups[group][row][position] for group, row, position in places]
        case_id = writes[0].after.id if writes else None
        with self._database.translated(case_id), self._database.bare() as connection:
            connection.execute(sql, values)

    def _written(self, shape: Shape) -> tuple[str, tuple[Place, ...]]:
        statement = self._database.statement(commit_clause(dict(zip(GROUPS, shape, strict=True))))
        return statement.sql, tuple(_place(name) for name in statement.names)


def _place(name: str) -> Place:
    group, row, position = name.rsplit("_", 2)
    return GROUPS.index(group), int(row), int(position)


def commit_clause(rows: dict[str, int]) -> Select[Any]:
    """The statement for a commit with so many rows in each group."""
    cases = [
        clauses.case_change(row).returning(CASES.c.id).cte(f"case_{row}")
        for row in range(rows["changed_cases"])
    ]
    conditions = [_required(cases, STALE), *_begun(rows)]
    debits = [
        clauses.debit(row).returning(ACCOUNTS.c.year).cte(f"debit_{row}")
        for row in range(rows["debits"])
    ]
    if rows["debits"] or rows["credits"]:
        conditions += [_locked(rows), _required(debits, FUNDS_SHORT)]
    return select(*conditions).add_cte(*_changes(rows))


def _begun(rows: dict[str, int]) -> Iterator[ColumnElement[Any]]:
    """Adds new cases before anything that is theirs, so that a taken number is what is reported."""
    if rows["new_cases"]:
        adding = clauses.insertion(insert, "new_cases", rows["new_cases"])
        yield _count(adding.returning(CASES.c.id).cte("new_cases"))


def _required(parts: Sequence[CTE], problem: str) -> ColumnElement[Any]:
    """Each part has found its row."""
    found: Any = sum((_count(part) for part in parts), start=literal_column("0"))
    held = found == literal_column(str(len(parts)))
    return func.unioncase_require(held, literal_column(f"'{problem}'"))


def _count(part: CTE) -> Any:
    return select(func.count()).select_from(part).scalar_subquery()


def _locked(rows: dict[str, int]) -> ColumnElement[Any]:
    """Locks the accounts in one order: opposite movements would wait for each other."""
    key = clauses.ACCOUNT_KEY
    wanted = [clauses.matches("debits", r, 1, ACCOUNTS, key) for r in range(rows["debits"])]
    wanted += [clauses.matches("credits", r, 0, ACCOUNTS, key) for r in range(rows["credits"])]
    locking = (
        select(ACCOUNTS.c.year)
        .where(or_(*wanted))
        .order_by(*(ACCOUNTS.c[name] for name in key))
        .with_for_update()
    )
    counted: ColumnElement[Any] = _count(locking.cte("locked"))
    return counted


def _changes(rows: dict[str, int]) -> Iterator[CTE]:
    for group in clauses.INSERTS:
        if rows[group] and group != "new_cases":
            yield clauses.insertion(insert, group, rows[group]).cte(group)
    for row in range(rows["changed_tasks"]):
        yield clauses.task_change(row).cte(f"changed_task_{row}")
    if rows["closed_tasks"]:
        yield clauses.task_closing(rows["closed_tasks"]).cte("closed_tasks")
    if rows["clocks"]:
        yield clauses.clock_upsert(insert, rows["clocks"]).cte("clocks")
    if rows["dropped_clocks"]:
        yield clauses.clock_dropping(rows["dropped_clocks"]).cte("dropped_clocks")
    if rows["credits"]:
        yield clauses.credit(insert, rows["credits"]).cte("credits")
    yield from _party_changes(rows)


def _party_changes(rows: dict[str, int]) -> Iterator[CTE]:
    if rows["dropped_keys"]:
        yield clauses.key_dropping(rows["dropped_keys"]).cte("dropped_keys")
    if rows["unlinked"]:
        yield clauses.unlinking(rows["unlinked"]).cte("unlinked")
    if rows["linked"]:
        yield clauses.link_upsert(insert, rows["linked"]).cte("linked")
